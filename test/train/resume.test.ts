import { spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import type { RunRecord } from "../../src/runtime/runs/run-record.ts";
import type { Progress } from "../../src/runtime/train/progress.ts";
import { trainOpened, type TrainOptions } from "../../src/runtime/train/train.ts";
import { ensureBuilt, kesc, projectRoot } from "../support/kesc.ts";
import { littleSpec, littleTrainable } from "./little-spec.ts";

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kes-resume-"));
  engine = await openEngine("cpu");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const optionsIn = (runs: string, more: Partial<TrainOptions> = {}): TrainOptions => ({
  engine,
  folders: { root: folder, data: folder },
  runsFolder: join(folder, runs),
  ...more,
});

/** Stops a run after three steps; gives its folder. */
const begin = async (runs: string): Promise<string> => {
  const stop = new AbortController();
  const onProgress = (progress: Progress): void => {
    if (progress.kind === "step" && progress.step === 3) stop.abort();
  };
  const [summary] = await trainOpened(littleTrainable(), optionsIn(runs, { signal: stop.signal, onProgress }));
  return summary!.folder;
};
const codesOf = async (runs: string, more: Partial<TrainOptions> = {}): Promise<readonly string[]> =>
  (await trainOpened(littleTrainable(), optionsIn(runs, more)))[1].map(({ code }) => code);

describe("a run that was begun", () => {
  it("is in the way of the same one, until it is said what is to happen", async () => {
    const first = await begin("twice");
    expect(await codesOf("twice")).toEqual(["KES5108"]);
    expect(await codesOf("twice", { unfinished: "fresh" })).toEqual([]);
    expect(await readdir(join(folder, "twice"))).toEqual([first.split("/").at(-1)]);
  });

  it("is left alone while a living process trains it", async () => {
    const run = await begin("living");
    const file = join(run, "run.json");
    const record = JSON.parse(await readFile(file, "utf8")) as RunRecord;
    const other = { ...record, state: "running", process: { id: process.ppid, host: hostname() } };
    await writeFile(file, JSON.stringify(other));
    expect(await codesOf("living", { unfinished: "resume" })).toEqual(["KES5109"]);
  });

  it("is taken as finished only where it is whole", async () => {
    const [summary] = await trainOpened(littleTrainable(), optionsIn("damaged"));
    await truncate(join(summary!.folder, "weights.safetensors"), 500);
    expect(await codesOf("damaged")).toEqual(["KES5102"]);
    expect(await codesOf("damaged", { unfinished: "fresh" })).toEqual([]);
  });

  it("tells no speed of an epoch whose steps were all done before", async () => {
    const stop = new AbortController();
    const [{ folder: at = "" } = {}] = await trainOpened(
      littleTrainable(),
      optionsIn("edge", {
        signal: stop.signal,
        onProgress: (progress) => {
          if (progress.kind === "test") stop.abort(); // behind the last step
        },
        testEvery: 1,
      }),
    );
    const epochs: Extract<Progress, { kind: "epoch" }>[] = [];
    await trainOpened(
      littleTrainable(),
      optionsIn("edge", {
        unfinished: "resume",
        onProgress: (progress) => void (progress.kind === "epoch" && epochs.push(progress)),
      }),
    );
    expect(
      epochs.map(({ imagesPerSecond, secondsLeft }) => [imagesPerSecond === undefined, secondsLeft === undefined]),
    ).toEqual([
      [true, true],
      [false, false],
    ]);
    const [first = "", second = ""] = (await readFile(join(at, "metrics.jsonl"), "utf8")).split("\n");
    expect(first).not.toMatch(/seconds?"/);
    expect(second).toMatch(/"images_per_second":[\d.]+,"seconds":/);
  });

  it("can't go on from a checkpoint that was cut", async () => {
    const run = await begin("cut");
    await truncate(join(run, "checkpoint.safetensors"), 500);
    expect(await codesOf("cut", { unfinished: "resume" })).toEqual(["KES5113"]);
    expect(await codesOf("cut", { unfinished: "fresh" })).toEqual([]);
  });

  it("names the last good checkpoint where a number is lost later", async () => {
    // The rate is so high that the weights run away, but not before some epochs are kept.
    const changes = { optimizer: "sgd(lr: 100)", schedule: undefined, length: "30 epochs", augment: undefined };
    const [summary, [problem]] = await trainOpened(littleTrainable(changes), optionsIn("lost"));
    expect([summary?.state, problem?.code]).toEqual(["failed", "KES5104"]);
    expect(problem!.notes.join()).toMatch(/checkpoint\.safetensors` holds the weights after step \d+, which were good/);
  });

  it("goes on after a kill in the middle, to the same bits", async () => {
    await ensureBuilt();
    await writeFile(join(folder, "net.kes"), littleSpec());
    const words = ["train", "net.kes", "--engine", "cpu", "--set", "length=60epochs"];
    const child = spawn(process.execPath, [join(projectRoot, "dist/kesc.cjs"), ...words, "--runs", "killed"], {
      cwd: folder,
    });
    await new Promise<void>((resolve) => {
      child.stderr.on("data", (text: Buffer) => {
        if (/epoch +[3-9]\//.test(String(text))) child.kill("SIGKILL");
      });
      child.on("close", () => resolve());
    });
    expect(child.signalCode).toBe("SIGKILL");
    const { out, err } = await kesc(["runs", "killed"], { cwd: folder });
    expect(out.split("\n")[1]).toMatch(/^\S+ +stopped /);
    expect(err).toMatch(
      /its checkpoint is of step \d+ of \d+\n {2}go on: kesc train net\.kes\S* .*--runs killed .*--resume\n/,
    );
    const resumed = await kesc([...words, "--runs", "killed", "--resume"], { cwd: folder });
    expect([resumed.code, resumed.err]).toEqual([0, expect.stringContaining("goes on after step")]);
    await kesc([...words, "--runs", "whole"], { cwd: folder });
    const [name] = await readdir(join(folder, "whole"));
    const weights = (runs: string) => readFile(join(folder, runs, name!, "weights.safetensors"));
    expect((await weights("killed")).equals(await weights("whole"))).toBe(true);
  });
});
