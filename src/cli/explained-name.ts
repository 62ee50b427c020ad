import { alignColumns } from "../base/columns.ts";
import type { Host } from "../base/host.ts";
import { libraryFolders } from "../base/library-path.ts";
import type { Declared } from "../compiler/2-bind/module.ts";
import { parameterTypeText } from "../compiler/ops/kit/parameter-type-text.ts";
import { openProgram } from "../compiler/program.ts";
import type { PartSurface, Surface, SurfaceParameter } from "../compiler/ops/surface.ts";

/** What is known of a name that needs no import: an operation, a part of recipes, or what the library's text declares. */
export interface ExplainedName {
  readonly name: string;
  readonly doc: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly type: string;
    /** As a spec would write it; undefined: it must be given. */
    readonly default?: string;
    readonly doc: string;
  }[];
  /** Of declarations: their text. */
  readonly text?: string;
  /** Sentences: whether it owns weights, what it can't do yet. */
  readonly notes: readonly string[];
}

/** All names that need no import and, behind them, those that the library's other files declare. Of equal names the first counts. */
export const explainedNames = (host: Host): ReadonlyMap<string, () => ExplainedName> => {
  const program = openProgram(host);
  const { surfaces, parts, prelude } = program.library;
  const names = new Map<string, () => ExplainedName>();
  const add = (name: string, explain: () => ExplainedName): void => {
    if (name !== "" && !names.has(name)) names.set(name, explain);
  };
  for (const surface of [...surfaces.values(), ...parts.values()]) add(surface.name, () => ofSurface(surface));
  for (const declared of prelude?.names.values() ?? []) add(declared.name, () => ofDeclared(declared, false));
  for (const path of [...libraryFolders].flatMap((folder) => host.list(folder))) {
    const module = program.open(path).result;
    for (const declared of module?.names.values() ?? [])
      if (declared.module === module) add(declared.name, () => ofDeclared(declared, true));
  }
  return names;
};

const ofSurface = (surface: Surface | PartSurface): ExplainedName => ({
  name: surface.name,
  doc: surface.doc,
  parameters: [
    ...surface.parameters.map(parameter),
    ...("axisArguments" in surface && surface.axisArguments
      ? [{ name: "an axis", type: AXIS_VALUES[surface.axisArguments.value], doc: surface.axisArguments.doc }]
      : []),
  ],
  notes: [
    ...("ownsWeights" in surface && surface.ownsWeights ? ["Owns weights."] : []),
    ...("notYet" in surface && surface.notYet !== undefined ? [`Can be named, but ${surface.notYet}.`] : []),
  ],
});

const AXIS_VALUES = { pair: "[before, after]", axis: "axis" } as const;

const parameter = ({ name, type, default: standard, doc }: SurfaceParameter): ExplainedName["parameters"][number] => ({
  name,
  type: parameterTypeText(type),
  ...(standard !== undefined && { default: standard }),
  doc,
});

const ofDeclared = ({ name, node }: Declared, isImported: boolean): ExplainedName => {
  const { source, start, end } = node.span;
  const doc = "doc" in node ? (node.doc ?? "") : "";
  const from = source.path.replace(/\.kes$/, "");
  return {
    name,
    doc,
    parameters: [],
    text: source.text.slice(start, end),
    notes: [isImported ? `import { ${name} } from "${from}"` : `Comes with the language: ${source.path}.`],
  };
};

/** The lines of its page, without colours. */
export const nameLines = ({ name, doc, parameters, text, notes }: ExplainedName, width: number): readonly string[] => {
  const rows = parameters.map((each) => [
    `  ${each.name}`,
    each.type,
    each.default === undefined ? "" : `default ${each.default}`,
    each.doc,
  ]);
  const given = parameters.map((each) => (each.default === undefined ? each.name : `${each.name}: ${each.default}`));
  const block = (lines: readonly string[]): readonly string[] => (lines.length ? [...lines, ""] : []);
  return [
    ...(text === undefined ? [`${name}(${given.join(", ")})`, ""] : []),
    ...block(doc === "" ? [] : wrap(doc, width)),
    ...block(text === undefined ? [] : text.split("\n").map((line) => `  ${line}`.trimEnd())),
    ...block(alignColumns(rows, ["left", "left", "left", "left"])),
    ...block(notes),
  ];
};

/** Words in lines of at most `width` columns, as far as words are shorter. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1] ?? "";
    if (last !== "" && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
};
