import { tensor, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";
import { float } from "./kit/sample-types.ts";
import type { Primitive } from "./primitive.ts";

const stop: Primitive = {
  name: "stop",
  summary: "x, through which no gradient flows",
  operandNames: ["x"],
  infer: ([x]) => x!,
  interpret: ([x]) => x!,
  samples: [{ title: "two axes", operands: [float({ batch: "batch", channel: 3 })], gradient: false }],
};

const stopSurface: Surface = {
  name: "stop",
  doc: "x, through which no gradient flows.",
  parameters: [tensorParameter("x", "what is taken as given")],
  place: (args, ctx) => tensor(ctx.node("stop", [args.tensor("x")])),
};

export const primitives: readonly Primitive[] = [stop];
export const surfaces: readonly Surface[] = [stopSurface];
