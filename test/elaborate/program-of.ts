import { memoryHost } from "../../src/base/host.ts";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import type { Network } from "../../src/compiler/4-graph/graph.ts";
import { openProgram, type Program } from "../../src/compiler/program.ts";

/** A program of one file in memory, `main.kes`. */
export const programOf = (text: string): Program => openProgram(memoryHost({ "main.kes": text }));

export const check = (text: string): readonly Diagnostic[] => programOf(text).check("main.kes");

/** The codes found, in order. */
export const codes = (text: string): readonly string[] => check(text).map((diagnostic) => diagnostic.code);

/** A network of the file by expression; the test fails with the diagnostics where there is none. */
export const network = (text: string, expression: string): Network => {
  const { result, diagnostics } = programOf(text).network("main.kes", expression);
  if (!result)
    throw new Error(diagnostics.map((each) => `${each.code} ${each.message}`).join("\n") || "nothing came out");
  return result;
};

/** A model of one input and the statements given; its output is `y`. */
export const netText = (statements: string, input = "map[8, 8, 4]"): string =>
  `model Net(image: ${input}) {\n  ${statements.split("\n").join("\n  ")}\n  output y\n}\n`;

/** The dims of output `y` as `height 8, width 8, channel 4`, the batch left out. */
export const shapeOf = (statements: string, input?: string): string => {
  const y = network(netText(statements, input), "Net").outputs.get("y");
  if (y?.kind !== "tensor") throw new Error("y is not a tensor");
  return y.node.type.dims
    .filter((dim) => dim.axis !== "batch")
    .map((dim) => `${dim.axis} ${dim.size}`)
    .join(", ");
};

export const pathsOf = (text: string, expression: string): readonly string[] =>
  network(text, expression)
    .variables()
    .map((variable) => variable.path);
