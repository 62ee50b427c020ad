import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { memoryHost } from "../../src/base/host.ts";
import { createLoader, type Loaded } from "../../src/compiler/2-bind/load.ts";
import type { Library } from "../../src/compiler/2-bind/library.ts";
import { openProgram } from "../../src/compiler/program.ts";

const prelude = readFileSync(fileURLToPath(new URL("../../specs/std/prelude.kes", import.meta.url)), "utf8");

let opened: Library | undefined;
/** The library as a program has it. */
export const library = (): Library => (opened ??= openProgram(memoryHost({ "std/prelude.kes": prelude })).library);

type Files = string | Readonly<Record<string, string>>;

/** Reads `main.kes` and binds its names; nothing is elaborated. */
export const load = (files: Files): Loaded =>
  createLoader(memoryHost(typeof files === "string" ? { "main.kes": files } : files), library()).load("main.kes");

export const codesOf = (files: Files): readonly string[] => load(files).diagnostics.map(({ code }) => code);
export const helpOf = (files: Files): readonly string[] => load(files).diagnostics.flatMap(({ help }) => help);
