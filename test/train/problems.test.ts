import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Engine } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { planTraining } from "../../src/runtime/train/plan-training.ts";
import { PROGRAM_BYTES } from "../../src/runtime/execute/engine-room.ts";
import { littleTrainable } from "./little-spec.ts";

/** Room for a few pictures. */
const SMALL = Number(PROGRAM_BYTES) + 400_000;

let engine: Engine;
let folder: string;
beforeAll(async () => {
  engine = await openEngine("cpu");
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kes-problems-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const problemsOf = async (
  changes: Parameters<typeof littleTrainable>[0],
  change: Partial<Engine> = {},
  runs = "runs",
) => {
  const options = {
    engine: { ...engine, ...change },
    folders: { root: folder, data: folder },
    runsFolder: join(folder, runs),
  };
  return (await planTraining([littleTrainable(changes)], options))[1];
};
const messages = async (...args: Parameters<typeof problemsOf>): Promise<readonly string[]> =>
  (await problemsOf(...args)).map(({ code, message }) => `${code} ${message}`);

describe("before the first step", () => {
  it("nothing is wrong with a good recipe", async () => expect(await messages({})).toEqual([]));

  it("a batch larger than the data", async () =>
    expect(await messages({ batch: "65" })).toEqual([
      "KES4103 a batch of 65 is more than `shapes train` has: 64 pictures",
    ]));

  it("a length of no step", async () =>
    expect(await messages({ length: "0.1 epochs" })).toEqual(["KES4108 `length = 0.1 epochs` is less than one step"]));

  it("classes that differ", () =>
    expect(() => littleTrainable({ model: "Net(5)", loss: "Gap" })).toThrow(
      "KES4104 the network's `logits` has [class 5], but `shapes` has 4 classes",
    ));

  it("a schedule that never ends", async () =>
    expect(await messages({ schedule: "[cosine(to: 0), warmup(4 steps)]" })).toEqual([
      "KES4101 `cosine` has no end, so the schedules after it never come",
    ]));

  it("what can't be trained with yet", async () => {
    expect(await messages({ start: '"w.safetensors"' })).toEqual([
      "KES5110 there is no file `w.safetensors` to start from",
    ]);
    expect((await messages({ metric: "map11", augment: "[photometric]" })).map((line) => line.slice(0, 7))).toEqual([
      "KES5008",
      "KES5008",
    ]);
  });

  it("parts that match nothing, with the nearest path", async () => {
    const parts = 'table {\n path | rate\n "logits/conv1/kernal" | 0\n }';
    const [problem] = await problemsOf({ parts });
    expect(problem).toMatchObject({
      code: "KES4106",
      help: ["did you mean `logits/conv1/kernel`?", expect.any(String)],
    });
  });

  it("nothing left to train", async () =>
    expect(await messages({ parts: 'table {\n path | rate\n "**" | 0\n }' })).toEqual([
      "KES4107 `net` would train nothing: the loss depends on no weight that may change",
    ]));

  it("more memory than the engine has, with the largest batch that fits", async () => {
    const [problem] = await problemsOf({ batch: "64" }, { name: "wasm", memoryLimitBytes: SMALL });
    expect(problem?.code).toBe("KES4105");
    const fitting = Number(/batch = (\d+)/.exec(problem?.help[0] ?? "")?.[1]);
    expect(fitting).toBeGreaterThan(0);
    expect(fitting).toBeLessThan(64);
    expect(await messages({ batch: String(fitting) }, { memoryLimitBytes: SMALL })).toEqual([]);
    expect((await messages({ batch: String(fitting + 1) }, { memoryLimitBytes: SMALL })).length).toBe(1);
    expect((await problemsOf({}, { memoryLimitBytes: 100 }))[0]?.help[0]).toContain("not even one picture");
  });

  it("a folder for runs that is none", async () => {
    await writeFile(join(folder, "file"), "");
    expect(await messages({}, {}, "file")).toEqual([
      `KES5105 \`${join(folder, "file")}\` can't be written: it is not a folder`,
    ]);
    expect(await messages({}, {}, "file/below")).toEqual([
      `KES5105 \`${join(folder, "file/below")}\` can't be written: \`${join(folder, "file")}\` is not a folder`,
    ]);
    expect((await messages({}, {}, "x".repeat(300)))[0]).toMatch(/can't be written: the name is too long$/);
  });

  it("test pictures unlike the training ones", async () =>
    expect(await messages({ test: "shapes(split: test, count: 10, size: 16, classes: 4)" })).toEqual([
      "KES5010 `shapes train` and `shapes test` can't be used together: pictures of 8×8×3 and of 16×16×3",
    ]));

  it("a disk that has no room for weights and checkpoints", async () => {
    const options = { engine, folders: { root: folder, data: folder }, runsFolder: join(folder, "runs") };
    const freeSpace = () => Promise.resolve(1000n);
    const [plan, problems] = await planTraining([littleTrainable()], { ...options, freeSpace });
    expect([plan, problems.map(({ code }) => code)]).toEqual([undefined, ["KES5106"]]);
  });

  it("all at once, and nothing is written", async () => {
    const changes = {
      batch: "65",
      start: '"w"',
      metric: "map11",
      test: "shapes(split: test, classes: 11)",
      schedule: "[cosine, cosine]",
    };
    const codes = (await problemsOf(changes, { memoryLimitBytes: 100 })).map(({ code }) => code).sort();
    expect(codes).toEqual(["KES4101", "KES4103", "KES4105", "KES5008", "KES5009", "KES5110"]);
    expect(existsSync(join(folder, "runs"))).toBe(false);
  });
});
