import { Graph, layout } from "@dagrejs/dagre";
import { boxLines } from "./box-lines.ts";
import type { Box, Drawing } from "./drawing.ts";
import { routeEdges, type Link, type Port } from "./route-edges.ts";
import { textWidth } from "./text-width.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box with its place; coordinates are of the whole sheet, from its upper left corner. */
export interface Placed {
  readonly box: Box;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Line {
  readonly points: readonly Point[];
  /** Empty where the same shape is written at the line's other part. */
  readonly shape: string;
  readonly label: Point;
  readonly hasArrow: boolean;
}

export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** Outer boxes before what they hold. */
  readonly boxes: readonly Placed[];
  readonly lines: readonly Line[];
}

export const FONT = { name: 13, small: 11 } as const;
export const LINE = 16;
const PADDING = 10;
/** Between a box's border and what it holds. */
const INSET = 14;
const GAPS = { nodesep: 26, ranksep: 22, edgesep: 14 } as const;

/** A box by itself: its own size and everything inside, from its upper left corner. */
interface Laid {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Placed[];
  readonly lines: readonly Line[];
  /** Where lines enter and leave, from the left. */
  readonly ports: ReadonlyMap<Port, number>;
}

/**
 * Gives every box its place: first the innermost ones, then what holds them, each as a layered graph from top to bottom. A line into a
 * block ends at its border and goes on inside.
 */
export const layOut = ({ root, edges }: Drawing): Sheet => {
  const { width, height, boxes, lines } = layBox(root, routeEdges(root, edges));
  return { width, height, boxes, lines };
};

const layBox = (box: Box, links: ReadonlyMap<Box, readonly Link[]>): Laid =>
  box.children.length > 0 ? layOpen(box, links) : { ...closedSize(box), boxes: [], lines: [], ports: new Map() };

/** Heights of the lines that are written above whatever a box holds. */
export const headHeight = (box: Box): number => {
  const { title, cost } = boxLines(box);
  return LINE * (1 + Number(title !== "" && box.children.length === 0) + Number(cost !== ""));
};

const closedSize = (box: Box): { readonly width: number; readonly height: number } => {
  const lines = boxLines(box);
  const width = Math.max(
    textWidth(lines.name, FONT.name, true),
    textWidth(lines.title, FONT.small),
    textWidth(lines.cost, FONT.small),
  );
  const least = box.kind === "step" ? 26 : 60;
  return {
    width: Math.ceil(Math.max(least, width + 2 * PADDING)),
    height: headHeight(box) + (box.kind === "step" ? 8 : 12),
  };
};

/** An open box has its name and title on one line. */
const headWidth = (box: Box): number => {
  const { name, title, cost } = boxLines(box);
  return Math.max(textWidth(name, FONT.name, true) + textWidth(`  ${title}`, FONT.small), textWidth(cost, FONT.small));
};

const layOpen = (box: Box, links: ReadonlyMap<Box, readonly Link[]>): Laid => {
  const inner = new Map(box.children.map((child) => [child, layBox(child, links)] as const));
  const own = links.get(box) ?? [];
  const graph = graphOf(inner, own);
  layout(graph.graph);
  if (isMirrored(box.children, graph)) mirror(graph.graph);
  const placed = box.children.map((child) => ({ child, laid: inner.get(child)!, ...cornerOf(graph, child) }));
  const bends = own.flatMap((link) => graph.bendsOf(link));
  const left = Math.min(...placed.map(({ x }) => x), ...bends.map(({ x }) => x));
  const right = Math.max(...placed.map(({ x, laid }) => x + laid.width), ...bends.map(({ x }) => x));
  const top = Math.min(...placed.map(({ y }) => y), ...bends.map(({ y }) => y));
  const bottom = Math.max(...placed.map(({ y, laid }) => y + laid.height), ...bends.map(({ y }) => y));
  const head = headHeight(box) + PADDING + 4;
  const width = Math.ceil(Math.max(right - left + 2 * INSET, headWidth(box) + 2 * PADDING));
  const shift = { x: (width - (right - left)) / 2 - left, y: head - top };
  const height = Math.ceil(bottom - top + head + INSET);
  const ports = new Map(graph.ports.map((port) => [port, graph.at(port).x + shift.x] as const));
  const move = ({ x, y }: Point): Point => ({ x: x + shift.x, y: y + shift.y });
  const corners = new Map(placed.map(({ child, x, y }) => [child, move({ x, y })] as const));
  const lines = own.map((link) =>
    lineOf(link, graph.bendsOf(link).map(move), move(graph.labelAt(link)), { corners, inner, ports, height }),
  );
  return {
    width,
    height,
    ports,
    boxes: placed.flatMap(({ child, laid }) => {
      const { x, y } = corners.get(child)!;
      const outer = { box: child, x, y, width: laid.width, height: laid.height };
      return [outer, ...laid.boxes.map((each) => ({ ...each, x: each.x + x, y: each.y + y }))];
    }),
    lines: [
      ...lines,
      ...placed.flatMap(({ child, laid }) => laid.lines.map((line) => moveLine(line, corners.get(child)!))),
    ],
  };
};

const moveLine = (line: Line, { x, y }: Point): Line => ({
  ...line,
  points: line.points.map((point) => ({ x: point.x + x, y: point.y + y })),
  label: { x: line.label.x + x, y: line.label.y + y },
});

interface Around {
  readonly corners: ReadonlyMap<Box, Point>;
  readonly inner: ReadonlyMap<Box, Laid>;
  readonly ports: ReadonlyMap<Port, number>;
  readonly height: number;
}

/** The bends of a line, with its ends where the ports are. From the border it goes straight past what is written there. */
const lineOf = (link: Link, bends: readonly Point[], label: Point, around: Around): Line => {
  const [first, last] = [bends[0]!, bends.at(-1)!];
  const start = endOf(link.from, link.fromPort, first, "bottom", around);
  const end = endOf(link.to, link.toPort, last, "top", around);
  // Given two times, so that the curve turns no sooner.
  const entry = link.from ? [] : Array.from({ length: 2 }, () => ({ x: start.x, y: first.y }));
  const leaving = link.to ? [] : Array.from({ length: 2 }, () => ({ x: end.x, y: last.y }));
  const points = [start, ...entry, ...bends.slice(1, -1), ...leaving, end];
  return { points, shape: link.shape, label, hasArrow: link.to !== undefined };
};

const endOf = (
  box: Box | undefined,
  port: Port | undefined,
  bend: Point,
  side: "top" | "bottom",
  around: Around,
): Point => {
  if (!box) return { x: (port && around.ports.get(port)) ?? bend.x, y: side === "bottom" ? 0 : around.height };
  const corner = around.corners.get(box)!;
  const laid = around.inner.get(box)!;
  const x = port === undefined ? undefined : laid.ports.get(port);
  return { x: x === undefined ? bend.x : corner.x + x, y: side === "bottom" ? corner.y + laid.height : corner.y };
};

interface LayeredGraph {
  readonly graph: Graph;
  readonly ports: readonly Port[];
  readonly at: (what: Box | Port) => Point & { readonly width: number; readonly height: number };
  readonly bendsOf: (link: Link) => readonly Point[];
  readonly labelAt: (link: Link) => Point;
}

/** What dagre is asked: boxes, ports as points, and two points that keep all entries above and all exits below. */
const graphOf = (inner: ReadonlyMap<Box, Laid>, links: readonly Link[]): LayeredGraph => {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", ...GAPS });
  graph.setDefaultEdgeLabel(() => ({}));
  const names = new Map<Box | Port, string>();
  const add = (what: Box | Port, width: number, height: number): void => {
    if (names.has(what)) return;
    names.set(what, `n${names.size}`);
    graph.setNode(names.get(what)!, { width, height });
  };
  for (const [child, { width, height }] of inner) add(child, width, height);
  const ports = links.flatMap((link) => borderOf(link));
  for (const port of ports) add(port, 1, 1);
  const endsOf = (link: Link): readonly [string, string] => [
    names.get(link.from ?? link.fromPort!)!,
    names.get(link.to ?? link.toPort!)!,
  ];
  const indices = new Map(links.map((link, index) => [link, index] as const));
  links.forEach((link, index) => {
    const { shape } = link;
    const label = shape === "" ? {} : { width: textWidth(shape, FONT.small) + 8, height: LINE, labelpos: "c" };
    graph.setEdge(...endsOf(link), { weight: 2, ...label }, `e${index}`);
  });
  for (const port of new Set(ports)) keepAtSide(graph, port, names.get(port)!);
  const edgeOf = (link: Link): { readonly points: readonly Point[]; readonly x?: number; readonly y?: number } =>
    graph.edge(...endsOf(link), `e${indices.get(link)}`) as never;
  return {
    graph,
    ports,
    at: (what) => graph.node(names.get(what)!) as never,
    bendsOf: (link) => edgeOf(link).points,
    labelAt(link) {
      const { points, x, y } = edgeOf(link);
      const middle = points[points.length >> 1]!;
      return { x: x ?? middle.x, y: y ?? middle.y };
    },
  };
};

/** The port of the box's own border that a link begins or ends at. */
const borderOf = ({ from, fromPort, to, toPort }: Link): readonly Port[] => [
  ...(!from && fromPort ? [fromPort] : []),
  ...(!to && toPort ? [toPort] : []),
];

const keepAtSide = (graph: Graph, { side }: Port, name: string): void => {
  const end = side === "in" ? "above" : "below";
  if (!graph.hasNode(end)) graph.setNode(end, { width: 0, height: 0 });
  const [from, to] = side === "in" ? [end, name] : [name, end];
  graph.setEdge(from, to, { weight: 4 }, `p${name}`);
};

/** Whether boxes side by side stand in the reverse of the order in which they are computed, more often than not. */
const isMirrored = (children: readonly Box[], { at }: LayeredGraph): boolean => {
  let score = 0;
  children.forEach((a, index) => {
    for (const b of children.slice(index + 1))
      if (Math.abs(at(a).y - at(b).y) < 1) score += Math.sign(at(b).x - at(a).x);
  });
  return score < 0;
};

const mirror = (graph: Graph): void => {
  const turn = (what: { x?: number }): void => {
    if (what.x !== undefined) what.x = -what.x;
  };
  for (const name of graph.nodes()) turn(graph.node(name) as { x?: number });
  for (const edge of graph.edges()) {
    const label = graph.edge(edge) as { x?: number; readonly points: { x: number }[] };
    turn(label);
    label.points.forEach(turn);
  }
};

const cornerOf = (graph: LayeredGraph, box: Box): Point => {
  const { x, y, width, height } = graph.at(box);
  return { x: x - width / 2, y: y - height / 2 };
};
