import type { Node, Turn } from "../../4-graph/graph.ts";
import { codesOf, outputsOf, type Carried, type CallItem, type Item, type LoopItem, type NodeItem } from "./body.ts";
import { valuesIn, visit, type Code, type PathPart } from "./code.ts";

/**
 * Finds the loops of a spec again: alike turns of one `repeat`, `fold`, `scan` or `for` that follow each other become one item.
 * `around` are the loops that the placement itself stands in; `wanted` are the nodes read outside of these items.
 */
export const rollLoops = (
  items: readonly Item[],
  around: readonly Turn[],
  wanted: ReadonlySet<Node>,
): readonly Item[] => {
  const outer = new Set(around.map(({ run }) => run));
  return roll(
    items.map((item) => ({ item, turns: item.turns.filter(({ run }) => !outer.has(run)) })),
    0,
    wanted,
  ).map(({ item }) => item);
};

interface Placed {
  readonly item: Item;
  readonly turns: readonly Turn[];
}

const roll = (items: readonly Placed[], depth: number, wanted: ReadonlySet<Node>): readonly Placed[] => {
  const runs = new Set(items.flatMap(({ turns }) => turns[depth]?.run ?? []));
  let rolled = items;
  for (const run of runs) rolled = rollRun(rolled, run, depth, wanted);
  return rolled;
};

const rollRun = (
  items: readonly Placed[],
  run: object,
  depth: number,
  wanted: ReadonlySet<Node>,
): readonly Placed[] => {
  const turnOf = ({ turns }: Placed): number | undefined =>
    turns[depth]?.run === run ? turns[depth].index : undefined;
  const first = items.findIndex((placed) => turnOf(placed) !== undefined);
  const last = items.findLastIndex((placed) => turnOf(placed) !== undefined);
  // Inner loops first, turn by turn, so that turns of equal structure have equal length.
  const inside: Placed[] = [];
  let turn: Placed[] = [];
  const readAround = (part: readonly Placed[]): ReadonlySet<Node> => readOutside(items, part, wanted);
  const close = (): void => void inside.push(...roll(turn, depth + 1, readAround(turn)));
  for (let i = first; i <= last; i++) {
    const [now, before] = [turnOf(items[i]!), turn.map(turnOf).findLast((index) => index !== undefined)];
    if (now !== undefined && before !== undefined && now !== before) {
      close();
      turn = [];
    }
    turn.push(items[i]!);
  }
  close();
  const all = [...items.slice(0, first), ...inside, ...items.slice(last + 1)];
  const anchors = all.flatMap((placed, i) => {
    const index = turnOf(placed);
    return index !== undefined &&
      index !==
        all
          .slice(0, i)
          .map(turnOf)
          .findLast((one) => one !== undefined)
      ? [i]
      : [];
  });
  return fuseTurns(all, anchors, depth, wanted);
};

/** Replaces the longest stretches of alike turns, each beginning somewhere before its anchor. */
const fuseTurns = (
  items: readonly Placed[],
  anchors: readonly number[],
  depth: number,
  wanted: ReadonlySet<Node>,
): readonly Placed[] => {
  for (let from = 0; from + 1 < anchors.length; from++) {
    const length = anchors[from + 1]! - anchors[from]!;
    let count = 1;
    while (anchors[from + count] === anchors[from]! + count * length) count++;
    for (let turns = count; turns >= 2; turns--)
      for (let lead = length - 1; lead >= 0; lead--) {
        const begin = anchors[from]! - lead;
        const end = begin + turns * length;
        if (begin < (from > 0 ? anchors[from - 1]! + 1 : 0) || end > items.length) continue;
        const stretch = items.slice(begin, end);
        const segments = Array.from({ length: turns }, (_, k) =>
          stretch.slice(k * length, (k + 1) * length).map(({ item }) => item),
        );
        const loop = unify(segments, readOutside(items, stretch, wanted));
        if (!loop) continue;
        const placed = {
          item: { ...loop, turns: items[anchors[from]!]!.turns.slice(0, depth) },
          turns: items[anchors[from]!]!.turns.slice(0, depth),
        };
        const rest = fuseTurns(
          items.slice(end),
          anchors.slice(from + turns).map((anchor) => anchor - end),
          depth,
          wanted,
        );
        return [...items.slice(0, begin), placed, ...rest];
      }
  }
  return items;
};

/** What others than `part` read. */
const readOutside = (
  items: readonly Placed[],
  part: readonly Placed[],
  wanted: ReadonlySet<Node>,
): ReadonlySet<Node> => {
  const inside = new Set(part);
  return new Set([
    ...wanted,
    ...items.filter((placed) => !inside.has(placed)).flatMap(({ item }) => codesOf(item).flatMap(valuesIn)),
  ]);
};

/** Which turn and which place in it made a node. */
type Made = Map<Node, { readonly turn: number; readonly place: string }>;

const placesOf = (segments: readonly (readonly Item[])[]): Made =>
  new Map(
    segments.flatMap((segment, turn) =>
      segment.flatMap((item, i) => outputsOf(item).map((node, j) => [node, { turn, place: `${i}.${j}` }] as const)),
    ),
  );

/** The turns as one loop, or undefined where they differ in more than numbers and counted names. */
const unify = (segments: readonly (readonly Item[])[], read: ReadonlySet<Node>): LoopItem | undefined => {
  const made = placesOf(segments);
  const carried = new Map<string, Carried>();
  const nodeAt = (turn: number, place: string): Node =>
    [...made].find(([, at]) => at.turn === turn && at.place === place)![0];
  const unite = uniteCodes(made, (first, place) => {
    const known = carried.get(place);
    if (known) return JSON.stringify(keyOf(known.first)) === JSON.stringify(keyOf(first)) ? known : undefined;
    const next = nodeAt(0, place);
    const one: Carried = { value: { ...next }, first, next, last: nodeAt(segments.length - 1, place) };
    carried.set(place, one);
    return one;
  });
  const items: Item[] = [];
  for (let i = 0; i < segments[0]!.length; i++) {
    const item = uniteItems(
      segments.map((segment) => segment[i]!),
      unite,
      made,
    );
    if (!item) return undefined;
    items.push(item);
  }
  const collected = new Map<string, { of: Node; all: readonly Node[] }>();
  for (const [node, { turn, place }] of made) {
    if (!read.has(node) || (turn === segments.length - 1 && carried.has(place))) continue;
    collected.set(place, { of: nodeAt(0, place), all: segments.map((_, k) => nodeAt(k, place)) });
  }
  const [head] = items;
  const start = counterStart(items);
  const end = start === 0 ? segments.length : start + segments.length - 1;
  return {
    kind: "loop",
    count: segments.length,
    start,
    end: { kind: "number", label: "count", value: end },
    items,
    carried: [...carried.values()],
    collected: [...collected.values()],
    ...(head!.binding === undefined ? {} : { binding: head!.binding }),
    turns: [],
    place: head!.place,
  };
};

const counterStart = (items: readonly Item[]): number => {
  let start: number | undefined;
  let indexed = false;
  for (const code of items.flatMap(codesOf))
    visit(code, (part) => {
      if (part.kind === "element" || (part.kind === "number" && typeof part.value !== "number")) indexed = true;
      if (part.kind === "counted")
        for (const piece of part.path) if (typeof piece !== "string" && piece.step === 1) start ??= piece.start;
    });
  return indexed ? 0 : (start ?? 0);
};

/** A value handed from turn to turn, by its first and the place that renews it. */
type Carry = (first: Code, place: string) => Carried | undefined;

type Unite = (codes: readonly Code[]) => Code | undefined;

const uniteItems = (items: readonly Item[], unite: Unite, made: Made): Item | undefined => {
  const [first] = items;
  if (items.some((item) => item.kind !== first!.kind || item.place !== first!.place)) return undefined;
  if (first!.kind === "node") {
    const code = unite(items.map((item) => (item as NodeItem).code));
    return code && { ...first!, code };
  }
  if (first!.kind === "call") return uniteCalls(items as readonly CallItem[], unite);
  return uniteLoops(items as readonly LoopItem[], unite, made);
};

const uniteAll = (rows: readonly (readonly Code[])[], unite: Unite): readonly Code[] | undefined => {
  if (rows.some((row) => row.length !== rows[0]!.length)) return undefined;
  const united = rows[0]!.map((_, i) => unite(rows.map((row) => row[i]!)));
  return united.every((code) => code !== undefined) ? united : undefined;
};

const uniteCalls = (items: readonly CallItem[], unite: Unite): CallItem | undefined => {
  const [first] = items;
  if (items.some(({ callee, outputs }) => callee !== first!.callee || outputs.length !== first!.outputs.length))
    return undefined;
  const args = uniteAll(
    items.map((item) => item.arguments),
    unite,
  );
  const numbers = uniteAll(
    items.map((item) => item.numbers ?? []),
    unite,
  );
  const weights = first!.weights && unite(items.map((item) => item.weights!));
  if (!args || !numbers || (first!.weights && !weights)) return undefined;
  return { ...first!, arguments: args, numbers, ...(weights ? { weights } : {}) };
};

/** Loops within loops: alike where their items are; what they carry and collect follows. */
const uniteLoops = (items: readonly LoopItem[], unite: Unite, made: Made): LoopItem | undefined => {
  const [first] = items;
  if (
    items.some(
      ({ count, items: inner, carried }) =>
        count !== first!.count || inner.length !== first!.items.length || carried.length !== first!.carried.length,
    )
  )
    return undefined;
  const firsts = uniteAll(
    items.map(({ carried }) => carried.map((one) => one.first)),
    unite,
  );
  if (!firsts) return undefined;
  items.forEach((loop, turn) => {
    const place = `inner ${loop.place} `;
    loop.carried.forEach(({ value }, i) => made.set(value, { turn, place: `${place}c${i}` }));
    loop.items.forEach((item, i) =>
      outputsOf(item).forEach((node, j) => made.set(node, { turn, place: `${place}i${i}.${j}` })),
    );
  });
  const inner: Item[] = [];
  for (let i = 0; i < first!.items.length; i++) {
    const item = uniteItems(
      items.map((loop) => loop.items[i]!),
      unite,
      made,
    );
    if (!item) return undefined;
    inner.push(item);
  }
  return { ...first!, items: inner, carried: first!.carried.map((one, i) => ({ ...one, first: firsts[i]! })) };
};

/** Makes one code of a turn's codes: what differs must count, carry over, or be one of a list. */
const uniteCodes = (made: Made, carry: Carry): Unite => {
  const unite: Unite = (codes) => {
    const first = codes[0]!;
    if (first.kind === "value" || codes.some((code) => code.kind === "value")) return uniteValues(codes, made, carry);
    if (codes.some((code) => code.kind !== first.kind)) return undefined;
    switch (first.kind) {
      case "weight":
        return countedPath(codes.map((code) => (code as { path: string }).path));
      case "number": {
        const values = codes.map((code) => (code as typeof first).value);
        if (values.some((value) => typeof value !== "number"))
          return JSON.stringify(values.map(String)) === JSON.stringify(values.map(() => String(values[0])))
            ? first
            : undefined;
        return values.every((value) => Object.is(value, values[0]))
          ? first
          : { ...first, value: values as readonly number[] };
      }
      case "text":
        return codes.every((code) => (code as typeof first).text === first.text) ? first : undefined;
      case "list": {
        const items = uniteAll(
          codes.map((code) => (code as typeof first).items),
          unite,
        );
        return items && { ...first, items };
      }
      case "options": {
        const names = (code: Code): string => (code as typeof first).fields.map(({ name }) => name).join();
        const values = uniteAll(
          codes.map((code) => (code as typeof first).fields.map(({ value }) => value)),
          unite,
        );
        if (!values || codes.some((code) => names(code) !== names(first))) return undefined;
        return { ...first, fields: first.fields.map(({ name }, i) => ({ name, value: values[i]! })) };
      }
      case "call": {
        if (
          codes.some(
            (code) => (code as typeof first).callee !== first.callee || (code as typeof first).from !== first.from,
          )
        )
          return undefined;
        const args = uniteAll(
          codes.map((code) => (code as typeof first).arguments),
          unite,
        );
        return args && { ...first, arguments: args };
      }
      case "lambda": {
        const body = unite(codes.map((code) => (code as typeof first).body));
        return body && { ...first, body };
      }
      default:
        return codes.every((code) => JSON.stringify(keyOf(code)) === JSON.stringify(keyOf(first))) ? first : undefined;
    }
  };
  return unite;
};

const uniteValues = (codes: readonly Code[], made: Made, carry: Carry): Code | undefined => {
  const at = codes.map((code) => (code.kind === "value" ? made.get(code.node) : undefined));
  const second = at[1];
  if (at.every((one, k) => one?.turn === k && one.place === at[0]!.place)) return codes[0];
  const before = second !== undefined && at.slice(1).every((one, k) => one?.turn === k && one.place === second.place);
  if (before && at[0] === undefined) {
    const one = carry(codes[0]!, second.place);
    return one && { kind: "value", node: one.value };
  }
  if (at.some((one) => one !== undefined)) return undefined;
  const keys = codes.map((code) => JSON.stringify(keyOf(code)));
  return keys.every((key) => key === keys[0]) ? codes[0] : { kind: "element", of: codes };
};

/** What tells codes apart: nodes by id. */
const keyOf = (code: Code): unknown =>
  JSON.parse(JSON.stringify(code, (_, inner: unknown) => (isNode(inner) ? { id: inner.id } : inner)));
const isNode = (inner: unknown): inner is Node =>
  typeof inner === "object" && inner !== null && "operands" in inner && "id" in inner;

/** Paths that differ only in numbers which grow evenly, as one; undefined where they differ otherwise. */
const countedPath = (paths: readonly string[]): Code | undefined => {
  if (paths.every((path) => path === paths[0])) return { kind: "weight", path: paths[0]! };
  const split = paths.map((path) => path.split(/(\d+)/));
  const parts: PathPart[] = [];
  for (let i = 0; i < split[0]!.length; i++) {
    const texts = split.map((one) => one[i]);
    if (split.some((one) => one.length !== split[0]!.length)) return undefined;
    if (texts.every((one) => one === texts[0])) parts.push(texts[0]!);
    else {
      const numbers = texts.map(Number);
      const step = numbers[1]! - numbers[0]!;
      if (i % 2 === 0 || numbers.some((one, k) => one !== numbers[0]! + k * step)) return undefined;
      parts.push({ start: numbers[0]!, step });
    }
  }
  return { kind: "counted", path: parts };
};
