import type { Dim, Network, Node, Placement, Structure, Variable } from "../../4-graph/graph.ts";

/** The form's version: it grows where a reader of the last one would go wrong. */
export const graphVersion = 1;

/**
 * A network as JSON: its nodes, operands first, with everything that a reader needs to compute it. `schemas/graph.schema.json`
 * describes the form. The same network gives the same text.
 */
export const graphJson = (network: Network): string => {
  const nodes = network.nodes({ taps: true });
  const written = {
    version: graphVersion,
    name: network.name,
    inputs: Object.fromEntries([...network.inputs].map(([name, node]) => [name, { node: node.id, ...typeOf(node) }])),
    outputs: fieldsOf(network.outputs),
    taps: network.taps.map(({ name, node }) => ({ name, node: node.id })),
    variables: variablesOf(nodes),
    nodes: withInputs(network, nodes).map(nodeOf),
    placements: placementsOf(network.placement, new Set(nodes.map(({ id }) => id))),
  };
  return `${JSON.stringify(written, undefined, 1)}\n`;
};

/** Inputs that nothing reads are part of the network all the same. */
const withInputs = (network: Network, nodes: readonly Node[]): readonly Node[] => {
  const known = new Set(nodes);
  const unread = [...network.inputs.values()].filter((node) => !known.has(node));
  return [...nodes, ...unread].sort((a, b) => a.id - b.id);
};

/** As own properties, `__proto__` too. */
const fieldsOf = (structures: ReadonlyMap<string, Structure>): unknown =>
  Object.fromEntries([...structures].map(([name, structure]) => [name, structureOf(structure)]));

const structureOf = (structure: Structure): unknown =>
  structure.kind === "tensor"
    ? { node: structure.node.id }
    : structure.kind === "list"
      ? { list: structure.items.map(structureOf) }
      : { record: fieldsOf(structure.fields) };

const dimsOf = (dims: readonly Dim[]): unknown => dims.map(({ axis, size }) => ({ axis, size }));

const typeOf = ({ type }: Node): object => ({
  dims: dimsOf(type.dims),
  kind: type.kind,
  ...(type.of === undefined ? {} : { of: type.of }),
  ...(type.range === undefined ? {} : { range: type.range }),
});

const variablesOf = (nodes: readonly Node[]): unknown =>
  nodes
    .flatMap(({ variable }) => variable ?? [])
    .map(({ path, dims, trainable, initializer }: Variable) => ({ path, dims: dimsOf(dims), trainable, initializer }));

const nodeOf = (node: Node): object => ({
  id: node.id,
  op: node.op,
  operands: node.operands.map(({ id }) => id),
  attributes: node.attributes,
  ...typeOf(node),
  path: node.origin.path,
  ...(node.values ? { values: [...node.values].map(numberOf) } : {}),
});

/** JSON has no infinities. */
const numberOf = (value: number): number | string =>
  Number.isFinite(value) ? value : value === Infinity ? "inf" : value === -Infinity ? "-inf" : "nan";

const placementsOf = (placement: Placement, known: ReadonlySet<number>): object => ({
  sort: placement.sort,
  name: placement.name,
  title: placement.title,
  path: placement.path,
  inputs: placement.inputs.map(({ id }) => id).filter((id) => known.has(id)),
  results: placement.results.map(({ id }) => id).filter((id) => known.has(id)),
  ...(placement.turns.length === 0
    ? {}
    : { turns: placement.turns.map(({ loop, index, count }) => ({ loop, index, count })) }),
  placements: placement.children.map((child) => placementsOf(child, known)),
});
