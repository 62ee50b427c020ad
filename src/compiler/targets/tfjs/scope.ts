import type { Node } from "../../4-graph/graph.ts";
import { outputsOf, type CallItem, type Item, type LoopItem, type NodeItem } from "./body.ts";
import type { Code } from "./code.ts";
import { callText, expression, type Writing } from "./expression.ts";
import type { Fn } from "./functions.ts";
import { camelCase, freshName } from "./names.ts";
import { outerReads, planOf, readsOf, type Plan, type Scope } from "./scope-plan.ts";

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

/** Names as they are given while a scope is written. */
interface Naming {
  readonly owners: Map<string, readonly Node[]>;
  /** Whether nobody reads what bears the name after the statement at this place. */
  isDead(name: string, at: number): boolean;
  claim(name: string, nodes: readonly Node[]): void;
}

const namingOf = (ctx: ScopeContext, scope: Scope, plan: Plan): Naming => {
  const owners = new Map<string, readonly Node[]>(scope.mutable);
  const lastRead = (node: Node): number =>
    Math.max(-1, ...(plan.readers.get(node) ?? []).map((by) => (by === "after" ? Infinity : plan.place.get(by)!)));
  return {
    owners,
    isDead: (name, at) => owners.get(name)?.every((node) => lastRead(node) <= at) ?? false,
    claim(name, nodes) {
      owners.set(name, nodes);
      for (const node of nodes) ctx.names.set(node, name);
    },
  };
};

/** The carried value's name, the spec's, that of what the chain goes on from, or a letter. */
const chooseName = (ctx: ScopeContext, scope: Scope, naming: Naming, item: Item, at: number, text: string): string => {
  const target = scope.targets.get(outputsOf(item)[0]!);
  if (target !== undefined && naming.isDead(target, at)) return target;
  if (item.binding !== undefined) {
    const wished = camelCase(item.binding);
    return naming.isDead(wished, at) ? wished : freshName(wished, ctx.taken);
  }
  const chain = [...naming.owners.keys()].find((name) => mentions(text, name) && naming.isDead(name, at));
  return chain ?? freshName(["x", "y", "z", "u", "v"].find((letter) => !ctx.taken.has(letter)) ?? "x", ctx.taken);
};

const writingOf = (ctx: ScopeContext, inline: ReadonlyMap<Node, string>): Writing => ({
  root: ctx.root,
  numbers: ctx.fn.written,
  lists: ctx.lists,
  nameOf: (node) => {
    const name = inline.get(node) ?? ctx.names.get(node);
    if (name === undefined) throw new Error(`node ${node.id} (${node.op}) has no name where it is read`);
    return name;
  },
  ...(ctx.counter ? { counter: ctx.counter } : {}),
});

/** The statements of a scope; wanted nodes have their names in `ctx.names` afterwards. */
export const writeScope = (ctx: ScopeContext, scope: Scope): readonly string[] => {
  const plan = planOf(scope, ctx.forced);
  const inline = new Map<Node, string>();
  const done: Statement[] = [];
  const naming = namingOf(ctx, scope, plan);
  const writing = writingOf(ctx, inline);
  scope.items.forEach((item, at) => {
    if (scope.between?.after === at) done.push({ text: scope.between.text() });
    if (item.kind === "loop") return void done.push(...writeLoop(ctx, item, { writing, naming, at }));
    const text = itemText(ctx, item, writing);
    const outputs = outputsOf(item);
    if (!plan.statements.has(item)) return void inline.set(outputs[0]!, text);
    if (item.kind === "call" && outputs.length !== 1) return void done.push(takeApart(ctx, item, naming, text));
    const name = chooseName(ctx, scope, naming, item, at, text);
    naming.claim(name, outputs);
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

const itemText = (ctx: ScopeContext, item: NodeItem | CallItem, writing: Writing): string => {
  if (item.kind === "node") return expression(item.code, writing);
  const { name, parameters } = ctx.functionName(item.callee!);
  return callText(item, name, parameters, writing);
};

/** A block with several results. */
const takeApart = (ctx: ScopeContext, item: CallItem, naming: Naming, text: string): Statement => {
  const names = item.outputs.map((node) => {
    const name = freshName(camelCase(innerBinding(item.body.items, node) ?? item.binding ?? "part"), ctx.taken);
    naming.claim(name, [node]);
    return name;
  });
  return { text: `const [${names.join(", ")}] = ${text};` };
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
  const best = inner
    .filter(({ size }) => size > 12)
    .sort((a, b) => Math.abs(a.size - half) - Math.abs(b.size - half))[0];
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

interface Outside {
  readonly writing: Writing;
  readonly naming: Naming;
  readonly at: number;
}

const writeLoop = (ctx: ScopeContext, loop: LoopItem, outside: Outside): readonly Statement[] => {
  const before: Statement[] = [];
  const carried = loop.carried.map(({ first }) => carriedName(ctx, loop, first, outside, before));
  const lists = loop.collected.map(({ of, all }) => {
    const name = listName(ctx, loop, of);
    ctx.lists.set(name, all.length);
    before.push({ text: `const ${name} = [];` });
    return name;
  });
  const name = ["i", "j", "k"].find((letter) => !ctx.taken.has(letter)) ?? "i";
  const names = new Map(ctx.names);
  loop.carried.forEach(({ value }, i) => names.set(value, carried[i]!));
  const inner: ScopeContext = {
    ...ctx,
    taken: new Set([...ctx.taken, name]),
    names,
    counter: { name, start: loop.start },
  };
  const lines = writeScope(inner, {
    items: loop.items,
    wanted: [...loop.carried.map(({ next }) => next), ...loop.collected.map(({ of }) => of)],
    targets: new Map(loop.carried.map(({ next }, i) => [next, carried[i]!])),
    mutable: new Map(carried.map((one, i) => [one, [loop.carried[i]!.value]])),
    inlineResult: true,
  });
  const pushes = loop.collected.map(({ of }, i) => `${lists[i]}.push(${names.get(of)!});`);
  loop.carried.forEach(({ last }, i) => outside.naming.claim(carried[i]!, [last]));
  loop.collected.forEach(({ all }, i) => all.forEach((node, k) => ctx.names.set(node, `${lists[i]}[${k}]`)));
  const end = expression(loop.end, outside.writing);
  const head = `for (let ${name} = ${loop.start}; ${name} ${loop.start === 0 ? "<" : "<="} ${end}; ${name}++)`;
  return [...before, { text: loopText(head, [...lines, ...pushes]), renews: carried }];
};

const loopText = (head: string, lines: readonly string[]): string => {
  if (lines.length === 1 && `  ${head} ${lines[0]}`.length <= WIDTH) return `${head} ${lines[0]}`;
  return [`${head} {`, ...lines.flatMap((line) => line.split("\n")).map((line) => `  ${line}`), "}"].join("\n");
};

/** A name that nobody reads any more carries the value on; otherwise there is a new one. */
const carriedName = (
  ctx: ScopeContext,
  loop: LoopItem,
  first: Code,
  { writing, naming, at }: Outside,
  before: Statement[],
): string => {
  const text = expression(first, writing);
  const free = (one: string): boolean => naming.isDead(one, at) && !readInside(loop, naming.owners.get(one)!);
  if (naming.owners.has(text) && free(text)) return text;
  const chain = [...naming.owners.keys()].find((one) => mentions(text, one) && free(one));
  const name = chain ?? freshName(camelCase(loop.binding ?? "x"), ctx.taken, "_");
  before.push(chain === undefined ? { text: `let ${name} = ${text};` } : { name, text });
  return name;
};

const listName = (ctx: ScopeContext, loop: LoopItem, of: Node): string => {
  const maker = loop.items.find((item) => outputsOf(item).includes(of));
  const field =
    maker?.kind === "call" && maker.outputs.length > 1 ? `_${innerBinding(maker.body.items, of) ?? ""}` : "";
  const [, stem, first] = /^(.*?)(\d*)$/.exec(maker?.binding ?? "")!;
  // Of a list whose first elements stand elsewhere: `stagesFrom3[0]` is what the spec calls `stages[3]`.
  const from = first !== "" && Number(first) > 0 && Number(first) === loop.start ? `From${first}` : "";
  const binding = stem === "" ? maker?.binding : `${stem}${from}`;
  return freshName(camelCase(`${binding ?? "list"}${field}`), ctx.taken, "_");
};

const readInside = (loop: LoopItem, nodes: readonly Node[]): boolean => {
  const inside = new Set(outerReads(loop));
  return nodes.some((node) => inside.has(node));
};

const mentions = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$.])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(text);
