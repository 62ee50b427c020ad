#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";

// Most commands live for a fraction of a second, and V8 would spend half of the processor's time on optimizing code that is about
// to end. With a budget thirty times larger only what is truly hot is optimized; long jobs get there a few milliseconds later.
setFlagsFromString("--interrupt-budget=2000000");

const { runCli } = await import("./run-cli.ts");
process.exit(await runCli(process.argv.slice(2)));
