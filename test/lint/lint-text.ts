import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import { memoryHost } from "../../src/base/host.ts";
import { openProgram, type Program } from "../../src/compiler/program.ts";
import { lint } from "../../src/lint/lint.ts";
import type { Level } from "../../src/lint/rule.ts";
import { ruleNames } from "../../src/lint/rule-names.generated.ts";

const prelude = readFileSync(fileURLToPath(new URL("../../specs/std/prelude.kes", import.meta.url)), "utf8");

export type Files = string | Readonly<Record<string, string>>;

export const programOf = (files: Files): Program =>
  openProgram(
    memoryHost({ "std/prelude.kes": prelude, ...(typeof files === "string" ? { "main.kes": files } : files) }),
  );

/** Every rule weighs as a warning, also what is off by default. */
export const everyRule: ReadonlyMap<string, Level> = new Map([...ruleNames.keys()].map((name) => [name, "warning"]));

/** What the linter says of `main.kes`, rules at the levels that they have by themselves. */
export const lintText = (files: Files, levels: ReadonlyMap<string, Level> = new Map()): readonly Diagnostic[] =>
  lint(programOf(files), "main.kes", { levels });

/** `naming: a function is …` */
export const told = (found: readonly Diagnostic[]): readonly string[] =>
  found.map(({ slug, message }) => `${slug}: ${message}`);
