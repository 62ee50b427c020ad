import type { TensorType } from "../../4-graph/graph.ts";

/** The kind that a result has which consists of numbers of all these: theirs where they agree, else `float`. */
export const kindOfAll = (types: readonly TensorType[]): Omit<TensorType, "dims"> => {
  const [first, ...rest] = types.map(({ dims: _, ...kind }) => kind);
  const alike = rest.every((kind) => kind.kind === first!.kind && kind.of === first!.of && kind.range === first!.range);
  return alike ? first! : { kind: "float" };
};
