import { whole } from "../../base/number.ts";
import { countNetwork } from "../analyses/count.ts";
import type { Network } from "../4-graph/graph.ts";
import { listsDiffer, wrongValue } from "../diagnostics/values.ts";
import type { Arguments, PlaceContext, Surface, SurfaceParameter } from "../ops/surface.ts";
import { sizeOf } from "./access.ts";
import { keyOf } from "./key.ts";
import { elaborateNetwork } from "./network.ts";
import type { InnerContext } from "./operation.ts";
import { describe } from "../ops/kit/show.ts";
import type { Value } from "./value.ts";
import { held } from "./weight.ts";

const inner = (ctx: PlaceContext): InnerContext => ctx as InnerContext;

const list = (name: string, optional = false): SurfaceParameter => ({
  name,
  doc: "a list",
  type: { kind: "list", of: { kind: "value" } },
  ...(optional && { default: "none" }),
});

const zip: Surface = {
  name: "zip",
  doc: "Walks through several lists at once: `for (a, b) in zip(x, y) { … }`. All must be equally long.",
  gives: { kind: "list" },
  parameters: [list("a"), list("b"), list("c", true), list("d", true)],
  place(args, ctx) {
    const all = ["a", "b", "c", "d"].flatMap((name) => (args.has(name) ? [args.list(name) ?? []] : []));
    const lengths = all.map((each) => each.length);
    if (new Set(lengths).size > 1) return ctx.report(listsDiffer, undefined, { lengths });
    const items = Array.from({ length: lengths[0] ?? 0 }, (_, at): Value => ({
      kind: "list",
      items: all.flatMap((each) => each.slice(at, at + 1)),
    }));
    const { env, at } = inner(ctx);
    return held({ kind: "list", items }, "what `zip` makes", at, env);
  },
};

const size: Surface = {
  name: "size",
  doc: "The size of an axis that a parameter names: `size(x, last)`. A list's length: `size(list)`.",
  gives: { kind: "number" },
  parameters: [
    { name: "x", doc: "a tensor or a list", type: { kind: "value" } },
    { name: "axis", doc: "the axis", type: { kind: "axis" }, default: "none" },
  ],
  place(args, ctx) {
    const value = args.value("x");
    const axis = args.axis("axis");
    if (value?.kind === "list" && !axis) return { kind: "number", value: whole(value.items.length) };
    if (value?.kind === "tensor" && axis) {
      const { env, at } = inner(ctx);
      return sizeOf(value.node, axis, { kind: "Missing", span: at }, env);
    }
    return ctx.report(wrongValue, "x", {
      where: "`x`",
      expected: axis ? "a tensor" : "a list, or a tensor with an axis",
      got: value ? describe(value) : "nothing",
    });
  },
};

/** The network that a count is asked of, elaborated once a session. */
const networkIn = (args: Arguments, ctx: PlaceContext): Network | undefined => {
  const { env, placeOf } = inner(ctx);
  const value = args.value("network");
  if (value?.kind === "record" && value.network) return value.network;
  if (value?.kind !== "placeable") {
    const got = value ? describe(value) : "nothing";
    return ctx.report(wrongValue, "network", { where: "`network`", expected: "a model, such as `WideNet(40)`", got });
  }
  const key = keyOf(value, env.session.identities);
  const known = env.session.networks.get(key);
  if (known) return known.network;
  const network = elaborateNetwork(value, placeOf("network"), env.session, env)?.network;
  env.session.networks.set(key, network ? { network } : {});
  return network;
};

const counter = (name: string, doc: string, pick: (count: ReturnType<typeof countNetwork>) => bigint): Surface => ({
  name,
  doc,
  gives: { kind: "number" },
  parameters: [
    { name: "network", doc: "a model's kind, such as `WideNet(40, 2)`", type: { kind: "value" } },
    {
      name: "training",
      doc: "count what `output … for training` needs, too",
      type: { kind: "bool" },
      default: "false",
    },
  ],
  place(args, ctx) {
    const network = networkIn(args, ctx);
    if (!network) return undefined;
    const { env } = inner(ctx);
    const count = countNetwork(network, env.session.primitives, { training: args.flag("training") ?? false });
    return { kind: "number", value: whole(pick(count)) };
  },
});

/** Operations that need the elaborator itself. */
export const builtins: readonly Surface[] = [
  zip,
  size,
  counter(
    "params",
    "The trainable parameters of a network: every scalar that an optimizer changes.",
    (count) => count.parameters,
  ),
  counter(
    "state",
    "The scalars of a network that training keeps but no gradient changes: running statistics.",
    (count) => count.state,
  ),
  counter("macs", "The multiply-adds of a network for one picture.", (count) => count.multiplyAdds),
];
