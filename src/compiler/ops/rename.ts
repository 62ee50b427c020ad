import { areDistinct, areFree, hasAxes } from "./kit/check-axes.ts";
import { without } from "./kit/dims.ts";
import { tensor, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import { textMapAt } from "./kit/attributes.ts";
import { float, index } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const rename: Primitive = {
  name: "rename",
  summary: "the same numbers, axes under other names",
  operandNames: ["x"],
  infer: ([x], attributes) => {
    const names = textMapAt(attributes, "axes");
    return { ...x!, dims: x!.dims.map(({ axis, size }) => ({ axis: names.get(axis) ?? axis, size })) };
  },
  gradient: (node, dy, build) => {
    const back = Object.fromEntries([...textMapAt(node.attributes, "axes")].map(([from, to]) => [to, from]));
    return [build.node("rename", [dy], { axes: back })];
  },
  interpret: ([x]) => x!,
  samples: [
    {
      title: "one",
      operands: [float({ batch: "batch", token: 3, channel: 2 })],
      attributes: { axes: { token: "key" } },
    },
    {
      title: "two exchanged",
      operands: [float({ height: 2, width: 3 })],
      attributes: { axes: { height: "width", width: "height" } },
    },
    { title: "the batch", operands: [float({ batch: "batch", channel: 2 })], attributes: { axes: { batch: "other" } } },
    {
      title: "of an index",
      operands: [index("class", 4, { anchor: 3 })],
      attributes: { axes: { anchor: "proposal" } },
      gradient: false,
    },
  ],
};

const renameSurface: Surface = {
  name: "rename",
  doc: "The same numbers with axes under other names: `rename(x, channel: other)`, also of `batch`.",
  parameters: [tensorParameter("x", "the tensor")],
  axisArguments: { value: "axis", doc: "old name: new name" },
  place: (args, ctx) => {
    const x = args.tensor("x");
    const names = args
      .axisArguments()
      .flatMap(({ axis, value }) => (value.kind === "axis" ? [[axis, value.name] as const] : []));
    const [from, to] = [names.map(([old]) => old), names.map(([, fresh]) => fresh)];
    if (!hasAxes(ctx, undefined, x, from) || !areDistinct(ctx, undefined, to)) return undefined;
    if (!areFree(ctx, undefined, without(x.type.dims, from), to)) return undefined;
    return names.length ? tensor(ctx.node("rename", [x], { axes: Object.fromEntries(names) })) : tensor(x);
  },
};

export const primitives: readonly Primitive[] = [rename];
export const surfaces: readonly Surface[] = [renameSurface];
