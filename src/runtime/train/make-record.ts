import { arch, cpus, platform, release, totalmem } from "node:os";
import type { RunRecord } from "../runs/run-folder.ts";
import type { Prepared } from "./prepare.ts";
import type { Shares } from "./progress.ts";
import type { TrainOptions } from "./train.ts";
import type { Trainable } from "./trainable.ts";

/** What `run.json` tells of a run that has ended. */
export const makeRecord = (
  { recipe, spec }: Trainable,
  { data, test, facts, identity }: Prepared,
  { engine, version }: TrainOptions,
  { started, seconds, result }: { readonly started: Date; readonly seconds: number; readonly result: Shares },
): RunRecord => ({
  format: 1,
  recipe: recipe.name,
  identity,
  spec,
  versions: { kesc: version ?? "unknown", node: process.version, engine: engine.version },
  engine: engine.name,
  threads: engine.threads,
  machine: {
    system: `${platform()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryBytes: totalmem(),
  },
  seed: recipe.seed,
  batch: recipe.batch,
  data: data.facts,
  test: test?.facts ?? null,
  network: {
    name: facts.network,
    parameters: Number(facts.counts.parameters),
    state: Number(facts.counts.state),
    multiplyAdds: facts.counts.multiplyAdds.toString(),
  },
  steps: facts.totalSteps,
  epochs: facts.epochs,
  started: started.toISOString(),
  seconds,
  result,
});
