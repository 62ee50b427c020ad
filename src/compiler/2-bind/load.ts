import { diagnose, type Diagnostic, type Extra, type Fix } from "../../base/diagnostic.ts";
import type { Host, ReadProblem } from "../../base/host.ts";
import { nearest } from "../../base/nearest.ts";
import { span, type Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import { parseFile } from "../1-syntax/parse.ts";
import * as kinds from "../diagnostics/imports.ts";
import { importedPath, writtenPath } from "./import-path.ts";
import type { Library } from "./library.ts";
import type { Declared, Module } from "./module.ts";
import { resolveFile, type ImportedName } from "./resolve.ts";

export interface Loaded {
  /** Absent where the file can't be read. */
  readonly module?: Module;
  /** Of the file and of everything it imports. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Loader {
  /** Reads a file with all it imports, once. `path` as the host wants it. */
  load(path: string): Loaded;
  /** What has been read so far, by path. */
  readonly modules: ReadonlyMap<string, Module>;
}

/** Files of a chain of imports, each imported by the one before. */
const deepest = 100;

/** Modules as they were read last, by path: what hasn't changed since, nor anything it imports, is taken again as it is. */
export type ModuleCache = Map<string, Module>;

/** What has been read, and what is being read. */
interface Reading {
  readonly host: Host;
  readonly library: Library;
  readonly cache: ModuleCache;
  readonly modules: Map<string, Module>;
  readonly failed: Map<string, ReadProblem>;
  /** The files being read: each imports the next. */
  readonly way: string[];
}

/** Reads files and binds their names. Pure but for the host's files, of which it keeps what it has read. */
export const createLoader = (host: Host, library: Library, cache: ModuleCache = new Map()): Loader => {
  const reading: Reading = { host, library, cache, modules: new Map(), failed: new Map(), way: [] };
  const load = (path: string): Loaded => {
    const result = read(reading, path);
    if (!("kind" in result)) return { module: result, diagnostics: diagnosticsOf(result) };
    const at = span({ path, text: "" }, 0, 0);
    return { diagnostics: [describeProblem(result, path, at, nearFile(host, path))] };
  };
  return { load, modules: reading.modules };
};

const read = (reading: Reading, path: string): Module | ReadProblem => {
  const { modules, failed, way } = reading;
  const known = modules.get(path) ?? failed.get(path);
  if (known) return known;
  const result = reading.host.read(path);
  if ("problem" in result) {
    failed.set(path, result.problem);
    return result.problem;
  }
  way.push(path);
  const module = readBefore(reading, path, result.text) ?? bind(reading, path, result.text);
  way.pop();
  modules.set(path, module);
  reading.cache.set(path, module);
  return module;
};

/** The module of before, where its text and all that it imports are the same still. */
const readBefore = (reading: Reading, path: string, text: string): Module | undefined => {
  const before = reading.cache.get(path);
  if (before?.source.text !== text) return undefined;
  const imports = new Set<Module>();
  for (const item of before.file.items) {
    if (item.kind !== "Import") continue;
    const problems: Diagnostic[] = [];
    const module = follow(reading, path, item, problems);
    // What is missing now, or was, may not be so another time.
    if (!module || problems.length > 0) return undefined;
    imports.add(module);
  }
  const same = imports.size === before.imports.length && before.imports.every((module) => imports.has(module));
  return same ? before : undefined;
};

const bind = (reading: Reading, path: string, text: string): Module => {
  const { file, diagnostics } = parseFile({ path, text });
  const problems: Diagnostic[] = [];
  const imports = new Set<Module>();
  const importPaths = new Set<string>();
  const imported: ImportedName[] = [];
  for (const item of file.items) {
    if (item.kind !== "Import") continue;
    const module = follow(reading, path, item, problems);
    if (module) imports.add(module);
    const named = namedPath(path, item);
    if (named !== undefined) importPaths.add(named);
    for (const name of item.names) imported.push(pick(name, module, problems));
  }
  const resolved = resolveFile(file, imported, reading.library);
  const names = new Map<string, Declared>();
  const all = [...diagnostics, ...problems, ...resolved.diagnostics];
  const { uses } = resolved;
  const module: Module = {
    source: file.source,
    file,
    names,
    imports: [...imports],
    importPaths: [...importPaths],
    uses,
    diagnostics: all,
  };
  for (const [name, declared] of resolved.names) names.set(name, { ...declared, module: declared.module ?? module });
  return module;
};

/** The path that an import names, whether something is there or not; undefined where it is none. */
const namedPath = (from: string, { from: { parts } }: ast.Import): string | undefined => {
  const [text, ...rest] = parts;
  return typeof text === "string" && rest.length === 0 ? importedPath(from, text) : undefined;
};

/** The module that an import names; undefined after a report. */
const follow = (reading: Reading, from: string, item: ast.Import, problems: Diagnostic[]): Module | undefined => {
  const { host, way } = reading;
  const { from: literal } = item;
  const refuse = (diagnostic: Diagnostic): undefined => void problems.push(diagnostic);
  const [text] = literal.parts;
  if (typeof text !== "string" && text?.kind === "Missing") return undefined;
  const path = namedPath(from, item);
  if (path === undefined) {
    const facts = { path: literal.text.slice(1, -1) };
    return refuse(diagnose(kinds.importPath, literal.span, facts, withNear(host, from, literal)));
  }
  const start = way.indexOf(path);
  if (start >= 0) return refuse(diagnose(kinds.importCycle, literal.span, { chain: [...way.slice(start), path] }));
  if (way.length >= deepest) return refuse(diagnose(kinds.deepImports, literal.span, { most: deepest }));
  const result = read(reading, path);
  return "kind" in result ? refuse(describeProblem(result, path, literal.span, nearFile(host, path, literal))) : result;
};

/** What an imported name stands for; nothing where its file or the name is missing, so that its uses stay silent. */
const pick = (name: ast.Name, module: Module | undefined, problems: Diagnostic[]): ImportedName => {
  if (!module) return { name };
  const declared = module.names.get(name.text);
  if (declared?.module === module) return { name, declared };
  const own = [...module.names].filter(([, each]) => each.module === module).map(([each]) => each);
  const { path } = module.source;
  const near = declared ? undefined : nearest(name.text, own);
  const elsewhere = declared ? { elsewhere: declared.module.source.path } : {};
  // Where a declaration's name can't be read it may be the one that is sought.
  if (!module.names.has("")) {
    const facts = { name: name.text, path, ...elsewhere, ...(near !== undefined && { near }) };
    problems.push(diagnose(kinds.missingName, name.span, facts));
  }
  return { name };
};

/** A module's own diagnostics and those of all it imports, each file once. */
const diagnosticsOf = (module: Module): Diagnostic[] => {
  const seen = new Set<Module>();
  const found: Diagnostic[] = [];
  const visit = (each: Module): void => {
    if (seen.has(each)) return;
    seen.add(each);
    each.imports.forEach(visit);
    found.push(...each.diagnostics);
  };
  visit(module);
  return found;
};

const describeProblem = (problem: ReadProblem, path: string, at: Span, extra: Extra): Diagnostic => {
  switch (problem.kind) {
    case "missing":
      return diagnose(kinds.missingFile, at, { path }, extra);
    case "outside":
      return diagnose(kinds.outsideRoot, at, { path });
    default:
      return diagnose(kinds.unreadableFile, at, { path, reason: reasonOf(problem) });
  }
};

const reasonOf = (problem: Exclude<ReadProblem, { kind: "missing" } | { kind: "outside" }>): string => {
  switch (problem.kind) {
    case "directory":
      return "it is a folder";
    case "too-large":
      return `it has ${problem.bytes} bytes, more than ${problem.most} (4 MB)`;
    case "not-utf8":
      return `it is no UTF-8 text: byte ${problem.at} belongs to no character`;
    case "unreadable":
      return problem.reason;
  }
};

const folderOf = (path: string): string => path.split("/").slice(0, -1).join("/");
const nearFile = (host: Host, path: string, literal?: ast.StringLiteral): Extra => {
  const near = nearest(path, host.list(folderOf(path)));
  if (near === undefined) return {};
  const written = literal && writtenPath(literal.span.source.path, near);
  return { help: [`\`${near}\``], ...(written !== undefined && { fixes: [otherFile(literal!, written)] }) };
};
/** For `"units"`: the file beside, if there is one. */
const withNear = (host: Host, from: string, literal: ast.StringLiteral): Extra => {
  const [text] = literal.parts;
  if (typeof text !== "string") return {};
  const folder = folderOf(from);
  const beside = `${folder ? `${folder}/` : ""}${text.replace(/\.kes$/, "")}.kes`;
  if (!host.list(folder).includes(beside)) return {};
  return { help: [`\`"./${text}"\``], fixes: [otherFile(literal, `./${text}`)] };
};
const otherFile = ({ span: at }: ast.StringLiteral, path: string): Fix => ({
  title: `import from "${path}"`,
  edits: [{ span: at, text: `"${path}"` }],
});
