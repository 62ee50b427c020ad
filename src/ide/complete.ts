import type * as ast from "../compiler/1-syntax/ast.ts";
import { nodesUnder } from "../compiler/1-syntax/walk-tree.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";

export interface Completion {
  readonly name: string;
  readonly what: "operation" | "part" | "block" | "fn" | "model" | "loss" | "recipe" | "value" | "local" | "argument";
  /** One line. */
  readonly detail: string;
  readonly doc?: string;
}

/** Names that may stand at a place: arguments of the call around it, what the declaration binds, the file's names, the library's. */
export const completionsAt = (program: Program, module: Module, offset: number): readonly Completion[] => {
  const found = new Map<string, Completion>();
  const add = (completion: Completion): void => {
    if (completion.name !== "" && !found.has(completion.name)) found.set(completion.name, completion);
  };
  argumentsAt(program, module, offset).forEach(add);
  localsAt(module, offset).forEach(add);
  for (const [name, { node, module: from }] of module.names)
    add({ name, what: whatOf(node), detail: from === module ? "this file" : from.source.path, ...docOf(node) });
  const { surfaces, parts, prelude } = program.library;
  for (const { name, doc } of surfaces.values()) add({ name, what: "operation", detail: doc });
  for (const { name, doc, role } of parts.values()) add({ name, what: "part", detail: `${role}: ${doc}` });
  for (const [name, { node }] of prelude?.names ?? [])
    add({ name, what: whatOf(node), detail: "library", ...docOf(node) });
  return [...found.values()];
};

const whatOf = (node: ast.Declaration | ast.Recipe | ast.Binding | ast.Unpack): Completion["what"] =>
  node.kind === "Declaration" ? node.keyword : node.kind === "Recipe" ? "recipe" : "value";

const docOf = (node: object): { readonly doc?: string } =>
  "doc" in node && typeof node.doc === "string" ? { doc: node.doc } : {};

/** What is bound or a parameter in the declaration that a place is in. */
const localsAt = (module: Module, offset: number): readonly Completion[] => {
  const item = module.file.items.find(({ span }) => span.start <= offset && offset <= span.end);
  if (!item) return [];
  const names = new Set<string>();
  for (const node of nodesUnder(item)) {
    if (node.kind === "Parameter") names.add(node.name.text);
    if (node.kind === "Binding" && node.path[0] && node.path[0].span.end < offset) names.add(node.path[0].text);
  }
  return [...names].map((name) => ({ name, what: "local", detail: "here" }));
};

/** Parameters of the operation or declaration whose list a place is in, that aren't given yet. */
const argumentsAt = (program: Program, module: Module, offset: number): readonly Completion[] => {
  const before = module.source.text.slice(Math.max(0, offset - 2000), offset);
  let depth = 0;
  for (let at = before.length - 1; at >= 0; at--) {
    const letter = before[at];
    if (letter === ")" || letter === "]" || letter === "}") depth++;
    else if (letter === "[" || letter === "{") depth--;
    else if (letter === "(" && depth-- === 0) {
      const callee = /([\p{ID_Start}_][\p{ID_Continue}]*)(\([^()]*\))?$/u.exec(before.slice(0, at))?.[1];
      return callee === undefined ? [] : argumentsOf(program, module, callee, before.slice(at));
    }
    if (depth < 0) depth = 0;
  }
  return [];
};

const argumentsOf = (program: Program, module: Module, callee: string, given: string): readonly Completion[] => {
  const { surfaces, parts } = program.library;
  const surface = surfaces.get(callee) ?? parts.get(callee);
  const node = module.names.get(callee)?.node;
  const declared = node?.kind === "Declaration" ? node.lists : node?.kind === "Recipe" && node.list ? [node.list] : [];
  const all = surface
    ? surface.parameters.map(({ name, doc }) => ({ name, doc }))
    : declared.flatMap(({ parameters }) => parameters.map(({ name }) => ({ name: name.text, doc: `of ${callee}` })));
  return all
    .filter(({ name }) => !new RegExp(`\\b${name}\\s*:`).test(given))
    .map(({ name, doc }) => ({ name, what: "argument", detail: doc }));
};
