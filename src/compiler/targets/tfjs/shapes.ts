import type { Node, Size } from "../../4-graph/graph.ts";
import type { Fn } from "./functions.ts";

const letters: Readonly<Record<string, string>> = { batch: "N", height: "H", width: "W", channel: "C" };

/** `[N, H, W, C] → [N, H/2, W/2, 64]` over all placements: a letter where a size differs between them. */
export const shapesText = (fn: Fn): string => {
  const inputs = fn.bodies[0]!.inputs.map((_, i) => fn.bodies.map((body) => body.inputs[i]!));
  const outputs = fn.bodies[0]!.outputs.map((_, i) => fn.bodies.map((body) => body.outputs[i]!));
  const known = new Map<string, string>();
  const left = inputs.map((nodes) => shapeText(nodes, known, fn));
  const right = outputs.map((nodes) => shapeText(nodes, known, fn));
  if (left.length === 0) return right.join(", ");
  if (
    left.join() === "[…]" &&
    right.join() === "[…]" &&
    fn.bodies.every((_, i) => sameSizes(inputs[0]![i]!, outputs[0]![i]!))
  )
    return "any shape → the same";
  return `${left.join(", ")} → ${right.join(", ")}`;
};

/** The network's own: all that goes in, and the record that comes out, with shapes in place of tensors. */
export const networkShapesText = (
  inputs: readonly Node[],
  result: (nameOf: (node: Node) => string) => string,
): string => {
  const shape = ({ type }: Node): string =>
    `[${type.dims.map(({ size }) => (size === "batch" ? letters.batch! : String(size))).join(", ")}]`;
  const record = result(shape).replace(/,?\s*\n\s*/g, (end) => (end.startsWith(",") ? ", " : " "));
  return `${inputs.map(shape).join(", ")} → ${record.replace(/, }$/, " }")}`;
};

const sameSizes = (a: Node, b: Node): boolean =>
  a.type.dims.length === b.type.dims.length && a.type.dims.every(({ size }, i) => size === b.type.dims[i]!.size);

const shapeText = (nodes: readonly Node[], known: Map<string, string>, fn: Fn): string => {
  const dims = nodes[0]!.type.dims;
  if (nodes.some((node) => node.type.dims.length !== dims.length)) return "[…]";
  const texts = dims.map(({ axis }, i) => {
    const sizes = nodes.map((node) => node.type.dims[i]!.size);
    if (sizes[0] === "batch") return letters.batch!;
    if (sizes.every((size) => size === sizes[0])) return String(sizes[0]);
    return sizeText(axis, sizes, known, fn);
  });
  return `[${texts.join(", ")}]`;
};

/** A known letter, a part of one, a parameter, or a new letter. */
const sizeText = (axis: string, sizes: readonly Size[], known: Map<string, string>, fn: Fn): string => {
  const key = JSON.stringify([axis, sizes]);
  const same = known.get(key);
  if (same !== undefined) return same;
  const parameter = fn.parameters.find(({ values }) => fn.bodies.every((body, i) => values.get(body) === sizes[i]));
  const letter = letters[axis] ?? axis;
  const taken = new Set(known.values());
  let name = parameter?.name ?? partOf(axis, sizes, known, fn) ?? letter;
  while (taken.has(name)) name += "′";
  known.set(key, name);
  return name;
};

/** `H/2`, `H/stride` */
const partOf = (
  axis: string,
  sizes: readonly Size[],
  known: ReadonlyMap<string, string>,
  fn: Fn,
): string | undefined => {
  for (const [key, name] of known) {
    const [of, whole] = JSON.parse(key) as readonly [string, readonly number[]];
    if (name.includes("/") || of !== axis) continue;
    const ratios = whole.map((size, i) => size / (sizes[i] as number));
    if (ratios.every((ratio) => ratio === ratios[0] && Number.isInteger(ratio))) return `${name}/${ratios[0]}`;
    const parameter = fn.parameters.find(({ values }) => fn.bodies.every((body, i) => values.get(body) === ratios[i]));
    if (parameter) return `${name}/${parameter.name}`;
  }
  return undefined;
};
