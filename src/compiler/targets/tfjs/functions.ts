import { toFloat, type Num } from "../../../base/number.ts";
import type { Body, CallItem, Item } from "./body.ts";
import { codesOf } from "./body.ts";
import { visit, type Code, type NumberCode } from "./code.ts";
import { rollLoops } from "./loops.ts";
import { findOptionalPart, type OptionalPart } from "./optional-part.ts";
import { signatureOf } from "./signature.ts";

/** One function of the module: a block as the user named it, for all placements whose bodies are alike. */
export interface Fn {
  /** Of all placements; the first one's items are printed. */
  readonly bodies: readonly Body[];
  readonly items: readonly Item[];
  readonly parameters: readonly Parameter[];
  /** How each number of the items is written. */
  readonly written: ReadonlyMap<NumberCode, WrittenNumber>;
  /** Functions it calls. */
  readonly calls: readonly Fn[];
}

export interface Parameter {
  readonly name: string;
  /** What each placement hands over, by body. */
  readonly values: ReadonlyMap<Body, number | readonly number[]>;
  readonly default?: number;
}

export type WrittenNumber =
  | { readonly kind: "fixed"; readonly value: number | readonly number[] }
  | { readonly kind: "parameter"; readonly name: string }
  /** Left to the called function. */
  | { readonly kind: "inferred"; readonly text: string };

interface Draft {
  readonly identity: string;
  readonly signature: string;
  readonly bodies: readonly Body[];
  /** Of the first body. */
  readonly items: readonly Item[];
  /** By body, in the same order; undefined where a body lacks the part that holds the number. */
  readonly numbers: readonly (readonly (NumberCode | undefined)[])[];
}

/** Bodies of all blocks beneath, innermost first. */
const byHeight = (root: Body): readonly (readonly Body[])[] => {
  const levels: Body[][] = [];
  const heightOf = (body: Body): number => {
    const inner = body.items.flatMap((item) => (item.kind === "call" ? [heightOf(item.body)] : []));
    const height = inner.length === 0 ? 0 : Math.max(...inner) + 1;
    (levels[height] ??= []).push(body);
    return height;
  };
  heightOf(root);
  return levels;
};

/** Groups all placements into functions. The last one is the root's. */
export const functionsOf = (root: Body): readonly Fn[] => {
  const made = new Map<Body, Fn>();
  const all: Fn[] = [];
  for (const level of byHeight(root)) {
    for (const draft of joinOptional(draftsOf(level, made, all), all)) {
      const fn = finish(draft, made);
      all.push(fn);
      for (const body of draft.bodies) made.set(body, fn);
    }
  }
  return all;
};

/** Bodies of one height by block and structure. */
const draftsOf = (level: readonly Body[], made: ReadonlyMap<Body, Fn>, functions: readonly Fn[]): readonly Draft[] => {
  const drafts = new Map<string, Draft>();
  const identities = new Map<object | string, number>();
  for (const body of level) {
    const { declaration, name, sort } = body.placement;
    if (!identities.has(declaration)) identities.set(declaration, identities.size);
    const linked = body.items.map((item) => (item.kind === "call" ? linkCall(item, made) : item));
    const items = rollLoops(linked, [], new Set(body.outputs));
    const identity = `${identities.get(declaration)} ${sort} ${name}`;
    const signature = signatureOf(body, items, functions);
    const key = `${identity} ${signature}`;
    const { bodies, numbers, ...draft } = drafts.get(key) ?? { identity, signature, bodies: [], items, numbers: [] };
    drafts.set(key, { ...draft, bodies: [...bodies, body], numbers: [...numbers, numbersIn(items)] });
  }
  return [...drafts.values()];
};

/** Forms of a block that differ by one optional part become one. */
const joinOptional = (drafts: readonly Draft[], functions: readonly Fn[]): readonly Draft[] => {
  const left = [...drafts];
  for (const whole of drafts)
    for (const other of drafts) {
      if (whole === other || whole.identity !== other.identity || !left.includes(whole) || !left.includes(other))
        continue;
      const part = findOptionalPart({ body: whole.bodies[0]!, items: whole.items }, other.signature, functions);
      if (!part) continue;
      left.splice(left.indexOf(whole), 1, join(whole, other, part));
      left.splice(left.indexOf(other), 1);
    }
  return left;
};

const join = (whole: Draft, other: Draft, { items, from, to }: OptionalPart): Draft => {
  const before = numbersIn(whole.items.slice(0, from)).length;
  const inside = numbersIn(whole.items.slice(from, to + 1)).length;
  const lacking = Array.from({ length: inside }, () => undefined);
  const padded = other.numbers.map((row) => [...row.slice(0, before), ...lacking, ...row.slice(before)]);
  return { ...whole, items, bodies: [...whole.bodies, ...other.bodies], numbers: [...whole.numbers, ...padded] };
};

const linkCall = (item: CallItem, made: ReadonlyMap<Body, Fn>): CallItem => {
  const callee = made.get(item.body)!;
  return {
    ...item,
    callee,
    numbers: callee.parameters.map(({ name, values, default: usual }) => ({
      kind: "number",
      label: name,
      value: values.get(item.body)!,
      ...(usual === undefined ? {} : { default: usual }),
    })),
  };
};

/** In the order of reading. */
export const numbersIn = (items: readonly Item[]): readonly NumberCode[] => {
  const found: NumberCode[] = [];
  const see = (code: Code): void => visit(code, (part) => void (part.kind === "number" && found.push(part)));
  const walk = (item: Item): void => {
    if (item.kind === "loop") {
      found.push(item.end);
      item.carried.forEach(({ first }) => see(first));
      item.items.forEach(walk);
    } else codesOf(item).forEach(see);
  };
  items.forEach(walk);
  return found;
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const finish = ({ bodies, items, numbers }: Draft, made: ReadonlyMap<Body, Fn>): Fn => {
  const written = new Map<NumberCode, WrittenNumber>();
  const parameters: Parameter[] = [];
  const inferredIn = listsOf(items);
  const spent = new Set<Code>();
  numbersIn(items).forEach((number, i) => {
    const values = numbers.map((row) => row[i]?.value);
    const known = values.filter((value) => value !== undefined);
    if (known.every((value) => same(value, known[0])))
      return void written.set(number, { kind: "fixed", value: known[0]! });
    const list = inferredIn.get(number);
    if (number.inferred !== undefined && !(list && spent.has(list))) {
      if (list) spent.add(list);
      return void written.set(number, { kind: "inferred", text: number.inferred });
    }
    written.set(number, { kind: "parameter", name: parameterFor(number, values, bodies, parameters) });
  });
  const calls = new Set(bodies[0]!.items.flatMap((item) => (item.kind === "call" ? [made.get(item.body)!] : [])));
  return { bodies, items, parameters, written, calls: [...calls] };
};

/** The list in which a number stands. */
const listsOf = (items: readonly Item[]): ReadonlyMap<NumberCode, Code> => {
  const lists = new Map<NumberCode, Code>();
  for (const code of items.flatMap(codesOf))
    visit(code, (part) => {
      if (part.kind === "list") for (const item of part.items) if (item.kind === "number") lists.set(item, part);
    });
  return lists;
};

type Values = readonly (number | readonly number[] | undefined)[];

const parameterFor = (number: NumberCode, values: Values, bodies: readonly Body[], parameters: Parameter[]): string => {
  const agrees = (other: (body: Body) => unknown): boolean =>
    bodies.every((body, i) => values[i] === undefined || same(other(body), values[i]));
  const fitting = [...bodies[0]!.placement.settings.keys()].filter((name) => agrees((body) => settingOf(body, name)));
  const wished = fitting.includes(number.label) ? number.label : (fitting[0] ?? number.label);
  const family = (name: string): string => name.replace(/\d+$/, "");
  const known = parameters.find((one) => family(one.name) === family(wished) && agrees((body) => one.values.get(body)));
  if (known) return known.name;
  let name = wished;
  for (let i = 2; parameters.some((one) => one.name === name); i++) name = `${wished}${i}`;
  // Placements without the part that holds the number don't care for it.
  const usual = number.default ?? values.find((value) => value !== undefined)!;
  parameters.push({
    name,
    values: new Map(bodies.map((body, i) => [body, values[i] ?? usual])),
    ...(number.default === undefined ? {} : { default: number.default }),
  });
  return name;
};

/** A setting as JavaScript's number, whether it is one already or a value of the language. */
const settingOf = ({ placement }: Body, name: string): number | undefined => {
  const setting = placement.settings.get(name) as { kind?: string; value?: Num } | number | undefined;
  if (typeof setting === "number") return setting;
  return setting?.kind === "number" && setting.value ? toFloat(setting.value) : undefined;
};
