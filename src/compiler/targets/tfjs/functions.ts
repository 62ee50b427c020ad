import { toFloat, type Num } from "../../../base/number.ts";
import type { Body, CallItem, Item } from "./body.ts";
import { codesOf } from "./body.ts";
import { visit, type Code, type NumberCode } from "./code.ts";
import { rollLoops } from "./loops.ts";
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
  readonly bodies: Body[];
  /** By body, in the same order of numbers. */
  readonly items: (readonly Item[])[];
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
    const drafts = new Map<string, Draft>();
    const identities = new Map<object | string, number>();
    for (const body of level) {
      const { declaration, name, sort } = body.placement;
      if (!identities.has(declaration)) identities.set(declaration, identities.size);
      const linked = body.items.map((item) => (item.kind === "call" ? linkCall(item, made) : item));
      const wanted = new Set(body.outputs);
      const items = rollLoops(linked, body.placement.turns, wanted);
      const key = `${identities.get(declaration)} ${sort} ${name} ${signatureOf(body, items, all)}`;
      const draft = drafts.get(key) ?? { bodies: [], items: [] };
      drafts.set(key, draft);
      draft.bodies.push(body);
      draft.items.push(items);
    }
    for (const draft of drafts.values()) {
      const fn = finish(draft, made);
      all.push(fn);
      for (const body of draft.bodies) made.set(body, fn);
    }
  }
  return all;
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

const finish = ({ bodies, items }: Draft, made: ReadonlyMap<Body, Fn>): Fn => {
  const numbers = items.map(numbersIn);
  const written = new Map<NumberCode, WrittenNumber>();
  const parameters: Parameter[] = [];
  const inferredIn = listsOf(items[0]!);
  const spent = new Set<Code>();
  numbers[0]!.forEach((number, i) => {
    const values = numbers.map((row) => row[i]!.value);
    if (values.every((value) => same(value, values[0]))) return void written.set(number, { kind: "fixed", value: values[0]! });
    const list = inferredIn.get(number);
    if (number.inferred !== undefined && !(list && spent.has(list))) {
      if (list) spent.add(list);
      return void written.set(number, { kind: "inferred", text: number.inferred });
    }
    written.set(number, { kind: "parameter", name: parameterFor(number, values, bodies, parameters) });
  });
  const calls = new Set(bodies[0]!.items.flatMap((item) => (item.kind === "call" ? [made.get(item.body)!] : [])));
  return { bodies, items: items[0]!, parameters, written, calls: [...calls] };
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

const parameterFor = (number: NumberCode, values: readonly (number | readonly number[])[], bodies: readonly Body[], parameters: Parameter[]): string => {
  const names = bodies[0]!.placement.settings.keys();
  const fits = (name: string): boolean => bodies.every((body, i) => same(settingOf(body, name), values[i]));
  const fitting = [...names].filter(fits);
  const wished = fitting.includes(number.label) ? number.label : (fitting[0] ?? number.label);
  const known = parameters.find(
    (one) => one.name.replace(/\d+$/, "") === wished.replace(/\d+$/, "") && bodies.every((body, i) => same(one.values.get(body), values[i])),
  );
  if (known) return known.name;
  let name = wished;
  for (let i = 2; parameters.some((one) => one.name === name); i++) name = `${wished}${i}`;
  parameters.push({
    name,
    values: new Map(bodies.map((body, i) => [body, values[i]!])),
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

