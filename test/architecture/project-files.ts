import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { projectRoot } from "../support/kesc.ts";

/** One `import` or `export … from`. `to` is a path from the root, or a package's name. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly isPackage: boolean;
  readonly isTypeOnly: boolean;
  readonly isDynamic: boolean;
}

export interface TypeScriptFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Names of values and types that it exports itself; `undefined` stands for `export * from`. */
  readonly statements: readonly ts.Statement[];
}

/** Paths from the root, with `/`, of all files under a folder that end so. */
export const filesUnder = (folder: string, ending: string): readonly string[] => {
  if (!existsSync(join(projectRoot, folder))) return [];
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name).replaceAll("\\", "/"))
    .filter((path) => path.endsWith(ending))
    .sort();
};

export const readProjectFile = (path: string): string => readFileSync(join(projectRoot, path), "utf8");

export const typeScriptFiles = (...folders: readonly string[]): readonly TypeScriptFile[] =>
  folders.flatMap((folder) => filesUnder(folder, ".ts")).map(parse);

/** Files that git tracks or would, or (in an unpacked archive) nothing. */
export const trackedFiles = (): readonly string[] => {
  try {
    const listed = execFileSync("git", ["ls-files", "-z"], { cwd: projectRoot, encoding: "utf8" });
    return listed.split("\0").filter((path) => path !== "" && existsSync(join(projectRoot, path)));
  } catch {
    return [];
  }
};

const parse = (path: string): TypeScriptFile => {
  const text = readProjectFile(path);
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const add = (specifier: ts.Node | undefined, isTypeOnly: boolean, isDynamic = false): void => {
    if (!specifier || !ts.isStringLiteral(specifier)) return;
    const isPackage = !specifier.text.startsWith(".");
    const to = isPackage ? specifier.text : join(dirname(path), specifier.text).replaceAll("\\", "/");
    imports.push({ from: path, to, isPackage, isTypeOnly, isDynamic });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeImport(node));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false, true);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { path, text, imports, statements: [...file.statements] };
};

const isTypeImport = ({ importClause }: ts.ImportDeclaration): boolean => {
  if (!importClause) return false;
  if (importClause.isTypeOnly) return true;
  const { name, namedBindings } = importClause;
  return (
    !name &&
    !!namedBindings &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly)
  );
};
