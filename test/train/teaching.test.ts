import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/runtime/engines/engine.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { trainingBatches } from "../../src/runtime/data/batches.ts";
import { readRun } from "../../src/runtime/runs/run-folder.ts";
import { readSafetensors, type SavedTensor, type Tensors } from "../../src/runtime/runs/safetensors.ts";
import { planTraining } from "../../src/runtime/train/plan-training.ts";
import type { Progress } from "../../src/runtime/train/progress.ts";
import { makeStepper } from "../../src/runtime/train/stepper.ts";
import { trainOpened, type RunSummary, type TrainOptions } from "../../src/runtime/train/train.ts";
import type { Trainable } from "../../src/runtime/train/trainable.ts";
import { littleSpec, openSpec } from "./little-spec.ts";

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kes-teaching-"));
  engine = await openEngine("cpu");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const PLAIN = `model Bare(image: map[8, 8, 3]) {
  logits = image -> conv(3, 8, bias: true) -> relu -> mean(over: [height, width]) -> dense(4, as: class)
  output logits
}
loss Close(student: model, teacher: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  term near = mean((student.logits - teacher.logits) ^ 2, over: class)
  return mean(hard + near, over: batch)
}
loss Mixed(student: model, label: class, mixed_label: class, mix: tensor) {
  term own   = mix * cross_entropy(student.logits, label)
  term other = (1 - mix) * cross_entropy(student.logits, mixed_label)
  return mean(own + other, over: batch)
}
`;

const open = (recipe: string, more: string): Trainable => {
  const [trainable, diagnostics] = openSpec(littleSpec({}, PLAIN + more), recipe);
  if (!trainable) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return trainable;
};

let count = 0;
/** Runs in a folder of its own. */
const runIn = (runs: string, more: Partial<TrainOptions> = {}): TrainOptions => ({
  engine,
  folders: { root: folder, data: folder },
  runsFolder: join(folder, runs),
  version: "0",
  ...more,
});
const train = async (fields: string, options: Partial<TrainOptions> = {}, text = ""): Promise<RunSummary> => {
  const [summary, problems] = await trainOpened(
    open("own", `${text}train own extends net { ${fields} }`),
    runIn(`runs-${++count}`, options),
  );
  if (!summary || problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  return summary;
};
const tensorsIn = async (file: string): Promise<ReadonlyMap<string, SavedTensor>> =>
  (readSafetensors(await readFile(file)) as Tensors).tensors;
const weightsOf = (summary: RunSummary, name = "weights") => tensorsIn(join(summary.folder, `${name}.safetensors`));
const flat = (tensors: ReadonlyMap<string, SavedTensor>): readonly number[] =>
  [...tensors.values()].flatMap(({ values }) => [...values]);

/** Stops after so many steps. */
const stopAt = (step: number): Pick<TrainOptions, "signal" | "onProgress"> => {
  const stop = new AbortController();
  const onProgress = (progress: Progress): void => {
    if (progress.kind === "step" && progress.step === step) stop.abort();
  };
  return { signal: stop.signal, onProgress };
};

const TAUGHT = "train teacher extends net { seed = 9 }\ntrain taught extends net { teacher = teacher, loss = Close }";

describe("a teacher", () => {
  it("shares no path with a student whose bindings are called `teacher` and `loss`, nor does the loss", async () => {
    const text = `block Unit(x: map) = x -> conv(3, 4, bias: true)
model Wide(image: map[8, 8, 3]) {
  Unit1  = image -> conv(3, 4, bias: true)
  logits = Unit1 -> relu -> mean(over: [height, width]) -> dense(4, as: class)
  output logits
}
model Tricky(image: map[8, 8, 3]) {
  teacher = image -> Unit -> relu
  loss    = teacher -> Unit -> relu
  logits  = loss -> mean(over: [height, width]) -> dense(4, as: class)
  output logits
  tap loss
}
loss Guided(student: model, teacher: model, label: class) {
  Unit1 = student.taps[0] -> conv(3, 4, bias: true)
  near  = mean((student.logits - teacher.logits) ^ 2, over: class)
  return mean(cross_entropy(student.logits, label) + near + mean(Unit1 ^ 2, over: [height, width, channel]), over: batch)
}
train wide extends net { model = Wide }
train tricky extends net { model = Tricky, teacher = wide, loss = Guided }
`;
    const trainable = open("tricky", text);
    const { student, teacher, lossVariables } = trainable.objective;
    const paths = [...student.variables({ training: true }), ...teacher!.variables(), ...lossVariables].map(
      ({ path }) => path,
    );
    expect(paths).toContain("teacher/Unit1/conv1/kernel");
    expect(paths).toContain("loss/Unit1/conv1/kernel");
    expect(new Set(paths).size).toBe(paths.length);

    const [summary] = await trainOpened(trainable, runIn("tricky"));
    expect(summary?.state).toBe("done");
    const [untaught] = await trainOpened(open("wide", text), runIn("tricky"));
    expect(untaught?.isTaken).toBe(true);
    // The student began from its own weights, not from the teacher's, and the teacher's never moved.
    const [plan] = await planTraining([trainable], runIn("tricky"));
    const planned = plan!.order.find(({ trainable: { recipe } }) => recipe.name === "tricky")!;
    const given = new Map([...(await weightsOf(untaught!))].map(([path, tensor]) => [`teacher'/${path}`, tensor]));
    const { prepared } = planned;
    const stepper = makeStepper({ ...prepared, recipe: trainable.recipe, engine, given });
    const [batch] = trainingBatches(prepared.data, {
      batch: 16,
      seed: 1,
      epoch: 0,
      augment: [],
      mixup: undefined,
      skip: 0,
    });
    const kernel = (path: string) => [...engine.view(stepper.variables.get(path)!)];
    const before = kernel("teacher/Unit1/conv1/kernel");
    stepper.step([batch!], 0, 1);
    expect(before).not.toEqual([...given.get("teacher'/Unit1/conv1/kernel")!.values]);
    expect(kernel("teacher/Unit1/conv1/kernel")).not.toEqual(before);
    expect(kernel("teacher'/Unit1/conv1/kernel")).toEqual([...given.get("teacher'/Unit1/conv1/kernel")!.values]);
    stepper.dispose();
  });

  it("is trained first and once, and taken afterwards", async () => {
    const begun: string[] = [];
    const onProgress = (progress: Progress): void => {
      if (progress.kind === "begin" || progress.kind === "taken") begun.push(`${progress.kind} ${progress.facts.name}`);
    };
    await trainOpened(open("taught", TAUGHT), runIn("taught", { onProgress }));
    await trainOpened(open("taught", TAUGHT), runIn("taught", { onProgress, unfinished: "fresh" }));
    expect(begun).toEqual(["begin teacher", "begin taught", "taken teacher", "begin taught"]);
  });

  it("doesn't change by a bit, gets no gradient, and sees the student's pixels", async () => {
    const trainable = open("taught", TAUGHT);
    const { objective } = trainable;
    const [plan] = await planTraining([trainable], runIn("taught", { unfinished: "resume" }));
    const { prepared, teacher } = plan!.asked[0]!;
    const graphPaths = [...prepared.graph.gradients.keys(), ...prepared.graph.updates.map(({ variable }) => variable)];
    expect(graphPaths.length).toBeGreaterThan(8);
    expect(graphPaths.filter(({ path }) => path.startsWith("teacher/"))).toEqual([]);
    expect([...objective.inputs.keys()].sort()).toEqual(["image", "label"]);
    expect(objective.student.inputs.get("image")).toBe(objective.teacher!.inputs.get("image"));

    const standing = teacher!.standing;
    if (standing.kind !== "done") throw new Error("the teacher was not trained");
    const [saved] = await readRun(standing.run.folder);
    const given = new Map([...saved!.weights.tensors].map(([path, tensor]) => [`teacher/${path}`, tensor]));
    const stepper = makeStepper({ ...prepared, recipe: trainable.recipe, engine, given });
    const before = new Map(
      [...stepper.variables].map(([path, tensor]) => [path, Float32Array.from(engine.view(tensor))]),
    );
    const batches = trainingBatches(prepared.data, { batch: 16, seed: 1, epoch: 0, augment: [] });
    let step = 0;
    for (const batch of batches) stepper.step([batch], step++, 1);
    const changed = [...stepper.variables].filter(
      ([path, tensor]) =>
        !Buffer.from(before.get(path)!.buffer).equals(Buffer.from(Float32Array.from(engine.view(tensor)).buffer)),
    );
    stepper.dispose();
    expect(step).toBe(4);
    expect(changed.map(([path]) => path).filter((path) => path.startsWith("teacher/"))).toEqual([]);
    expect(changed.length).toBe(before.size - given.size);
  });

  it("is in no checkpoint and no weights of the student", async () => {
    const [stopped] = await trainOpened(open("taught", TAUGHT), runIn("taught", { unfinished: "fresh", ...stopAt(2) }));
    expect(stopped?.state).toBe("stopped");
    for (const name of ["checkpoint", "weights"]) {
      const names = [...(await weightsOf(stopped!, name)).keys()];
      expect(names.length).toBeGreaterThan(8);
      expect(names.filter((path) => path.includes("teacher"))).toEqual([]);
    }
  });
});

describe("going on", () => {
  it.each([
    ["SGD with momentum", "length = 3 epochs"],
    [
      "AdamW, average, accumulation, clipping",
      "optimizer = adamw(lr: 0.01), ema = 0.9, accumulate = 2, clip_norm = 0.5, batch = 8",
    ],
    ["mixed pictures", "augment = [mixup(alpha: 0.4), flip], loss = Mixed, length = 3 epochs"],
    ["a validation part", "validation = 25%, length = 4 epochs"],
  ])("gives the bits of a run without a pause: %s", async (_, fields) => {
    const whole = await train(fields);
    for (const step of [1, 5]) {
      const text = open("own", `train own extends net { ${fields} }`);
      const runs = `stopped-${++count}`;
      const [stopped] = await trainOpened(text, runIn(runs, stopAt(step)));
      expect([stopped?.state, stopped?.done]).toEqual(["stopped", step]);
      const [asked, [problem]] = await trainOpened(text, runIn(runs));
      expect([asked, problem?.code]).toEqual([undefined, "KES5108"]);
      const [resumed] = await trainOpened(text, runIn(runs, { unfinished: "resume" }));
      expect(resumed?.state).toBe("done");
      expect(flat(await weightsOf(resumed!))).toEqual(flat(await weightsOf(whole)));
      expect(resumed?.result).toEqual(whole.result);
      const lines = async ({ folder: at }: RunSummary) =>
        (await readFile(join(at, "metrics.jsonl"), "utf8")).replaceAll(/"(seconds|images_per_second)":[^,}]+/g, "");
      expect(await lines(resumed!)).toBe(await lines(whole));
    }
  });
});

describe("a recipe's other fields", () => {
  const bare = "model = Bare, optimizer = sgd(lr: 0.1), schedule = none, augment = []";

  it("accumulate: two batches of 8 make the step of one of 16", async () => {
    const [one, two] = [await train(bare), await train(`${bare}, batch = 8, accumulate = 2`)];
    const [a, b] = [flat(await weightsOf(one)), flat(await weightsOf(two))];
    a.forEach((value, i) => expect(b[i]).toBeCloseTo(value, 5));
    expect(two.done).toBe(one.done);
  });

  it("clip_norm: no step is longer than the rate times the norm", async () => {
    const start = flat(await weightsOf(await train(`${bare}, length = 1 steps, optimizer.lr = 1e-30`)));
    const clipped = flat(await weightsOf(await train(`${bare}, length = 1 steps, clip_norm = 0.01`)));
    const way = Math.sqrt(clipped.reduce((sum, value, i) => sum + (value - start[i]!) ** 2, 0));
    expect(way).toBeCloseTo(0.1 * 0.01, 5);
  });

  it("ema: what stands for the run is the moving average, its own last weights are kept beside", async () => {
    const start = flat(await weightsOf(await train(`${bare}, length = 1 steps, optimizer.lr = 1e-30`)));
    const averaged = await train(`${bare}, length = 1 steps, ema = 0.75`);
    const [average, own] = [flat(await weightsOf(averaged)), flat(await weightsOf(averaged, "last"))];
    average.forEach((value, i) => expect(value).toBeCloseTo(0.75 * start[i]! + 0.25 * own[i]!, 6));
    expect(own).not.toEqual(start);
  });

  it("validation chooses the best weights, early_stop ends what no longer improves; the test data chooses nothing", async () => {
    const fields = `${bare}, validation = 25%, early_stop = 2 epochs, length = 60 epochs, optimizer.lr = 0.4`;
    const summary = await train(fields);
    const { best, endedEarly, epochs } = summary.record;
    expect(endedEarly).toBe(`no better validation since epoch ${best!.epoch}`);
    expect(summary.done).toBeLessThan(epochs * 3);
    const lines = (await readFile(join(summary.folder, "metrics.jsonl"), "utf8")).trim().split("\n");
    const errors = lines.map((line) => (JSON.parse(line) as { validation: { error: number } }).validation.error);
    expect(best!.result.error).toBe(Math.min(...errors));
    expect(best!.epoch).toBe(errors.indexOf(Math.min(...errors)) + 1);
    const elsewhere = await train(`${fields}, test = shapes(split: test, count: 10, size: 8, classes: 4, seed: 5)`);
    expect(flat(await weightsOf(elsewhere))).toEqual(flat(await weightsOf(summary)));
  });

  it("a last batch of one picture is harmless", async () => {
    const summary = await train("batch = 1, length = 3 steps");
    expect(flat(await weightsOf(summary)).every(Number.isFinite)).toBe(true);
  });
});

describe("start", () => {
  it("takes weights of equal path and shape and tells of the rest", async () => {
    const told: Progress[] = [];
    const onProgress = (progress: Progress): void => void (progress.kind === "begin" && told.push(progress));
    const text = "train first extends net { length = 1 steps }\n";
    const summary = await train(
      "model = Net(3), data.classes = 3, test = none, start = first, length = 1 steps",
      { onProgress },
      text,
    );
    expect(told.at(-1)).toMatchObject({
      start: {
        from: "first",
        missing: ["logits/dense1/kernel", "logits/dense1/bias"],
        left: ["logits/dense1/kernel", "logits/dense1/bias"],
      },
    });
    expect(summary.record.start).toMatchObject({ recipe: "first", taken: 10 });
  });

  it("with a length of 0 stands for the weights that it starts from", async () => {
    const text = "train first extends net { length = 1 steps }\n";
    const summary = await train("start = first, length = 0 epochs, seed = 77", {}, text);
    const [teacher] = await trainOpened(open("first", text), runIn(`runs-${count}`));
    expect(teacher?.isTaken).toBe(true);
    expect(flat(await weightsOf(summary))).toEqual(flat(await weightsOf(teacher!)));
    expect(summary.result).toEqual(teacher!.result);
  });
});
