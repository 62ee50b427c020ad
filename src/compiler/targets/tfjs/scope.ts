import type { Node } from "../../4-graph/graph.ts";
import { codesOf, outputsOf, type Item, type LoopItem } from "./body.ts";
import { valuesIn, visit, type Code } from "./code.ts";
import { callText, expression, type Writing } from "./expression.ts";
import type { Fn } from "./functions.ts";
import { camelCase, freshName } from "./names.ts";

const WIDTH = 118;

export interface ScopeContext {
  readonly fn: Fn;
  readonly root: string;
  readonly functionName: (callee: object) => { readonly name: string; readonly parameters: readonly string[] };
  /** Names in use: functions, kit, parameters. */
  readonly taken: Set<string>;
  readonly names: Map<Node, string>;
  /** Lists that loops filled, with their lengths. */
  readonly lists: Map<string, number>;
  /** Items that must be statements of their own, lest lines grow too long. */
  readonly forced: Set<Item>;
  readonly counter?: { readonly name: string; readonly start: number };
}

interface Statement {
  /** Undefined: not an assignment. */
  readonly name?: string;
  readonly text: string;
  /** Names that it assigns anew inside. */
  readonly renews?: readonly string[];
}

/** A list of items to be written as statements, with what is read after them. */
interface Scope {
  readonly items: readonly Item[];
  /** Read after these items; each must get a name, or, if it is the only reader, stand in the return. */
  readonly wanted: readonly Node[];
  /** Where wanted nodes renew a carried value: its name. */
  readonly targets: ReadonlyMap<Node, string>;
  /** Names that may be given anew once nobody reads them: parameters and carried values. */
  readonly mutable: ReadonlyMap<string, readonly Node[]>;
  readonly inlineResult: boolean;
  /** A statement after so many items. */
  readonly between?: { readonly after: number; readonly text: () => string };
}

interface Plan {
  /** Items that read a node. */
  readonly readers: ReadonlyMap<Node, readonly (Item | "after")[]>;
  readonly maker: ReadonlyMap<Node, Item>;
  readonly statements: ReadonlySet<Item>;
  /** The place of the statement in which an item is written. */
  readonly place: ReadonlyMap<Item, number>;
}

const isHeavy = (item: Item): boolean => {
  if (item.kind !== "node") return true;
  let heavy = false;
  visit(item.code, (part) => void (part.kind === "call" && part.heavy && (heavy = true)));
  return heavy;
};

/** What an item reads directly, a loop's first values apart from what its turns read. */
const readsOf = (item: Item): { readonly once: readonly Node[]; readonly inside: readonly Node[] } =>
  item.kind === "loop"
    ? { once: item.carried.flatMap(({ first }) => valuesIn(first)), inside: outerReads(item) }
    : { once: codesOf(item).flatMap(valuesIn), inside: [] };

/** What the turns read that is made outside of the loop. */
const outerReads = (loop: LoopItem): readonly Node[] => {
  const own = new Set([...loop.items.flatMap(outputsOf), ...loop.carried.map(({ value }) => value)]);
  const reads = loop.items.flatMap((item) => [...readsOf(item).once, ...readsOf(item).inside]);
  return reads.filter((node) => !own.has(node));
};

const planOf = ({ items, wanted, targets, inlineResult }: Scope, forced: ReadonlySet<Item>): Plan => {
  const readers = new Map<Node, (Item | "after")[]>();
  const read = (node: Node, by: Item | "after"): void => void readers.set(node, [...(readers.get(node) ?? []), by]);
  const insideLoop = new Set<Node>();
  for (const item of items) {
    const { once, inside } = readsOf(item);
    once.forEach((node) => read(node, item));
    inside.forEach((node) => (read(node, item), insideLoop.add(node)));
  }
  wanted.forEach((node) => read(node, "after"));
  const maker = new Map(items.flatMap((item) => outputsOf(item).map((node) => [node, item] as const)));
  const statements = new Set<Item>();
  const heavyInside = new Map<Item, boolean>();
  const innerHeavy = (item: Item): boolean =>
    readsOf(item).once.some((node) => {
      const from = maker.get(node);
      return from !== undefined && !statements.has(from) && (heavyInside.get(from) ?? false);
    });
  for (const item of items) {
    heavyInside.set(item, innerHeavy(item) || isHeavy(item));
    if (mustStand(item)) statements.add(item);
  }
  function mustStand(item: Item): boolean {
    const outputs = outputsOf(item);
    if (forced.has(item) || item.kind === "loop" || outputs.length !== 1) return true;
    const [node] = outputs as [Node];
    const by = readers.get(node) ?? [];
    if (by.length !== 1 || insideLoop.has(node) || targets.has(node)) return true;
    const [reader] = by as [Item | "after"];
    if (reader === "after") return !inlineResult;
    if (item.binding !== undefined && item.binding !== reader.binding) return true;
    if (reader.kind === "loop" || !isHeavy(reader)) return false;
    // A block in a block is short; more than that is not.
    return reader.kind === "call" && item.kind === "call" ? innerHeavy(item) : (heavyInside.get(item) ?? false);
  }
  const place = new Map<Item, number>();
  items.toReversed().forEach((item, i) => {
    const own = items.length - 1 - i;
    if (statements.has(item)) return void place.set(item, own);
    const [reader] = readers.get(outputsOf(item)[0]!)!;
    place.set(item, reader === "after" ? Infinity : place.get(reader!)!);
  });
  return { readers, maker, statements, place };
};

/** The statements of a scope; wanted nodes have their names in `ctx.names` afterwards. */
export const writeScope = (ctx: ScopeContext, scope: Scope): readonly string[] => {
  const plan = planOf(scope, ctx.forced);
  const inline = new Map<Node, string>();
  const done: Statement[] = [];
  const owners = new Map<string, readonly Node[]>(scope.mutable);
  const writing: Writing = {
    root: ctx.root,
    numbers: ctx.fn.written,
    lists: ctx.lists,
    nameOf: (node) => {
      const name = inline.get(node) ?? ctx.names.get(node);
      if (name === undefined) throw new Error(`node ${node.id} (${node.op}) has no name where it is read`);
      return name;
    },
    ...(ctx.counter ? { counter: ctx.counter } : {}),
  };
  const lastRead = (node: Node): number =>
    Math.max(-1, ...(plan.readers.get(node) ?? []).map((by) => (by === "after" ? Infinity : plan.place.get(by)!)));
  const isDead = (name: string, at: number): boolean => (owners.get(name) ?? []).every((node) => lastRead(node) <= at) && owners.has(name);
  const claim = (name: string, nodes: readonly Node[]): void => {
    owners.set(name, nodes);
    for (const node of nodes) ctx.names.set(node, name);
  };
  const chooseName = (item: Item, node: Node, at: number, hint: string): string => {
    const target = scope.targets.get(node);
    if (target !== undefined && isDead(target, at)) return target;
    if (item.binding !== undefined) {
      const wished = camelCase(item.binding);
      if (isDead(wished, at)) return wished;
      return freshName(wished, ctx.taken);
    }
    const chain = [...owners.keys()].find((name) => mentions(hint, name) && isDead(name, at));
    return chain ?? ["x", "y", "z", "u", "v"].map((letter) => (ctx.taken.has(letter) ? undefined : freshName(letter, ctx.taken))).find((name) => name) ?? freshName("x", ctx.taken);
  };

  scope.items.forEach((item, at) => {
    if (scope.between?.after === at) done.push({ text: scope.between.text() });
    if (item.kind === "loop") return void done.push(...writeLoop(ctx, item, { writing, isDead: (name) => isDead(name, at), claim, owners, at, lastRead }));
    const text = item.kind === "node" ? expression(item.code, writing) : callText(item, ctx.functionName(item.callee!).name, ctx.functionName(item.callee!).parameters, writing);
    const outputs = outputsOf(item);
    if (!plan.statements.has(item)) return void inline.set(outputs[0]!, text);
    if (outputs.length !== 1) {
      const inner = item.kind === "call" ? outputs.map((node) => freshName(camelCase(innerBinding(item.body.items, node) ?? item.binding ?? "part"), ctx.taken)) : [];
      outputs.forEach((node, i) => claim(inner[i]!, [node]));
      return void done.push({ text: `const [${inner.join(", ")}] = ${text};` });
    }
    const name = chooseName(item, outputs[0]!, at, text);
    claim(name, outputs);
    done.push({ name, text });
    tooLong(ctx, item, plan, inline, `  const ${name} = ${text};`);
  });
  for (const node of scope.wanted) {
    const target = scope.targets.get(node);
    if (target !== undefined && ctx.names.get(node) !== target) {
      done.push({ name: target, text: writing.nameOf(node) });
      ctx.names.set(node, target);
    }
    const text = inline.get(node);
    if (text === undefined) continue;
    ctx.names.set(node, text);
    tooLong(ctx, plan.maker.get(node)!, plan, inline, `  return ${text};`);
  }
  return finishStatements(done, new Set(scope.mutable.keys()));
};

const innerBinding = (items: readonly Item[], node: Node): string | undefined =>
  items.find((item) => outputsOf(item).includes(node))?.binding;

/** Marks an operand that is written in place as a statement of its own: about half of the line. */
const tooLong = (ctx: ScopeContext, item: Item, plan: Plan, inline: ReadonlyMap<Node, string>, line: string): void => {
  if (line.length <= WIDTH) return;
  const inner: { readonly item: Item; readonly size: number }[] = [];
  const collect = (from: Item): void => {
    for (const node of readsOf(from).once) {
      const text = inline.get(node);
      const made = plan.maker.get(node);
      if (text === undefined || !made) continue;
      inner.push({ item: made, size: text.length });
      collect(made);
    }
  };
  collect(item);
  const half = line.length / 2;
  const best = inner.filter(({ size }) => size > 12).sort((a, b) => Math.abs(a.size - half) - Math.abs(b.size - half))[0];
  if (best) ctx.forced.add(best.item);
};

const finishStatements = (statements: readonly Statement[], known: ReadonlySet<string>): readonly string[] => {
  const times = new Map<string, number>();
  for (const { name, renews = [] } of statements)
    for (const one of [...renews, ...(name === undefined ? [] : [name])]) times.set(one, (times.get(one) ?? 0) + 1);
  const seen = new Set(known);
  return statements.map(({ name, text }) => {
    if (name === undefined) return text;
    const declared = seen.has(name);
    seen.add(name);
    return `${declared ? "" : times.get(name)! > 1 ? "let " : "const "}${name} = ${text};`;
  });
};

interface LoopContext {
  readonly writing: Writing;
  readonly isDead: (name: string) => boolean;
  readonly claim: (name: string, nodes: readonly Node[]) => void;
  readonly owners: ReadonlyMap<string, readonly Node[]>;
  readonly at: number;
  readonly lastRead: (node: Node) => number;
}

const writeLoop = (ctx: ScopeContext, loop: LoopItem, outer: LoopContext): readonly Statement[] => {
  const before: Statement[] = [];
  const carriedNames = loop.carried.map(({ first }) => {
    const text = expression(first, outer.writing);
    // A name that nobody reads any more carries the value on.
    const free = (one: string): boolean => outer.isDead(one) && !readInside(loop, outer.owners.get(one)!);
    if (outer.owners.has(text) && free(text)) return text;
    const chain = [...outer.owners.keys()].find((one) => mentions(text, one) && free(one));
    const name = chain ?? freshName(camelCase(loop.binding ?? "x"), ctx.taken, "_");
    before.push(chain === undefined ? { text: `let ${name} = ${text};` } : { name, text });
    return name;
  });
  const lists = loop.collected.map(({ of, all }) => {
    const maker = loop.items.find((item) => outputsOf(item).includes(of));
    const field = maker?.kind === "call" && maker.outputs.length > 1 ? `_${innerBinding(maker.body.items, of) ?? ""}` : "";
    const binding = maker?.binding?.replace(/\d+$/, "");
    const name = freshName(camelCase(`${binding ?? "list"}${field}`), ctx.taken, "_");
    ctx.lists.set(name, all.length);
    before.push({ text: `const ${name} = [];` });
    return name;
  });
  const name = ["i", "j", "k"].find((letter) => !ctx.taken.has(letter)) ?? "i";
  const taken = new Set([...ctx.taken, name]);
  const names = new Map(ctx.names);
  loop.carried.forEach(({ value }, i) => names.set(value, carriedNames[i]!));
  const inner: ScopeContext = { ...ctx, taken, names, counter: { name, start: loop.start } };
  const lines = writeScope(inner, {
    items: loop.items,
    wanted: [...loop.carried.map(({ next }) => next), ...loop.collected.map(({ of }) => of)],
    targets: new Map(loop.carried.map(({ next }, i) => [next, carriedNames[i]!])),
    mutable: new Map(carriedNames.map((one, i) => [one, [loop.carried[i]!.value]])),
    inlineResult: true,
  });
  const pushes = loop.collected.map(({ of }, i) => `${lists[i]}.push(${names.get(of)!});`);
  const all = [...lines, ...pushes];
  const end = expression(loop.end, outer.writing);
  const head = `for (let ${name} = ${loop.start}; ${name} ${loop.start === 0 ? "<" : "<="} ${end}; ${name}++)`;
  loop.carried.forEach(({ last }, i) => outer.claim(carriedNames[i]!, [last]));
  loop.collected.forEach(({ all: nodes }, i) => nodes.forEach((node, k) => ctx.names.set(node, `${lists[i]}[${k}]`)));
  const single = all.length === 1 && `  ${head} ${all[0]}`.length <= WIDTH;
  const text = single ? `${head} ${all[0]}` : [`${head} {`, ...all.flatMap((line) => line.split("\n")).map((line) => `  ${line}`), "}"].join("\n");
  return [...before, { text, renews: carriedNames }];
};

const readInside = (loop: LoopItem, nodes: readonly Node[]): boolean => {
  const inside = new Set(outerReads(loop));
  return nodes.some((node) => inside.has(node));
};

const mentions = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$.])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(text);
