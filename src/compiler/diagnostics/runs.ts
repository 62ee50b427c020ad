import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

const grouped = (n: number): string => n.toLocaleString("en-US");
const byFile = { bad: "", good: "" } as const;
const shown = (names: readonly string[]): string => {
  const first = names.slice(0, 6).map((name) => `\`${name}\``);
  return first.join(", ") + (names.length > first.length ? ` and ${names.length - first.length} more` : "");
};

export const noSuchRun = diagnosticKind<{ folder: string; missing: string }>({
  code: "KES5101",
  slug: "no-such-run",
  severity: "error",
  message: ({ folder, missing }) => `\`${folder}\` is no run: it has no \`${missing}\``,
  help: () => ["name a folder that `kesc train` printed at its end, `runs/net-3f9a21`"],
  explanation:
    "A run's folder holds `run.json`, `recipe.json`, the spec's text, `metrics.jsonl` and, once it has any, `weights.safetensors`.",
  ...byFile,
  untestable: "test/runs/run-folder.test.ts opens an empty folder",
});

export const runDamaged = diagnosticKind<{ file: string; problem: string }>({
  code: "KES5102",
  slug: "run-damaged",
  severity: "error",
  message: ({ file, problem }) => `\`${file}\` is damaged: ${problem}`,
  explanation:
    "A file of the run's folder isn't what was written: it was cut, or changed by hand. Train again, or take it from a copy.",
  ...byFile,
  untestable: "test/runs/run-folder.test.ts cuts files",
});

export const weightsDontFit = diagnosticKind<{
  file: string;
  missing: readonly string[];
  left: readonly string[];
  shapes: readonly string[];
}>({
  code: "KES5103",
  slug: "weights-dont-fit",
  severity: "error",
  message: ({ file }) => `the weights of \`${file}\` are not this network's`,
  notes: ({ missing, left, shapes }) => [
    ...(missing.length > 0 ? [`missing: ${shown(missing)}`] : []),
    ...(left.length > 0 ? [`left over: ${shown(left)}`] : []),
    ...shapes.slice(0, 6),
  ],
  explanation:
    "Weights are taken by path and shape. Where the spec was changed after training, paths or shapes differ: evaluate with the run's own text, or train again.",
  ...byFile,
  untestable: "test/runs/run-folder.test.ts renames a weight",
});

export const notFinite = diagnosticKind<{
  what: string;
  value: string;
  epoch: number;
  step: number;
  /** The last good checkpoint. */
  checkpoint?: { readonly file: string; readonly step: number };
}>({
  code: "KES5104",
  slug: "not-finite",
  severity: "error",
  message: ({ what, value, epoch, step }) =>
    `${what} became ${value} in step ${step} (epoch ${epoch}); training stopped`,
  notes: ({ checkpoint }) => [
    checkpoint === undefined
      ? "there is no checkpoint from before"
      : `\`${checkpoint.file}\` holds the weights after step ${checkpoint.step}, which were good`,
  ],
  help: () => [
    "a smaller learning rate, or `schedule = [warmup(500 steps), …]`",
    "a term that divides or takes a logarithm: keep its operand away from 0",
  ],
  explanation:
    "Once a loss is not a number no later step can mend it: all weights that it reaches are lost. Training stops at the first such step and says which term it was.",
  ...byFile,
  untestable: "test/train/train.test.ts trains on a term that becomes infinite",
});

export const cantWrite = diagnosticKind<{ path: string; reason: string }>({
  code: "KES5105",
  slug: "cant-write",
  severity: "error",
  message: ({ path, reason }) => `\`${path}\` can't be written: ${reason}`,
  explanation:
    "The folder for runs must be there or creatable, with room for the weights. It is tried before the first step.",
  ...byFile,
  untestable: "test/train/problems.test.ts hands over a file as folder",
});

export const noSpace = diagnosticKind<{ path: string; need: string; free: string }>({
  code: "KES5106",
  slug: "no-space",
  severity: "error",
  message: ({ path, need, free }) => `\`${path}\` has ${free} free; the runs need up to ${need}`,
  help: () => ["make room, or name another folder with `--runs DIR`"],
  explanation:
    "A run keeps its weights and a checkpoint with the optimizer's numbers; while a checkpoint is written the one before still stands. What all runs of the command need is counted before the first step.",
  ...byFile,
  untestable: "test/train/problems.test.ts hands over a full disk",
});

export const runUnfinished = diagnosticKind<{ folder: string }>({
  code: "KES5107",
  slug: "run-unfinished",
  severity: "error",
  message: ({ folder }) => `\`${folder}\` has no weights yet: its training has not ended`,
  help: () => ["go on with the command that began it, and `--resume`"],
  explanation:
    "`weights.safetensors` is what a run stands for. It is written at a run's end, where Ctrl-C stopped it, and at each better epoch where there is a validation part; a run that was killed earlier has only its checkpoint.",
  ...byFile,
  untestable: "test/runs/run-folder.test.ts reads a run before its end",
});

export const runInTheWay = diagnosticKind<{ recipe: string; folder: string; done: number; steps: number }>({
  code: "KES5108",
  slug: "unfinished-run",
  severity: "error",
  message: ({ recipe, folder, done, steps }) =>
    `\`${recipe}\` has been begun: \`${folder}\` stands at step ${grouped(done)} of ${grouped(steps)}`,
  help: () => ["--resume goes on with it", "--fresh throws it away and begins anew"],
  explanation:
    "A run of the same identity (step, data, seed, engine) was stopped or killed. Going on gives the same bits as a run without a pause.",
  ...byFile,
  untestable: "test/train/resume.test.ts begins a run twice",
});

export const runIsRunning = diagnosticKind<{ recipe: string; folder: string; process: number }>({
  code: "KES5109",
  slug: "run-is-running",
  severity: "error",
  message: ({ recipe, folder, process }) => `\`${recipe}\` is being trained: process ${process} writes \`${folder}\``,
  help: () => ["wait for it, or stop it and go on with --resume", "--fresh begins beside it"],
  explanation: "Two processes that write one run's folder would spoil it.",
  ...byFile,
  untestable: "test/train/resume.test.ts marks a run as running",
});

export const startMissing = diagnosticKind<{ path: string }>({
  code: "KES5110",
  slug: "start-missing",
  severity: "error",
  message: ({ path }) => `there is no file \`${path}\` to start from`,
  help: () => ["it is looked for under the data folder (`data` under the root), then under the root"],
  explanation:
    "`start` names a run, as a recipe, or a file of weights in the safetensors format, such as a run's `weights.safetensors`.",
  ...byFile,
  untestable: "test/train/start.test.ts names none",
});

export const startUnreadable = diagnosticKind<{ path: string; problem: string }>({
  code: "KES5111",
  slug: "start-unreadable",
  severity: "error",
  message: ({ path, problem }) => `\`${path}\` can't be read as safetensors: ${problem}`,
  explanation: "A file of weights to start from must be whole and in the safetensors format.",
  ...byFile,
  untestable: "test/train/start.test.ts cuts a file",
});

export const startFitsNothing = diagnosticKind<{
  from: string;
  wanted: readonly string[];
  found: readonly string[];
}>({
  code: "KES5112",
  slug: "start-fits-nothing",
  severity: "error",
  message: ({ from }) => `no weight of \`${from}\` has the path and shape of one of this network's`,
  notes: ({ wanted, found }) => [`the network's: ${shown(wanted)}`, `there: ${shown(found)}`],
  help: () => ["`kesc weights import` renames and turns weights of other programs"],
  explanation:
    "`start` takes weights by path and shape, and what is left over on either side is told. Where not one fits, it is the wrong file or another network.",
  ...byFile,
  untestable: "test/train/start.test.ts starts from another network",
});

export const checkpointDamaged = diagnosticKind<{ folder: string; problem: string }>({
  code: "KES5113",
  slug: "checkpoint-damaged",
  severity: "error",
  message: ({ folder, problem }) => `\`${folder}\` can't go on: its checkpoint can't be used: ${problem}`,
  help: () => ["--fresh throws it away and begins anew"],
  explanation: "Checkpoints are written whole or not at all, so this one was cut or changed afterwards.",
  ...byFile,
  untestable: "test/train/resume.test.ts cuts a checkpoint",
});

export const kinds = [
  noSuchRun,
  runDamaged,
  weightsDontFit,
  notFinite,
  cantWrite,
  noSpace,
  runUnfinished,
  runInTheWay,
  runIsRunning,
  startMissing,
  startUnreadable,
  startFitsNothing,
  checkpointDamaged,
] as readonly DiagnosticKind<never>[];
