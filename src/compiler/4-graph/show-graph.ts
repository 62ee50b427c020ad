import type { Attribute, Network, Node, Structure, TensorType } from "./graph.ts";

/** A network, a node a line, operands before users: `%7 conv(%5, %6) { stride: [1, 1] }  [batch, height 32, …]  group1/unit1/conv1`. */
export const showGraph = (network: Network): string => {
  const nodes = network.nodes({ training: true, taps: true });
  const numbers = new Map(nodes.map((node, i) => [node, i] as const));
  const of = (node: Node): string => `%${numbers.get(node) ?? "?"}`;
  return [
    `network ${network.name}`,
    ...nodes.map((node) => `  ${line(node, of)}`),
    ...outputs("output", network.outputs, of),
    ...outputs("output for training", network.trainingOutputs, of),
    ...network.taps.map(({ name, node }) => `tap ${name} = ${of(node)}`),
    "",
  ].join("\n");
};

const line = (node: Node, of: (node: Node) => string): string => {
  const { op, operands, attributes, type, origin } = node;
  const given = Object.entries(attributes).map(([key, value]) => `${key}: ${attribute(value)}`);
  const settings = given.length > 0 ? ` { ${given.join(", ")} }` : "";
  return `${of(node)} ${op}(${operands.map(of).join(", ")})${settings}  ${showType(type)}  ${origin.path}`.trimEnd();
};

/** `[batch, height 32, channel 16]`, with the kind where it isn't numbers: `index of class`. */
export const showType = ({ dims, kind, of }: TensorType): string => {
  const axes = dims.map(({ axis, size }) =>
    size === "batch" ? (axis === "batch" ? axis : `${axis} batch`) : `${axis} ${size}`,
  );
  const suffix = kind === "float" ? "" : kind === "mask" ? " mask" : ` index of ${of ?? "?"}`;
  return `[${axes.join(", ")}]${suffix}`;
};

const attribute = (value: Attribute): string => {
  if (Array.isArray(value)) return `[${value.map((item: Attribute) => attribute(item)).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([key, field]) => `${key}: ${attribute(field)}`)
      .join(", ")}}`;
  }
  return String(value);
};

const outputs = (
  word: string,
  structures: ReadonlyMap<string, Structure>,
  of: (node: Node) => string,
): readonly string[] => [...structures].map(([name, structure]) => `${word} ${name} = ${showStructure(structure, of)}`);

const showStructure = (structure: Structure, of: (node: Node) => string): string => {
  if (structure.kind === "tensor") return of(structure.node);
  if (structure.kind === "list") return `[${structure.items.map((item) => showStructure(item, of)).join(", ")}]`;
  return `{ ${[...structure.fields].map(([name, field]) => `${name} = ${showStructure(field, of)}`).join(", ")} }`;
};
