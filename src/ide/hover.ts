import type * as ast from "../compiler/1-syntax/ast.ts";
import { nodesUnder } from "../compiler/1-syntax/walk-tree.ts";
import type { Module, NameTarget } from "../compiler/2-bind/module.ts";
import type { SurfaceParameter } from "../compiler/ops/surface.ts";
import type { Program } from "../compiler/program.ts";
import { meaningAt, parameterOf, type Meaning } from "./find-use.ts";
import { countText, lensesOf, lensText } from "./lenses.ts";
import { memberAt, type Member } from "./member.ts";
import { itemAt, shapesOf, stepFacts, type ShapesAsked, type StepFacts } from "./shapes.ts";

export interface Hover {
  readonly span: Meaning["span"];
  /** Markdown. */
  readonly text: string;
}

/** What stands at a place: signature, doc, and what it came to where the file's networks place it. */
export const hoverAt = (
  program: Program,
  module: Module,
  offset: number,
  asked: ShapesAsked = {},
): Hover | undefined => {
  const meaning = meaningAt(module, offset);
  if (!meaning) {
    const member = memberAt(program, module, offset);
    return member && { span: member.span, text: fieldText(program, module, member, asked) };
  }
  const text = [textOf(program, module, meaning, asked), ...stepText(program, module, meaning, asked)].join("\n\n");
  return { span: meaning.span, text };
};

/** Of the name that a step begins with: shapes in and out, cost, and the placements that led there. */
const stepText = (program: Program, module: Module, { span }: Meaning, asked: ShapesAsked): readonly string[] => {
  const item = itemAt(module, span.start);
  if (item?.kind !== "Declaration" || item.name.span.start === span.start) return [];
  for (const node of nodesUnder(item)) {
    if ((node.kind !== "PlaceStep" && node.kind !== "Call") || node.span.start !== span.start) continue;
    const facts = stepFacts(program, module, item, { ...asked, span: node.span });
    if (facts) return [shownFacts(facts)];
  }
  return [];
};

const shownFacts = ({ input, output, count, within }: StepFacts): string => {
  const cost = count.parameters + count.multiplyAdds > 0n ? [countText(count)] : [];
  const flow = input === undefined ? output : `${input} → ${output}`;
  return [`**${flow}**`, ...cost, ...within.slice(0, DEEPEST).map((each) => `in ${each}`)].join("  \n");
};

/** So many placements within placements are told. */
const DEEPEST = 6;

const code = (text: string): string => `\`\`\`kes\n${text}\n\`\`\``;

const textOf = (program: Program, module: Module, { target }: Meaning, asked: ShapesAsked): string => {
  switch (target.sort) {
    case "operation":
    case "part":
      return [
        code(signature(target.surface.name, target.surface.parameters)),
        target.surface.doc,
        ...target.surface.parameters.map(({ name, doc }) => `- \`${name}\`: ${doc}`),
      ].join("\n\n");
    case "declared":
      return declaredText(program, module, target, asked);
    case "argument": {
      const { name, doc, default: standard } = target.parameter;
      return [code(standard === undefined ? name : `${name}: ${standard}`), doc].join("\n\n");
    }
    case "local":
      return localText(program, module, target.name, asked);
  }
};

/** A parameter may be another file's: an argument's label means it, too. */
const localText = (program: Program, module: Module, name: ast.Name, asked: ShapesAsked): string => {
  const found = parameterOf(program, name);
  const { source, start, end } = found?.parameter.span ?? name.span;
  const item = source.path === module.source.path ? itemAt(module, name.span.start) : undefined;
  const shape = item && shapesOf(program, module, item, asked).bindings.get(name.span.start);
  const doc = found?.parameter.doc;
  return [code(found ? source.text.slice(start, end) : name.text), shape, doc].filter(Boolean).join("\n\n");
};

/** What the text that the field comes from says of it, and what it is a part of. */
const fieldText = (program: Program, module: Module, { field }: Member, asked: ShapesAsked): string => {
  const { name, place, detail, doc } = field;
  const home = place && program.modules.get(place.span.source.path);
  const meaning = home && meaningAt(home, place.span.start);
  const own = meaning ? textOf(program, home, meaning, home === module ? asked : {}) : code(name);
  return [own, doc, detail, ...(home && home !== module ? [home.source.path] : [])].filter(Boolean).join("\n\n");
};

const signature = (name: string, parameters: readonly SurfaceParameter[]): string =>
  `${name}(${parameters.map((each) => each.name + (each.default === undefined ? "" : `: ${each.default}`)).join(", ")})`;

const declaredText = (
  program: Program,
  module: Module,
  { node, module: declaring = module }: Extract<NameTarget, { sort: "declared" }>,
  asked: ShapesAsked,
): string => {
  const { text } = declaring.source;
  const doc = "doc" in node && node.doc !== undefined ? [node.doc] : [];
  return [
    code(headerOf(text.slice(node.span.start, node.span.end), node.kind)),
    ...doc,
    ...countsOf(program, declaring, node, declaring === module ? asked : {}),
    ...(declaring === module ? [] : [declaring.source.path]),
  ].join("\n\n");
};

/** The lines up to the body. */
const headerOf = (text: string, kind: string): string => {
  if (kind === "Binding" || kind === "Unpack") return text.split("\n")[0]!;
  const end = /\)\s*(=|\{)(\s*\n)|[={]\s*\n/.exec(text);
  return end ? text.slice(0, end.index + 1).trim() : text.split("\n").slice(0, 3).join("\n");
};

/** What its lens says, an item a line; who places another file's block is not looked for: that may take long. */
const countsOf = (
  program: Program,
  module: Module,
  item: Extract<NameTarget, { sort: "declared" }>["node"],
  asked: ShapesAsked,
): readonly string[] => {
  if (item.kind !== "Declaration" && item.kind !== "Recipe") return [];
  const lens = lensesOf(module).find((each) => each.item === item);
  const shown = lens && lensText(program, module, lens, asked);
  return shown ? [shown.text.split(" · ").join("  \n")] : [];
};
