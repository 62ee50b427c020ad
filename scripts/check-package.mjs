/**
 * Packs the project, installs the archive alone into an empty folder and uses it as a stranger would: the command, the
 * TypeScript API with its types, the Prettier plugin. Prints a line for each, ends with 1 at the first that fails.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "kesc-package-"));

const run = (what, command, words, { cwd = folder, expected = 0 } = {}) => {
  const made = spawnSync(command, words, { cwd, encoding: "utf8" });
  if (made.status !== expected) {
    console.error(`${what}: ${command} ${words.join(" ")} ended with ${made.status}\n${made.stdout}${made.stderr}`);
    process.exit(1);
  }
  return made.stdout;
};

const said = (what, condition, more = "") => {
  if (!condition) {
    console.error(`failed: ${what} ${more}`);
    process.exit(1);
  }
  console.log(`ok: ${what}${more && ` (${more})`}`);
};

try {
  const [packed] = JSON.parse(run("pack", "npm", ["pack", "--json", "--pack-destination", folder], { cwd: root }));
  const names = packed.files.map(({ path }) => path);
  for (const needed of [
    "LICENSE",
    "README.md",
    "CHANGELOG.md",
    "dist/kesc.cjs",
    "dist/index.js",
    "schemas/kes.config.schema.json",
  ]) {
    said(`the archive holds ${needed}`, names.includes(needed));
  }
  said(
    "the archive holds the library's specs",
    names.some((name) => name.startsWith("specs/") && name.endsWith(".kes")),
  );
  const strange = names.filter((name) => /^(src|test|bench|node_modules|grammar|scripts)\//.test(name));
  said("the archive holds no source, test or bench", strange.length === 0, strange.join(" "));
  said("size of the archive", packed.size < 3_000_000, `${(packed.size / 1024).toFixed(0)} KiB, ${names.length} files`);

  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "stranger", private: true, type: "module" }));
  run("install", "npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", join(folder, packed.filename)]);
  const installed = JSON.parse(readFileSync(join(folder, "node_modules/kesc/package.json"), "utf8"));
  const kesc = join(folder, "node_modules/.bin/kesc");
  said("`kesc --version`", run("version", kesc, ["--version"]).trim() === installed.version, installed.version);
  said("`kesc --help` lists commands", run("help", kesc, ["--help"]).includes("check"));
  said("`kesc explain` lists errors", /KES\d{4}/.test(run("explain", kesc, ["explain"])));

  cpSync(join(root, "test/package/stranger"), folder, { recursive: true });
  const good = join(folder, "good.kes");
  if (existsSync(good)) {
    run("check", kesc, ["check", good]);
    run("check", kesc, ["check", join(folder, "bad.kes")], { expected: 1 });
    said("`kesc check` tells good from bad", true);
  }
  run("api", process.execPath, ["use-api.mjs"]);
  said("the API runs from JavaScript", true);
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  for (const [module, resolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ]) {
    const compilerOptions = {
      noEmit: true,
      strict: true,
      target: "es2022",
      module,
      moduleResolution: resolution,
      types: [],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use-types.ts"] }));
    run("types", process.execPath, [tsc, "-p", "tsconfig.json"]);
    said(`the API has types under --moduleResolution ${resolution}`, true);
  }
  const bytes = statSync(join(folder, "node_modules/kesc/dist/kesc.cjs")).size;
  said("the entry is small", bytes < 200_000, `${(bytes / 1024).toFixed(0)} KiB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
