import type * as ast from "../compiler/1-syntax/ast.ts";
import type { Module, NameTarget } from "../compiler/2-bind/module.ts";
import { grouped, shortened } from "../compiler/analyses/show-count.ts";
import type { SurfaceParameter } from "../compiler/ops/surface.ts";
import type { Program } from "../compiler/program.ts";
import { meaningAt, type Meaning } from "./find-use.ts";
import { shapesIn } from "./shapes.ts";

export interface Hover {
  readonly span: Meaning["span"];
  /** Markdown. */
  readonly text: string;
}

/** What stands at a place: signature, doc, and what it came to where the file's networks place it. */
export const hoverAt = (program: Program, module: Module, offset: number): Hover | undefined => {
  const meaning = meaningAt(module, offset);
  if (!meaning) return undefined;
  return { span: meaning.span, text: textOf(program, module, meaning) };
};

const code = (text: string): string => `\`\`\`kes\n${text}\n\`\`\``;

const textOf = (program: Program, module: Module, { target }: Meaning): string => {
  switch (target.sort) {
    case "operation":
    case "part":
      return [
        code(signature(target.surface.name, target.surface.parameters)),
        target.surface.doc,
        ...target.surface.parameters.map(({ name, doc }) => `- \`${name}\`: ${doc}`),
      ].join("\n\n");
    case "declared":
      return declaredText(program, module, target);
    case "local": {
      const shapes = shapesIn(program, module).bindings.get(target.name.span.start);
      return [code(target.name.text), ...(shapes === undefined ? [] : [shapes])].join("\n\n");
    }
  }
};

const signature = (name: string, parameters: readonly SurfaceParameter[]): string =>
  `${name}(${parameters.map((each) => each.name + (each.default === undefined ? "" : `: ${each.default}`)).join(", ")})`;

const declaredText = (
  program: Program,
  module: Module,
  { node, module: declaring = module }: Extract<NameTarget, { sort: "declared" }>,
): string => {
  const { text } = declaring.source;
  const doc = "doc" in node && node.doc !== undefined ? [node.doc] : [];
  return [
    code(headerOf(text.slice(node.span.start, node.span.end), node.kind)),
    ...doc,
    ...(node.kind === "Declaration" && node.keyword === "model" ? countsOf(program, declaring, node) : []),
    ...(declaring === module ? [] : [declaring.source.path]),
  ].join("\n\n");
};

/** The lines up to the body. */
const headerOf = (text: string, kind: string): string => {
  if (kind === "Binding" || kind === "Unpack") return text.split("\n")[0]!;
  const end = /\)\s*(=|\{)(\s*\n)|[={]\s*\n/.exec(text);
  return end ? text.slice(0, end.index + 1).trim() : text.split("\n").slice(0, 3).join("\n");
};

const countsOf = (program: Program, module: Module, { name }: ast.Declaration): readonly string[] => {
  const row = program.counts(module.source.path).result?.find((each) => each.name === name.text);
  if (!row) return [];
  return [`${grouped(row.parameters)} parameters · ${shortened(row.multiplyAdds)} multiply-adds`];
};
