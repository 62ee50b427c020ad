#!/usr/bin/env node
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { keepCompiledCode } from "./code-cache.ts";
import { endProcess } from "./stop-signal.ts";

/**
 * By V8's major version: how hot code must be before it is optimized, some thirty times hotter than usual. Most commands live for a
 * fraction of a second, and V8 would spend half of the processor's time on optimizing code that is about to end; long jobs get
 * there a few milliseconds later. A V8 that isn't listed is left alone: it would complain about a flag that it doesn't know.
 */
const PATIENCE: Readonly<Record<string, string>> = {
  11: "--interrupt-budget=2000000",
  12: "--invocation-count-for-turbofan=100000",
  13: "--invocation-count-for-turbofan=100000",
};
const patience = PATIENCE[process.versions.v8.split(".")[0] ?? ""];
if (patience !== undefined) setFlagsFromString(patience);

keepCompiledCode(join(dirname(fileURLToPath(import.meta.url)), "cli"));

void import("./run-cli.ts").then(async ({ runCli }) => endProcess(await runCli(process.argv.slice(2))));
