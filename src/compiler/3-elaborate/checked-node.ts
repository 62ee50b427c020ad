import type { Span } from "../../base/source.ts";
import { makeNode } from "../4-graph/builder.ts";
import type { Attributes, Dim, Node } from "../4-graph/graph.ts";
import { tensorTooLarge } from "../diagnostics/limits.ts";
import { originOf, report, type Env } from "./environment.ts";
import { showDims } from "../ops/kit/dims.ts";

/** Numbers in one tensor for one picture: 2^31, 8 GiB as floats. */
const MOST_ELEMENTS = 2n ** 31n;

/** A node whose size is held against the limit; undefined after a report. */
export const checkedNode = (
  op: string,
  operands: readonly Node[],
  attributes: Attributes,
  at: Span,
  env: Env,
): Node | undefined => {
  const { session, graph } = env;
  const node = makeNode(session.primitives, graph.counter, originOf(env, at), op, operands, attributes);
  return fits(node.type.dims, at, env) ? node : undefined;
};

/** Whether a tensor of these dims may be; false after a report. */
export const fits = (dims: readonly Dim[], at: Span, env: Env): boolean => {
  let elements = 1;
  for (const dim of dims) if (dim.size !== "batch") elements *= dim.size;
  if (elements <= Number(MOST_ELEMENTS)) return true;
  const exactly = dims.reduce((product, dim) => (dim.size === "batch" ? product : product * BigInt(dim.size)), 1n);
  report(env, tensorTooLarge, at, {
    shape: showDims(dims),
    elements: exactly.toLocaleString("en-US"),
    limit: MOST_ELEMENTS.toLocaleString("en-US"),
  });
  return false;
};
