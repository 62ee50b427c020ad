import { memoryHost } from "../../src/base/host.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { nodeHost } from "../../src/cli/node-host.ts";
import type { Drawing, DrawingOptions } from "../../src/graph-drawing/drawing.ts";
import { makeDrawing } from "../../src/graph-drawing/make-drawing.ts";
import { projectRoot } from "../support/kesc.ts";

const drawn = (
  program: ReturnType<typeof openProgram>,
  path: string,
  name: string,
  options: DrawingOptions,
): Drawing => {
  const { result, diagnostics } = program.network(path, name);
  if (!result) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return makeDrawing(result, primitiveTable, options);
};

/** The drawing of a network in a text. */
export const drawingOf = (text: string, name: string, options: DrawingOptions): Drawing =>
  drawn(openProgram(memoryHost({ "a.kes": text })), "a.kes", name, options);

/** The same of a spec of the project. */
export const drawingOfSpec = (path: string, name: string, options: DrawingOptions): Drawing =>
  drawn(openProgram(nodeHost({ root: projectRoot })), path, name, options);
