/**
 * Writes `src/compiler/ops/registry.generated.ts` from the files beside it: whoever exports `primitives` or `surfaces` is in.
 * `--check` writes nothing and fails where the file is stale.
 */
import { readFile, readdir, writeFile } from "node:fs/promises";
import { format } from "prettier";
import type { Primitive } from "../src/compiler/ops/primitive.ts";
import type { Surface } from "../src/compiler/ops/surface.ts";

const folder = new URL("../src/compiler/ops/", import.meta.url);
const target = new URL("registry.generated.ts", folder);

interface OperationFile {
  readonly file: string;
  readonly alias: string;
  readonly primitives: readonly Primitive[] | undefined;
  readonly surfaces: readonly Surface[] | undefined;
}

const camel = (file: string): string =>
  file.replace(/\.ts$/, "").replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const readOperations = async (): Promise<readonly OperationFile[]> => {
  const files = (await readdir(folder))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".generated.ts"))
    .sort();
  const read = await Promise.all(
    files.map(async (file) => {
      const { primitives, surfaces } = (await import(new URL(file, folder).href)) as Partial<OperationFile>;
      return { file, alias: camel(file), primitives, surfaces };
    }),
  );
  return read.filter(({ primitives, surfaces }) => primitives?.length || surfaces?.length);
};

const demandDistinct = (names: readonly string[]): void => {
  const doubled = names.filter((name, i) => names.indexOf(name) !== i);
  if (doubled.length) throw new Error(`declared twice: ${doubled.join(", ")}`);
};

const importLine = ({ file, alias, primitives, surfaces }: OperationFile): string => {
  const names = [
    primitives?.length && `primitives as ${alias}Primitives`,
    surfaces?.length && `surfaces as ${alias}Surfaces`,
  ];
  return `import { ${names.filter(Boolean).join(", ")} } from "./${file}";`;
};

const table = (name: string, type: string, lists: readonly string[]): string =>
  `export const ${name}: ${type} = byName([${lists.map((list) => `...${list}`).join(", ")}]);`;

const write = (files: readonly OperationFile[]): Promise<string> => {
  const primitives = files.flatMap((file) => file.primitives ?? []).map(({ name }) => name);
  const surfaces = files.flatMap((file) => file.surfaces ?? []).map(({ name }) => name);
  demandDistinct(primitives);
  demandDistinct(surfaces);
  const text = [
    "// Written by scripts/generate-registry.ts from the files of this folder.",
    ...files.map(importLine),
    'import type { PrimitiveTable } from "./primitive.ts";',
    'import type { SurfaceTable } from "./surface.ts";',
    "",
    "/** All kinds of graph nodes: `satisfies Record<PrimitiveName, …>` makes a target's table total. */",
    `export type PrimitiveName = ${[...primitives]
      .sort()
      .map((name) => `"${name}"`)
      .join(" | ")};`,
    "",
    "const byName = <Row extends { readonly name: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>",
    "  new Map(rows.map((row) => [row.name, row]));",
    "",
    table(
      "primitiveTable",
      "PrimitiveTable",
      files.filter((file) => file.primitives?.length).map(({ alias }) => `${alias}Primitives`),
    ),
    "",
    "/** What a spec can place, by name. */",
    table(
      "surfaceTable",
      "SurfaceTable",
      files.filter((file) => file.surfaces?.length).map(({ alias }) => `${alias}Surfaces`),
    ),
  ].join("\n");
  return format(text, { parser: "typescript", printWidth: 120 });
};

const text = await write(await readOperations());
if (process.argv.includes("--check")) {
  const present = await readFile(target, "utf8").catch(() => "");
  if (present !== text) {
    console.error("src/compiler/ops/registry.generated.ts is stale: run `npx tsx scripts/generate-registry.ts`");
    process.exitCode = 1;
  }
} else await writeFile(target, text);
