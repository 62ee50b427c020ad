/**
 * `npm run build`: bundles for Node into dist/ (split so that a command loads only what it needs) and types.
 * Everything is bundled but what the package's `dependencies` name: those are too large (TensorFlow.js) or shared with the user
 * (Prettier).
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const external = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).flatMap((name) => [
  name,
  `${name}/*`,
]);

/** `from "./a/b.ts"` and `import("./a/b.ts")` in a declaration. */
const RELATIVE = /((?:from|import\()\s*")(\.{1,2}\/[^"]*)\.ts"/g;

/** Folders of chunks, below `dist`. */
const CHUNKS = [join(root, "dist/chunks"), join(root, "dist/cli")];

/** Bundled CommonJS packages ask for Node's own modules with `require`, which an ES module lacks. */
const REQUIRE =
  'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);';

/** What an ES module knows of its place, for a CommonJS one. */
const PLACE = 'const __place = require("node:url").pathToFileURL(__filename).href;';

const LIBRARIES = { index: "src/index.ts", training: "src/training.ts", prettier: "src/prettier/index.ts" };

const common = {
  absWorkingDir: root,
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "warning",
  write: false,
};

replaceBundles([...(await buildLibraries()), ...(await buildCommandLine())]);
if (!process.argv.includes("--no-types")) emitTypes();

/** ES modules for `import "kesc"`. */
async function buildLibraries() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: LIBRARIES,
    chunkNames: "chunks/[name]-[hash]",
    banner: { js: REQUIRE },
  });
  return outputFiles.map(({ path, text }) => ({ path, text }));
}

/**
 * The command line, a chunk a command, as CommonJS: Node 20 can keep compiled code of such modules alone (src/cli/code-cache.ts). Only
 * ES modules can be split, so each chunk is rewritten afterwards. The names of chunks are hashes of what they and those below them hold.
 */
async function buildCommandLine() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: { kesc: "src/cli/main.ts" },
    chunkNames: "cli/[name]-[hash]",
    outExtension: { ".js": ".cjs" },
  });
  return Promise.all(outputFiles.map(async ({ path, text }) => ({ path, text: await asCommonJs(text) })));
}

async function asCommonJs(text) {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: "node20",
    supported: { "dynamic-import": false },
    define: { "import.meta.url": "__place" },
    banner: PLACE,
    minifySyntax: true,
    minifyWhitespace: true,
  });
  return code;
}

/** Chunks first, then what names them, each whole or not at all: a `kesc` that runs meanwhile keeps working. */
function replaceBundles(files) {
  const isChunk = ({ path }) => CHUNKS.includes(dirname(path));
  for (const { path, text } of [...files].sort((a, b) => Number(isChunk(b)) - Number(isChunk(a)))) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.${process.pid}`, text);
    renameSync(`${path}.${process.pid}`, path);
  }
  const current = new Set(files.map(({ path }) => path));
  for (const folder of [join(root, "dist"), ...CHUNKS]) {
    for (const name of readdirSync(folder)) {
      if (/\.c?js$/.test(name) && !current.has(join(folder, name))) rmSync(join(folder, name), { force: true });
    }
  }
}

/** Declarations of what the entries' own ones reach, with `.js` endings, which every setting of TypeScript resolves. */
function emitTypes() {
  rmSync(join(root, "dist/types"), { recursive: true, force: true });
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const made = spawnSync(process.execPath, [tsc, "-p", "tsconfig.types.json"], { cwd: root, encoding: "utf8" });
  if (made.status !== 0) {
    process.stderr.write(made.stdout + made.stderr);
    process.exitCode = 1;
  }
  const folder = join(root, "dist/types");
  const reached = new Set();
  const open = ["src/index.d.ts", "src/training.d.ts", "src/prettier/index.d.ts"]
    .map((path) => join(folder, path))
    .filter((path) => existsSync(path));
  while (open.length > 0) {
    const path = open.pop();
    if (reached.has(path)) continue;
    reached.add(path);
    const text = readFileSync(path, "utf8").replace(RELATIVE, (_, start, name) => {
      open.push(join(dirname(path), `${name}.d.ts`));
      return `${start}${name}.js"`;
    });
    writeFileSync(path, text);
  }
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (path.endsWith(".d.ts") && !reached.has(path)) rmSync(path);
  }
}
