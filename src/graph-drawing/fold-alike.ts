import { shapeOf, type Collected, type Flow, type OpenBox } from "./collect-boxes.ts";

/**
 * Blocks in a row that look alike, each fed by the one before and by nothing else, become one box that says how many they are:
 * nineteen equal units are read as one unit, nineteen times.
 */
export const foldAlike = ({ root, flows }: Collected): Collected => {
  let left = flows;
  const fold = (box: OpenBox): void => {
    for (const group of groupsOf(box, left)) left = foldGroup(group, left);
    box.children.forEach(fold);
  };
  fold(root);
  return { root, flows: left };
};

/** Longest runs of children that are alike and chained. */
const groupsOf = (box: OpenBox, flows: readonly Flow[]): readonly (readonly OpenBox[])[] => {
  if (box.children.length < 2) return [];
  const links = linksBetween(box, flows);
  const looks = new Map(box.children.map((child) => [child, lookOf(child)] as const));
  const groups: OpenBox[][] = [];
  for (const child of box.children) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const follows =
      last && child.kind === "block" && looks.get(last) === looks.get(child) && isChained(last, child, links);
    if (follows) group?.push(child);
    else groups.push([child]);
  }
  return groups.filter(({ length }) => length > 1);
};

interface Links {
  readonly into: ReadonlyMap<OpenBox | undefined, ReadonlySet<OpenBox | undefined>>;
  readonly outOf: ReadonlyMap<OpenBox | undefined, ReadonlySet<OpenBox | undefined>>;
}

/** Which children feed which; `undefined` stands for all outside. */
const linksBetween = (box: OpenBox, flows: readonly Flow[]): Links => {
  const into = new Map<OpenBox | undefined, Set<OpenBox | undefined>>();
  const outOf = new Map<OpenBox | undefined, Set<OpenBox | undefined>>();
  const add = (map: typeof into, key: OpenBox | undefined, value: OpenBox | undefined): void =>
    void (map.get(key) ?? map.set(key, new Set()).get(key)!).add(value);
  for (const { from, to } of flows) {
    const [a, b] = [childOver(box, from), childOver(box, to)];
    if (a === b) continue;
    add(into, b, a);
    add(outOf, a, b);
  }
  return { into, outOf };
};

const childOver = (box: OpenBox, inner: OpenBox): OpenBox | undefined => {
  let at: OpenBox | undefined = inner;
  while (at && at.parent !== box) at = at.parent;
  return at;
};

const isOnly = <T>(set: ReadonlySet<T> | undefined, value: T): boolean => set?.size === 1 && set.has(value);

const isChained = (before: OpenBox, after: OpenBox, { into, outOf }: Links): boolean =>
  isOnly(into.get(after), before) && isOnly(outOf.get(before), after);

/** Equal texts for boxes that are drawn alike, names apart. */
const lookOf = (box: OpenBox): string => {
  const { parameters, state, multiplyAdds } = box.count;
  const inner = box.children.map((child) => `${child.name} ${lookOf(child)}`).join(";");
  return `${box.kind} ${box.title === "" ? box.name.replace(/\d+$/, "") : box.title} ${parameters} ${state} ${multiplyAdds} {${inner}}`;
};

/** The first one stands for all; what left the last one leaves it. */
const foldGroup = (group: readonly OpenBox[], flows: readonly Flow[]): readonly Flow[] => {
  const [first, last] = [group[0]!, group.at(-1)!];
  const box = first.parent!;
  const dropped = new Set(group.slice(1));
  const stands = pairs(last, first);
  first.copies = group.length;
  first.name = namesOf(first, last);
  const rest = flows.flatMap((flow) => {
    const into = childOver(box, flow.to);
    if (into && dropped.has(into)) return [];
    const outOf = childOver(box, flow.from);
    return outOf && dropped.has(outOf) ? [{ ...flow, from: stands.get(flow.from) ?? first }] : [flow];
  });
  box.children = box.children.filter((child) => !dropped.has(child));
  return rest;
};

/** `unit2 … unit6` */
const namesOf = (first: OpenBox, last: OpenBox): string =>
  first.name === last.name ? first.name : `${first.name} … ${last.name}`;

/** Each box inside the one with its like inside the other. */
const pairs = (one: OpenBox, other: OpenBox, found = new Map<OpenBox, OpenBox>()): Map<OpenBox, OpenBox> => {
  found.set(one, other);
  one.children.forEach((child, index) => {
    const like = other.children[index];
    if (like) pairs(child, like, found);
  });
  return found;
};

/** What flows from one box into another, as one text: `32×32×16`, `3 of 8×8×4`. */
export const shapesOf = (flows: readonly Flow[]): string => {
  const counted = new Map<string, Set<number>>();
  for (const { tensor } of flows) {
    const shape = shapeOf(tensor);
    counted.set(shape, (counted.get(shape) ?? new Set()).add(tensor.id));
  }
  const texts = [...counted].map(([shape, ids]) => (ids.size > 1 ? `${ids.size} of ${shape}` : shape));
  return texts.length > 3 ? `${texts.slice(0, 3).join(", ")}, …` : texts.join(", ");
};
