import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeSafetensors } from "../../src/runtime/runs/safetensors.ts";

export interface MadeRun {
  readonly name: string;
  readonly recipe?: string;
  readonly network?: string;
  readonly parameters?: number;
  readonly state?: string;
  readonly epochs: number;
  /** Epochs that were trained, where it didn't come to its end. */
  readonly done?: number;
  readonly stepsPerEpoch: number;
  /** Lines of `steps.jsonl` an epoch. */
  readonly lines?: number;
  readonly teacher?: { readonly recipe: string; readonly identity: string; readonly folder: string };
  readonly classes?: readonly string[];
  readonly hasTest?: boolean;
  readonly terms?: readonly string[];
  readonly error?: number;
  readonly result?: Readonly<Record<string, unknown>> | null;
  readonly shows?: number;
  readonly started?: string;
  readonly problem?: string;
  /** What writes it, where its state is `running`. */
  readonly process?: { readonly id: number; readonly host: string; readonly since?: string };
  readonly command?: string;
  readonly text?: string;
}

export const CLASSES = ["disc", "ring", "square", "frame", "triangle", "diamond", "plus", "cross", "bars", "checker"];

/** Numbers that look drawn, and are the same each time. */
const wobble = (i: number): number => Math.sin(i * 12.9898) * 0.5 + Math.sin(i * 78.233) * 0.5;

/** Writes a run's folder as training writes it, with made-up numbers. */
export const makeRun = async (runs: string, made: MadeRun): Promise<string> => {
  const folder = join(runs, made.name);
  const { classes = CLASSES, hasTest = true, state = "done", stepsPerEpoch, epochs, done = epochs } = made;
  await mkdir(join(folder, "spec", "std"), { recursive: true });
  const set = (split: string, count: number) => ({
    part: "shapes",
    settings: { split },
    count,
    shape: { height: 32, width: 32, channels: 3 },
    classes,
    sha256: `${split}-bytes`,
  });
  const result =
    made.result === undefined ? (hasTest && state === "done" ? { error: made.error ?? 0.2 } : null) : made.result;
  const record = {
    format: 2,
    state,
    recipe: made.recipe ?? made.name,
    identity: `identity-of-${made.name}`,
    spec: { file: "net.kes", recipe: made.recipe ?? made.name },
    versions: { kesc: "0.1.0", node: "v20.20.2", engine: "4.22.0" },
    engine: "wasm",
    threads: 2,
    machine: { system: "linux 6.18 x64", processor: "AMD EPYC", cores: 2, memoryBytes: 8e9 },
    seed: 1,
    batch: 50,
    data: set("train", 5000),
    test: hasTest ? set("test", 2000) : null,
    network: {
      name: made.network ?? "First",
      parameters: made.parameters ?? 92250,
      state: 1824,
      multiplyAdds: "14206208",
    },
    steps: stepsPerEpoch * epochs,
    done: stepsPerEpoch * done,
    best: null,
    validation: null,
    teacher: made.teacher ?? null,
    epochs,
    started: made.started ?? "2026-11-25T07:40:27.788Z",
    seconds: 4902,
    result,
    ...(made.problem !== undefined && { problem: made.problem }),
    ...(made.process !== undefined && { process: made.process }),
    ...(made.command !== undefined && { command: made.command }),
  };
  const recipe = {
    name: record.recipe,
    model: record.network.name,
    data: { part: "shapes", split: "train", count: 5000, scale: 1 / 255, mean: [0.5, 0.5, 0.5] },
    loss: "CrossEntropy",
    optimizer: { part: "sgd", lr: 0.1, momentum: 0.9, weight_decay: 0.0005, nesterov: false },
    schedule: { part: "drop", every: { epochs: 60 }, factor: 0.2 },
    length: { epochs },
    batch: 50,
    seed: 1,
    parts: [],
    augment: [{ part: "flip", probability: 0.5 }],
  };
  await writeFile(join(folder, "run.json"), JSON.stringify(record, undefined, 2));
  await writeFile(join(folder, "recipe.json"), JSON.stringify(recipe, undefined, 2));
  await writeFile(join(folder, "spec", "net.kes"), made.text ?? "/// A net.\ntrain net {\n  batch = 50\n}\n");
  await writeFile(join(folder, "spec", "std", "blocks.kes"), "// the library's\n");
  await writeLines(folder, { ...made, hasTest, done });
  if (made.shows !== undefined) await writeMaps(folder, made.shows, classes);
  return folder;
};

const writeLines = async (folder: string, made: MadeRun & { readonly hasTest: boolean; readonly done: number }) => {
  const { stepsPerEpoch, done, terms = ["hard"], lines = Math.min(50, stepsPerEpoch) } = made;
  const [epochLines, stepLines]: [string[], string[]] = [[], []];
  const lossAt = (epoch: number): number => 2.3 * Math.exp(-epoch / (made.epochs / 3)) + 0.05;
  const rateAt = (epoch: number): number => 0.1 * 0.2 ** Math.floor(epoch / Math.max(1, made.epochs * 0.3));
  const momentAt = (epoch: number, noise: number) => {
    const loss = lossAt(epoch) * (1 + noise);
    return {
      loss,
      terms: Object.fromEntries(terms.map((name, i) => [name, terms.length === 1 ? loss : loss / (i + 2)])),
    };
  };
  for (let epoch = 0; epoch < done; epoch++) {
    for (let line = 1; line <= lines; line++) {
      const share = epoch + line / lines;
      const step = Math.round(share * stepsPerEpoch);
      stepLines.push(
        JSON.stringify({ step, epoch: epoch + 1, ...momentAt(share, wobble(step) * 0.25), rate: rateAt(share) }),
      );
    }
    epochLines.push(
      JSON.stringify({
        epoch: epoch + 1,
        step: (epoch + 1) * stepsPerEpoch,
        ...momentAt(epoch + 0.5, wobble(epoch) * 0.03),
        rate: rateAt(epoch + 0.99),
        images_per_second: 400,
        seconds: 12.5,
        ...(made.hasTest && {
          validation: { error: 0.1 + lossAt(epoch) * 0.3 },
          test: { error: 0.12 + lossAt(epoch) * 0.31 + wobble(epoch) * 0.01 },
        }),
      }),
    );
  }
  await writeFile(join(folder, "metrics.jsonl"), epochLines.map((line) => `${line}\n`).join(""));
  await writeFile(join(folder, "steps.jsonl"), stepLines.map((line) => `${line}\n`).join(""));
};

const writeMaps = async (folder: string, count: number, classes: readonly string[]) => {
  const pictures = Array.from({ length: count }, (_, at) => {
    const pixels = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => {
      const [y, x, color] = [Math.floor(i / 96), Math.floor(i / 3) % 32, i % 3];
      const isIn = Math.hypot(y - 16, x - 10 - at) < 8;
      return isIn ? [230, 120, 40][(color + at) % 3]! : 60 + 20 * wobble(i);
    });
    return {
      label: at % classes.length,
      class: classes[at % classes.length],
      pixels: Buffer.from(pixels).toString("base64"),
    };
  });
  const sizes = [32, 16, 8];
  const titles = ["attention(student.taps)", "attention(teacher.taps)"];
  const tensors = new Map<string, { shape: number[]; values: Float32Array }>();
  const shows = titles.map((title, show) => ({
    title,
    maps: sizes.map((size, map) => {
      const tensor = `show${show + 1}/map${map + 1}`;
      const values = Float32Array.from({ length: count * size * size }, (_, i) => {
        const [at, y, x] = [Math.floor(i / (size * size)), Math.floor(i / size) % size, i % size];
        const [cy, cx] = [size / 2, ((10 + at) / 32) * size];
        return (
          Math.exp(-(((y - cy) ** 2 + (x - cx) ** 2) / (size * (show === 0 ? 1.6 : 0.8)))) + 0.05 * Math.abs(wobble(i))
        );
      });
      tensors.set(tensor, { shape: [count, size, size], values });
      return { tensor, height: size, width: size };
    }),
  }));
  await writeFile(join(folder, "show.safetensors"), writeSafetensors({ tensors, metadata: new Map() }));
  const record = { version: 1, shape: { height: 32, width: 32, channels: 3 }, pictures, shows };
  await writeFile(join(folder, "show.json"), JSON.stringify(record));
};
