import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { scan } from "../grammar/scan.ts";
import type * as parser from "../src/compiler/1-syntax/parse.ts";
import { interleave, timed, timedProcess } from "./measure.ts";
import type { Row } from "./row.ts";
import { specPart } from "./spec-part.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const kesc = join(root, "dist/kesc.cjs");
const python = "/usr/bin/python3";
const TORCH = join(root, "bench/torch/table1.py");
const TABLE1 = join(root, "specs/paper/table1.kes");

/** Cold processes of the bundled command line (run `npm run build` before), and the parser in a warm one. */
export const run = async (): Promise<readonly Row[]> => [
  await coldStart(),
  await coldCheck(),
  await warmParser(),
  await coldParams(),
];

const coldStart = async (): Promise<Row> => {
  const ms = await interleave(
    {
      ours: () => timedProcess(process.execPath, [kesc, "--version"]),
      node: () => timedProcess(process.execPath, ["-e", "0"]),
    },
    { rounds: 15 },
  );
  return {
    what: "kesc --version, cold",
    ours: ms.ours,
    peer: ms.node,
    ratio: null,
    unit: "ms",
    note: "peer: an empty Node process",
  };
};

/** Distinct blocks and models of a usual kind, `lines` lines in all. */
const longSpec = (lines: number): string => {
  const parts: string[] = [];
  for (let i = 0; parts.length * 20 < lines; i++) parts.push(specPart(String(i)));
  return parts.join("");
};

const coldCheck = async (): Promise<Row> => {
  const folder = mkdtempSync(join(tmpdir(), "kesc-bench-"));
  try {
    const file = join(folder, "long.kes");
    const text = longSpec(1000);
    writeFileSync(file, text);
    const ms = await interleave({ ours: () => timedProcess(process.execPath, [kesc, "check", file]) }, { rounds: 15 });
    const what = `kesc check, ${text.split("\n").length - 1} lines, cold`;
    return {
      what,
      ours: ms.ours,
      peer: null,
      ratio: null,
      unit: "ms",
      goal: { text: "under 300 ms", met: ms.ours < 300 },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

type Parse = Pick<typeof parser, "parseFile">;

/** The parser as it is shipped, bundled: what runs a script from its sources makes it several times slower. */
const bundledParser = async (folder: string): Promise<Parse> => {
  const outfile = join(folder, "parse.mjs");
  const entryPoints = [join(root, "src/compiler/1-syntax/parse.ts")];
  await build({ entryPoints, outfile, bundle: true, format: "esm", platform: "node", logLevel: "error" });
  return (await import(pathToFileURL(outfile).href)) as Parse;
};

const warmParser = async (): Promise<Row> => {
  const source = { path: "long.kes", text: longSpec(4000) };
  const tokens = countTokens(source);
  const folder = mkdtempSync(join(tmpdir(), "kesc-bench-"));
  const { parseFile } = await bundledParser(folder).finally(() => rmSync(folder, { recursive: true, force: true }));
  const ms = await interleave({ ours: () => timed(() => parseFile(source)) }, { rounds: 60, warmUp: 60 });
  const rate = (tokens / ms.ours) * 1000;
  const goal = { text: "at least 1 million", met: rate >= 1e6 };
  return { what: "scanner, parser and tree, warm", ours: rate, peer: null, ratio: null, unit: "tokens/s", goal };
};

const countTokens = (source: { readonly path: string; readonly text: string }): number => scan(source).tokens.length;

const hasTorch = (): boolean =>
  existsSync(TORCH) && spawnSync(python, ["-c", "import torch"], { stdio: "ignore" }).status === 0;

const coldParams = async (): Promise<Row> => {
  const what = "kesc params specs/paper/table1.kes, cold";
  const ours = () => timedProcess(process.execPath, [kesc, "params", TABLE1]);
  if (!hasTorch()) {
    const ms = await interleave({ ours }, { rounds: 15 });
    return {
      what,
      ours: ms.ours,
      peer: null,
      ratio: null,
      unit: "ms",
      note: "no peer: this machine has no Python with torch",
    };
  }
  const ms = await interleave({ ours, torch: () => timedProcess(python, [TORCH]) }, { rounds: 9 });
  const ratio = ms.torch / ms.ours;
  const goal = { text: "at least 4 times faster", met: ratio >= 4 };
  const torch = spawnSync(python, ["-c", "import torch; print(torch.__version__)"], { encoding: "utf8" }).stdout.trim();
  return {
    what,
    ours: ms.ours,
    peer: ms.torch,
    ratio,
    unit: "ms",
    goal,
    note: `peer: ${firstLine(TORCH)} (torch ${torch})`,
  };
};

const firstLine = (path: string): string =>
  readFileSync(path, "utf8")
    .split("\n")[0]
    ?.replace(/^[#"\s]+|["\s]+$/g, "") ?? path;
