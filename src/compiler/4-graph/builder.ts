import type { Attributes, Dim, Node, Origin, TensorType, Variable } from "./graph.ts";
import type { PrimitiveTable } from "../ops/primitive.ts";

/** Makes nodes with growing ids. A contradiction between operands throws: whoever calls has checked what users can get wrong. */
export interface GraphBuilder {
  node(op: string, operands: readonly Node[], attributes?: Attributes): Node;
  /** A number, or numbers along axes. */
  constant(values: number | Float64Array, dims?: readonly Dim[], kind?: TensorType["kind"], of?: string): Node;
  input(name: string, type: TensorType): Node;
  variable(variable: Variable): Node;
  /** The same builder whose nodes come from somewhere else. */
  at(origin: Origin): GraphBuilder;
}

/** Gives a graph's nodes their ids; `made` keeps them by id where somebody asks for them again. */
export interface NodeCounter {
  next: number;
  readonly made?: Node[];
}

const kept = (node: Node, { made }: NodeCounter): Node => {
  made?.push(node);
  return node;
};

/** A node of a primitive, its type worked out; the one way in which nodes that compute come to be. */
export const makeNode = (
  primitives: PrimitiveTable,
  counter: NodeCounter,
  origin: Origin,
  op: string,
  operands: readonly Node[],
  attributes: Attributes,
): Node => {
  const primitive = primitives.get(op);
  if (!primitive) throw new Error(`no primitive is named ${op}`);
  const types = operands.map((operand) => operand.type);
  const type = primitive.infer(types, attributes);
  return kept({ id: counter.next++, op, operands, attributes, type, origin }, counter);
};

export const graphBuilder = (
  primitives: PrimitiveTable,
  origin: Origin,
  counter: NodeCounter = { next: 0 },
): GraphBuilder => {
  const leaf = (op: string, type: TensorType, attributes: Attributes, rest: Partial<Node>): Node =>
    kept({ id: counter.next++, op, operands: [], attributes, type, origin, ...rest }, counter);
  return {
    node: (op, operands, attributes = {}) => makeNode(primitives, counter, origin, op, operands, attributes),
    constant: (values, dims = [], kind = "float", of) =>
      leaf(
        "constant",
        { dims, kind, ...(of !== undefined && { of }) },
        {},
        { values: typeof values === "number" ? Float64Array.of(values) : values },
      ),
    input: (name, type) => leaf("input", type, { name }, {}),
    variable: (variable) =>
      leaf("variable", { dims: variable.dims, kind: "float" }, { path: variable.path }, { variable }),
    at: (other) => graphBuilder(primitives, other, counter),
  };
};
