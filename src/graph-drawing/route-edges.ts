import type { Box, Edge } from "./drawing.ts";

/** Where what one box gives enters or leaves another one that is open. */
export interface Port {
  readonly side: "in" | "out";
  readonly source: Box;
}

/** A part of an edge inside one box: between two of its children, or between a child and the box's own border. */
export interface Link {
  /** Undefined: the border, at `fromPort`. */
  readonly from: Box | undefined;
  readonly to: Box | undefined;
  /** Of `from` where it is open; of the box itself where `from` is its border. */
  readonly fromPort: Port | undefined;
  readonly toPort: Port | undefined;
  readonly shape: string;
}

/** Cuts edges at the borders of the blocks that they cross. Several edges from one box share a port. */
export const routeEdges = (root: Box, edges: readonly Edge[]): ReadonlyMap<Box, readonly Link[]> => {
  const parents = parentsUnder(root);
  const links = new Map<Box, Link[]>();
  const known = new Set<string>();
  const ports = portsByBox();
  const ids = new Map<object | undefined, number>();
  const idOf = (what: object | undefined): number => ids.get(what) ?? ids.set(what, ids.size).get(what)!;
  const add = (box: Box, link: Link): void => {
    const key = [box, link.from, link.to, link.fromPort, link.toPort].map(idOf).join(" ");
    if (known.has(key)) return;
    known.add(key);
    const here = links.get(box) ?? [];
    links.set(box, here);
    here.push(link);
  };
  for (const edge of edges) for (const [box, link] of partsOf(edge, parents, ports)) add(box, link);
  return links;
};

type Ports = (box: Box, side: Port["side"], source: Box) => Port;

/** An edge's parts: out of the blocks around its begin, across the block that holds both ends, into the blocks around its end. */
function* partsOf(
  { from, to, shape }: Edge,
  parents: ReadonlyMap<Box, Box>,
  ports: Ports,
): Generator<readonly [Box, Link]> {
  const [outer, inner] = [chainTo(from, parents), chainTo(to, parents)];
  let shared = 0;
  while (outer[shared + 1] === inner[shared + 1]) shared++;
  const port = (box: Box | undefined, side: Port["side"]): Port | undefined =>
    box && box.children.length > 0 ? ports(box, side, from) : undefined;
  const [a, b] = [outer[shared + 1], inner[shared + 1]];
  yield [outer[shared]!, { from: a, to: b, fromPort: port(a, "out"), toPort: port(b, "in"), shape }];
  for (let i = outer.length - 2; i > shared; i--) {
    const [box, next] = [outer[i]!, outer[i + 1]];
    yield [box, { from: next, to: undefined, fromPort: port(next, "out"), toPort: port(box, "out"), shape: "" }];
  }
  for (let i = shared + 1; i < inner.length - 1; i++) {
    const [box, next] = [inner[i]!, inner[i + 1]];
    yield [box, { from: undefined, to: next, fromPort: port(box, "in"), toPort: port(next, "in"), shape: "" }];
  }
}

const parentsUnder = (root: Box, parents = new Map<Box, Box>()): ReadonlyMap<Box, Box> => {
  for (const child of root.children) {
    parents.set(child, root);
    parentsUnder(child, parents);
  }
  return parents;
};

/** From the root down to the box. */
const chainTo = (box: Box, parents: ReadonlyMap<Box, Box>): readonly Box[] => {
  const chain = [box];
  for (let at = parents.get(box); at; at = parents.get(at)) chain.unshift(at);
  return chain;
};

const portsByBox = (): Ports => {
  const known = new Map<Box, Map<Box, Record<Port["side"], Port>>>();
  return (box, side, source) => {
    const here = known.get(box) ?? known.set(box, new Map()).get(box)!;
    const both = here.get(source) ?? { in: { side: "in", source }, out: { side: "out", source } };
    here.set(source, both);
    return both[side];
  };
};
