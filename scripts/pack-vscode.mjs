/**
 * `npm run vscode`: bundles the extension of editors/vscode, puts a `kesc` into it that reads, checks and draws specs (to train it needs
 * the package with TensorFlow.js), and packs both as `editors/vscode/kes-VERSION.vsix`. `--bundle-only` stops before the packing, which fetches
 * @vscode/vsce.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const VSCE = "@vscode/vsce@3.9";

const root = fileURLToPath(new URL("..", import.meta.url));
const extension = join(root, "editors/vscode");
const server = join(extension, "server");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "warning",
};

await bundleClient();
await bundleServer();
copyTexts();
if (!process.argv.includes("--bundle-only")) pack();

/** The editor gives `vscode`; all else is inside. */
async function bundleClient() {
  await build({
    ...common,
    entryPoints: [join(extension, "src/extension.ts")],
    outfile: join(extension, "dist/extension.cjs"),
    format: "cjs",
    external: ["vscode"],
  });
}

/** A chunk a command, without what only training needs. */
async function bundleServer() {
  rmSync(server, { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: { kesc: "src/cli/main.ts" },
    outdir: join(server, "dist"),
    outExtension: { ".js": ".mjs" },
    chunkNames: "cli/[name]-[hash]",
    format: "esm",
    splitting: true,
    external: ["@tensorflow/*", "sharp"],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);',
    },
  });
}

/** The library's specs, the pages that codes link to, and what the marketplace shows. */
function copyTexts() {
  cpSync(join(root, "specs"), join(server, "specs"), { recursive: true });
  for (const page of ["diagnostics.md", "lint.md"])
    cpSync(join(root, "docs/reference", page), join(server, "docs/reference", page));
  mkdirSync(join(extension, "schemas"), { recursive: true });
  cpSync(join(root, "schemas/kes.config.schema.json"), join(extension, "schemas/kes.config.schema.json"));
}

/** In a folder of its own, so that the archive holds nothing else and the version is the package's. */
function pack() {
  const folder = mkdtempSync(join(tmpdir(), "kes-vscode-"));
  try {
    cpSync(extension, folder, { recursive: true, filter: (path) => !path.endsWith(".vsix") });
    for (const name of ["LICENSE", "CHANGELOG.md"]) cpSync(join(root, name), join(folder, name));
    const own = JSON.parse(readFileSync(join(extension, "package.json"), "utf8"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ ...own, version: manifest.version }, undefined, 2));
    const out = join(extension, `kes-${manifest.version}.vsix`);
    const words = ["--yes", VSCE, "package", "--no-dependencies", "--allow-missing-repository", "--out", out];
    const made = spawnSync("npx", words, { cwd: folder, encoding: "utf8" });
    process.stdout.write(made.stdout ?? "");
    if (made.status !== 0) {
      process.stderr.write(made.stderr ?? String(made.error));
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
