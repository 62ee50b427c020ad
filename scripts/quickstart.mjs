/**
 * `npm run quickstart`: installs, builds, fetches CIFAR-10 and trains a teacher, a student by itself and the same student under the teacher on
 * the WebAssembly engine. Without network it trains on the built-in synthetic pictures. Plain JavaScript, for it runs before anything is
 * installed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const EXAMPLE = "examples/02-teacher-and-student.kes";
const SHAPES = ["data=shapes(split: train, count: 5000)", "test=shapes(split: test, count: 2000)"];

const say = (line) => process.stderr.write(`\n${line}\n`);

/** Runs a program in the project's folder, its output to be seen. Gives its exit code. */
const run = (program, words) => {
  const { status, error, signal } = spawnSync(program, words, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32" && program === "npm",
  });
  if (error) throw error;
  if (signal) process.exit(signal === "SIGINT" ? 130 : 1);
  return status ?? 1;
};

const demand = (code, what) => {
  if (code === 0) return;
  say(`${what} failed, see above.`);
  process.exit(code);
};

/** npm writes its own note of what is installed; where it is older than the lock file, something has changed. */
const isInstalled = () => {
  const note = join(root, "node_modules/.package-lock.json");
  return existsSync(note) && statSync(note).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
};

const kesc = (...words) => run(process.execPath, [join(root, "dist/kesc.cjs"), ...words]);

if (Number(process.versions.node.split(".")[0]) < 20) {
  say(`Node ${process.versions.node} is too old: 20, 22 or 24 will do.`);
  process.exit(2);
}
if (!isInstalled()) {
  say("Installing …");
  demand(run("npm", ["ci", "--no-audit", "--no-fund"]), "npm ci");
}
say("Building …");
demand(run(process.execPath, ["scripts/build.mjs", "--no-types"]), "The build");

say("Fetching CIFAR-10 (139 MB, once) …");
const hasPictures = kesc("data", "get", "cifar10") === 0;
if (!hasPictures) say("CIFAR-10 is not to be had now; going on with coloured shapes, drawn from a seed.");

say(`Training the three networks of ${EXAMPLE}: some two minutes …`);
const begun = Date.now();
const other = hasPictures ? [] : SHAPES.flatMap((set) => ["--set", set]);
const code = kesc("train", EXAMPLE, "--all", "--engine", "wasm", ...other);
if (code === 0) {
  const seconds = Math.round((Date.now() - begun) / 1000);
  say(`Done in ${seconds} s. Open runs/enhanced-…/report.html; then change ${EXAMPLE} and train it again.`);
}
process.exitCode = code;
