import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../package.json" with { type: "json" };
import { layeredHost, memoryHost } from "../src/base/host.ts";
import { nodeHost } from "../src/cli/node-host.ts";
import { openProgram } from "../src/compiler/program.ts";
import type { Engine } from "../src/runtime/engines/engine.ts";
import { openEngine } from "../src/runtime/engines/open-engine.ts";
import { openTrainable } from "../src/runtime/train/open-trainable.ts";
import { trainOpened } from "../src/runtime/train/train.ts";
import type { Trainable } from "../src/runtime/train/trainable.ts";
import type { Row } from "./row.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const python = "/usr/bin/python3";
const RUN_FILE = "bench/accuracy-run.kes";

/** What is trained; `bench/accuracy.kes` says the rest. */
interface Plan {
  /** Folder in CIFAR-10's binary layout, absolute. */
  readonly data: string;
  readonly depth: number;
  readonly epochs: number;
  readonly seeds: number;
  /** Pictures to train on and to test on. */
  readonly first: number;
  readonly test: number;
}

/**
 * Hours on two cores. KES_BENCH_DATA names another folder of CIFAR-10's than `data/cifar-10-batches-bin`; with KES_BENCH_QUICK both sides
 * only show in minutes that they run.
 */
const plan = (): Plan => {
  const data = process.env["KES_BENCH_DATA"] ?? join(root, "data", "cifar-10-batches-bin");
  return process.env["KES_BENCH_QUICK"]
    ? { data, depth: 16, epochs: 1, seeds: 1, first: 320, test: 100 }
    : { data, depth: 40, epochs: 20, seeds: 3, first: 4000, test: 1000 };
};

/** The same recipe in kes and in PyTorch, one after the other, each from several seeds. */
export const run = async (): Promise<readonly Row[]> => {
  const asked = plan();
  const ours = await trainOurs(asked);
  const peer = await trainPeer(asked);
  const [mean, peerMean] = [meanOf(ours), peer && meanOf(peer)];
  const what = `KENet(2, 2), depth ${asked.depth}, ${asked.epochs} epochs: mean of ${asked.seeds} seeds`;
  const row = { what, ours: mean, unit: "% error" };
  if (!peer || peerMean === undefined)
    return [
      { ...row, peer: null, ratio: null, note: `${listed(ours)}; no peer: this machine has no Python with torch` },
    ];
  const note = `ours ${listed(ours)}; PyTorch ${listed(peer)}`;
  if (process.env["KES_BENCH_QUICK"])
    return [{ ...row, peer: peerMean, ratio: null, note: `${note}; quick: says nothing` }];
  const goal = { text: "within 2.5 points of PyTorch", met: Math.abs(mean - peerMean) <= 2.5 };
  return [{ ...row, peer: peerMean, ratio: peerMean / mean, goal, note }];
};

const meanOf = (errors: readonly number[]): number => errors.reduce((sum, error) => sum + error, 0) / errors.length;
const listed = (errors: readonly number[]): string => errors.map((error) => error.toFixed(1)).join(", ");

const trainOurs = async (asked: Plan): Promise<readonly number[]> => {
  const engine = await openEngine("wasm");
  console.log(`kes ${manifest.version}, ${engine.describe()}`);
  const errors: number[] = [];
  for (let seed = 1; seed <= asked.seeds; seed++) errors.push(await trainSeed(asked, seed, engine));
  return errors;
};

/** The recipe of `bench/accuracy.kes` with the plan's numbers. */
const recipeText = ({ data, depth, epochs, first, test }: Plan, seed: number): string => {
  const path = JSON.stringify(data);
  const drops = [8, 14, 18].map((epoch) => `${(epoch * epochs) / 20} epochs`).join(", ");
  return `import { baseline } from "./accuracy"
import { WRN, KENetUnit } from "paper/table1"

train seeded extends baseline {
  model    = WRN(${depth}, 2, unit: KENetUnit(2, 2))
  data     = cifar10(path: ${path}, split: train, first: ${first})
  test     = cifar10(path: ${path}, split: test, first: ${test})
  schedule = steps(at: [${drops}], factor: 0.2)
  length   = ${epochs} epochs
  seed     = ${seed}
}
`;
};

const openSeed = (asked: Plan, seed: number): Trainable => {
  const host = layeredHost(memoryHost({ [RUN_FILE]: recipeText(asked, seed) }), nodeHost({ root }));
  const [trainable, diagnostics] = openTrainable(openProgram(host), RUN_FILE, "seeded");
  if (!trainable) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return trainable;
};

/** The test error in percent. */
const trainSeed = async (asked: Plan, seed: number, engine: Engine): Promise<number> => {
  const [summary, problems] = await trainOpened(openSeed(asked, seed), {
    engine,
    folders: { root, data: join(root, "data") },
    runsFolder: join(root, "runs"),
    version: manifest.version,
    unfinished: "fresh",
    onProgress: (progress) => {
      if (progress.kind !== "epoch") return;
      const { epoch, epochs, loss, seconds, secondsLeft = NaN } = progress;
      const rounded = [seconds, secondsLeft].map(Math.round);
      console.error(
        `  seed ${seed}, epoch ${epoch}/${epochs}: loss ${loss.toFixed(4)}, ${rounded.join(" s, ")} s left`,
      );
    },
  });
  const share = summary?.result.error;
  if (!summary || share === undefined) throw new Error(problems.map(({ message }) => message).join("\n"));
  console.log(`kes, seed ${seed}: ${(100 * share).toFixed(1)} % error, ${Math.round(summary.seconds)} s`);
  return 100 * share;
};

/** Undefined where this machine lacks torch. */
const trainPeer = async (asked: Plan): Promise<readonly number[] | undefined> => {
  if (spawnSync(python, ["-c", "import torch"], { stdio: "ignore" }).status !== 0) return undefined;
  const options = {
    depth: asked.depth,
    epochs: asked.epochs,
    seeds: asked.seeds,
    first: asked.first,
    test: asked.test,
  };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const text = await output(python, [join(root, "bench/torch/train.py"), asked.data, ...words]);
  const { torch, runs } = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as PeerResult;
  for (const { seed, error, seconds } of runs)
    console.log(`PyTorch ${torch}, seed ${seed}: ${error.toFixed(1)} % error, ${Math.round(seconds)} s`);
  return runs.map(({ error }) => error);
};

interface PeerResult {
  readonly torch: string;
  readonly runs: readonly { readonly seed: number; readonly error: number; readonly seconds: number }[];
}

/** What a process wrote; what it says besides goes to our standard error. */
const output = (command: string, words: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(text) : reject(new Error(`${command} ended with ${code}`))));
  });
