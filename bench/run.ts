/**
 * `npm run bench -- NAME…`: runs `bench/NAME.ts`, which exports `run(): Promise<Row[]>`, prints the rows and writes them with the
 * machine and the versions to `bench/results/NAME.json`. Ends with 1 where a goal is missed.
 */
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { arch, cpus, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import manifest from "../package.json" with { type: "json" };
import type { Row } from "./row.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const isBench = (name: string): boolean =>
  name !== "run" && /^export const run\b/m.test(readFileSync(join(folder, `${name}.ts`), "utf8"));

const known = readdirSync(folder)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3))
  .filter(isBench);

const machine = () => ({
  processor: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release()} ${arch()}`,
});

const show = (value: number | null): string =>
  value === null ? "–" : value.toLocaleString("en", { maximumSignificantDigits: value >= 1000 ? 6 : 3 });

const table = (rows: readonly Row[]): string => {
  const head = ["", "ours", "peer", "unit", "ratio", "goal"];
  const cells = rows.map(({ what, ours, peer, ratio, unit, goal }) => [
    what,
    show(ours),
    show(peer),
    unit,
    ratio === null ? "–" : `${show(ratio)}×`,
    goal ? `${goal.met ? "met" : "MISSED"}: ${goal.text}` : "",
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i === 0 || i === 3 || i === 5 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  const notes = rows.flatMap(({ what, note }) => (note ? [`${what}: ${note}`] : []));
  return [line(head), ...cells.map(line), ...notes].join("\n");
};

const runOne = async (name: string): Promise<boolean> => {
  const { run } = (await import(pathToFileURL(join(folder, `${name}.ts`)).href)) as {
    run: () => Promise<readonly Row[]>;
  };
  const rows = await run();
  console.log(`\n${name}\n${table(rows)}`);
  const versions = { kesc: manifest.version, node: process.versions.node, v8: process.versions.v8 };
  const result = { version: 1, name, date: new Date().toISOString().slice(0, 10), machine: machine(), versions, rows };
  await mkdir(join(folder, "results"), { recursive: true });
  await writeFile(join(folder, "results", `${name}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
  return rows.every(({ goal }) => goal?.met ?? true);
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !known.includes(name));
if (names.length === 0 || unknown.length > 0) {
  console.error(`usage: npm run bench -- NAME…, one or more of ${known.join(", ")}`);
  process.exitCode = 2;
} else {
  for (const name of names) if (!(await runOne(name))) process.exitCode = 1;
}
