import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const projectRoot = fileURLToPath(new URL("../..", import.meta.url));
const bundle = join(projectRoot, "dist/kesc.cjs");
const lock = join(projectRoot, "node_modules/.kesc-build-lock");

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Bundles the command line, once for all test files, where a source is newer than the bundle. */
export const ensureBuilt = async (): Promise<void> => {
  for (let tries = 0; tries < 600; tries++) {
    if (isFresh()) return;
    try {
      mkdirSync(lock);
    } catch {
      if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > 60_000)
        rmSync(lock, { recursive: true, force: true });
      await sleep(100);
      continue;
    }
    try {
      const made = spawnSync(process.execPath, ["scripts/build.mjs", "--no-types"], {
        cwd: projectRoot,
        encoding: "utf8",
      });
      if (made.status !== 0) throw new Error(`the build failed:\n${made.stderr}`);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
};

const isFresh = (): boolean => {
  const built = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ["src", "grammar"].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" }).map((name) =>
      join(projectRoot, folder, name),
    ),
  );
  return [...sources, join(projectRoot, "package.json")].every(
    (path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < built,
  );
};

/** Runs `kesc` as a user does, as a process of its own. Call `ensureBuilt` before. Colours are off unless `env` says so. */
export const kesc = (
  words: readonly string[],
  { cwd = projectRoot, env = {}, input }: RunOptions = {},
): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    const child = startKesc(words, { cwd, env });
    let [out, err] = ["", ""];
    child.stdout.on("data", (text: string) => (out += text));
    child.stderr.on("data", (text: string) => (err += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err, ms: performance.now() - start }));
    child.stdin.end(input ?? "");
  });

/** The same, still running. Texts are UTF-8. */
export const startKesc = (
  words: readonly string[],
  { cwd = projectRoot, env = {} }: RunOptions = {},
): ChildProcessWithoutNullStreams => {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(FORCE_COLOR|NO_COLOR|NODE_OPTIONS)$/.test(name)),
  );
  const child = spawn(process.execPath, [bundle, ...words], { cwd, env: { ...inherited, ...env } });
  child.stdout.setEncoding("utf8");
  child.stderr.setEncoding("utf8");
  return child;
};
