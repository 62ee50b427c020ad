import { extname } from "node:path";
import { primitiveTable } from "../../compiler/ops/registry.generated.ts";
import type { Drawing } from "../../graph-drawing/drawing.ts";
import { makeDrawing } from "../../graph-drawing/make-drawing.ts";
import { command } from "../command.ts";
import { Failure } from "../failure.ts";
import { openSpec } from "../open-spec.ts";
import { writeWhole } from "../write-whole.ts";

const FORMATS = ["svg", "dot", "mmd"] as const;
type Format = (typeof FORMATS)[number];

/** `kesc graph`: a network as a drawing of nested blocks. */
export const graph = command({
  name: "graph",
  summary: "draw a network as nested blocks",
  details:
    "Each block stands in the one that places it, under the name that the spec gives it, with its parameters and multiply-adds; what flows " +
    "from one to the next is written at the arrows. Equal blocks in a row are drawn once. SVG follows the reader's choice of light or dark; " +
    "the same spec gives the same bytes.",
  arguments: {
    file: { kind: "required", placeholder: "FILE", doc: "a spec" },
    expression: {
      kind: "required",
      placeholder: "EXPR",
      doc: "a network of the file, or one with its arguments: 'Net(40, 2)'",
    },
  },
  options: {
    out: {
      kind: "text",
      short: "o",
      placeholder: "FILE",
      doc: "the file that is written; its ending says the format: .svg, .dot (Graphviz) or .mmd (Mermaid). Without it: standard output",
    },
    format: { kind: "choice", of: FORMATS, doc: "the format, where no file's ending says it; else svg" },
    depth: { kind: "whole", least: 1, default: 2, doc: "levels of nested blocks" },
    unfold: { kind: "flag", doc: "draw each of equal blocks in a row" },
    training: { kind: "flag", doc: "draw outputs `for training`, too" },
  },
  examples: [
    { line: "kesc graph nets.kes Wide -o wide.svg", does: "for a page or a talk" },
    { line: "kesc graph nets.kes Wide --depth 4 -o wide.svg", does: "down to single layers" },
    { line: "kesc graph nets.kes 'Net(16, width: 4)' --format mmd", does: "for a README, as Mermaid" },
  ],
  async run({ file, expression, out, format, depth, unfold, training }, ctx) {
    const chosen = formatOf(out, format);
    const spec = await openSpec(file, ctx);
    const { result: network, diagnostics } = spec.program.network(spec.path, expression);
    const code = await ctx.report(diagnostics, spec);
    if (!network) return code;
    const drawing = makeDrawing(network, primitiveTable, { depth, unfold, training });
    const text = await DRAW[chosen](drawing);
    if (out === undefined) await ctx.out.write(text);
    else await ctx.out.line(await writeWhole(out, text, ctx.cwd));
    return code;
  },
});

/** Each loads only what it needs: only SVG needs a layout. */
const DRAW: Readonly<Record<Format, (drawing: Drawing) => Promise<string>>> = {
  async svg(drawing) {
    const [{ drawSvg }, { largestLayout, sizeOfLayout }] = await Promise.all([
      import("../../graph-drawing/draw-svg.ts"),
      import("../../graph-drawing/size-of-layout.ts"),
    ]);
    if (sizeOfLayout(drawing) > largestLayout)
      throw new Failure("that is too much for one picture", [
        "draw fewer levels: --depth 1",
        "leave out --unfold",
        "or let Graphviz lay it out: -o net.dot",
      ]);
    return drawSvg(drawing);
  },
  dot: async (drawing) => (await import("../../graph-drawing/draw-dot.ts")).drawDot(drawing),
  mmd: async (drawing) => (await import("../../graph-drawing/draw-mermaid.ts")).drawMermaid(drawing),
};

const formatOf = (out: string | undefined, asked: Format | undefined): Format => {
  if (asked !== undefined || out === undefined) return asked ?? "svg";
  const ending = extname(out).slice(1).toLowerCase();
  const known = FORMATS.find((each) => each === (ending === "gv" ? "dot" : ending === "mermaid" ? "mmd" : ending));
  if (known) return known;
  throw new Failure(`${out}: its ending says no format that kesc draws`, [
    "name it .svg, .dot or .mmd, or say --format svg, dot or mmd",
  ]);
};
