/**
 * `npm run generate`: writes every committed file that is made from others. With `--check` it writes nothing and ends with 1
 * where a file is not what it would write. Each `scripts/generate/<what>.ts` exports `generate()`: the texts by path from the
 * project's root; a `scripts/generate-<what>.ts` is a script of its own that knows `--check`.
 */
import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { format } from "prettier";

export type Generate = () => Promise<ReadonlyMap<string, string>>;

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "scripts/generate");

const check = process.argv.includes("--check");
const stale: string[] = [];
for (const script of (await readdir(join(root, "scripts"))).filter((file) => /^generate-.*\.ts$/.test(file)).sort()) {
  const words = ["--import", "tsx", join(root, "scripts", script), ...(check ? ["--check"] : [])];
  if (spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" }).status !== 0) process.exitCode = 1;
}
for (const name of (await readdir(folder)).filter((file) => file.endsWith(".ts")).sort()) {
  const { generate } = (await import(pathToFileURL(join(folder, name)).href)) as { generate?: Generate };
  if (!generate) continue;
  for (const [path, raw] of await generate()) {
    const text = path.endsWith(".ts") ? await format(raw, { parser: "typescript", printWidth: 120 }) : raw;
    const old = await readFile(join(root, path), "utf8").catch(() => undefined);
    if (old === text) continue;
    stale.push(path);
    if (check) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}
for (const path of stale) console.log(`${check ? "stale" : "wrote"} ${path}`);
if (check && stale.length > 0) {
  console.log("`npm run generate` writes them.");
  process.exitCode = 1;
}
