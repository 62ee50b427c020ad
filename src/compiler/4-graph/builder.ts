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

export const graphBuilder = (primitives: PrimitiveTable, origin: Origin, counter = { next: 0 }): GraphBuilder => {
  const leaf = (op: string, type: TensorType, attributes: Attributes, rest: Partial<Node>): Node => ({
    id: counter.next++,
    op,
    operands: [],
    attributes,
    type,
    origin,
    ...rest,
  });
  return {
    node(op, operands, attributes = {}) {
      const primitive = primitives.get(op);
      if (!primitive) throw new Error(`no primitive is named ${op}`);
      const type = primitive.infer(
        operands.map((operand) => operand.type),
        attributes,
      );
      return { id: counter.next++, op, operands, attributes, type, origin };
    },
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
