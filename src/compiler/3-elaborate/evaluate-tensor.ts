import type { Span } from "../../base/source.ts";
import type { Node } from "../4-graph/graph.ts";
import { reachable } from "../4-graph/reachable.ts";
import { interpret } from "../interpret.ts";
import { notEvaluable } from "../diagnostics/claims.ts";
import type { Dense } from "../ops/primitive.ts";
import { report, type Env } from "./environment.ts";

/** Numbers and multiply-adds that an `expect` may cost: well under a second. */
const MOST_WORK = 20_000_000;

/** The tensor's numbers, computed by the reference interpreter; undefined after a report. */
export const evaluateTensor = (node: Node, at: Span, env: Env): Dense | undefined => {
  const nodes = reachable([node]);
  const open = nodes.find((each) => ["input", "variable", "uniform", "batch_size"].includes(each.op));
  if (open) return report(env, notEvaluable, at, { why: whyOpen(open) });
  let work = 0;
  for (const each of nodes) {
    work += each.type.dims.reduce((product, dim) => product * (dim.size === "batch" ? 1 : dim.size), 1);
    work += Number(env.session.primitives.get(each.op)?.multiplyAdds?.(each) ?? 0n);
  }
  if (work > MOST_WORK)
    return report(env, notEvaluable, at, {
      why: `it takes ${work.toLocaleString("en-US")} steps, and at most ${MOST_WORK.toLocaleString("en-US")} are spent`,
    });
  return interpret([node], { primitives: env.session.primitives, batch: 1, seed: 0 }).get(node);
};

const whyOpen = (node: Node): string => {
  switch (node.op) {
    case "variable":
      return `it depends on the weight ${node.variable?.path ?? ""}`;
    case "input":
      return "it depends on an input";
    case "uniform":
      return "it depends on random numbers";
    default:
      return "it depends on the batch's size";
  }
};

/** As nested lists with few digits, for messages. */
export const nestNumbers = ({ shape, values }: Pick<Dense, "shape" | "values">): string => {
  const [first = 0, ...rest] = shape;
  if (!shape.length) return String(Number((values[0] ?? NaN).toPrecision(7)));
  const stride = values.length / first;
  const parts = Array.from({ length: Math.min(first, 6) }, (_, at) =>
    nestNumbers({ shape: rest, values: values.subarray(at * stride, (at + 1) * stride) }),
  );
  return `[${parts.join(", ")}${first > 6 ? ", …" : ""}]`;
};
