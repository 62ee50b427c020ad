import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

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
    "A run's folder holds `run.json`, `recipe.json`, the spec's text, `metrics.jsonl` and `weights.safetensors`; it is written whole or not at all.",
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

export const notFinite = diagnosticKind<{ what: string; value: string; epoch: number; step: number }>({
  code: "KES5104",
  slug: "not-finite",
  severity: "error",
  message: ({ what, value, epoch, step }) =>
    `${what} became ${value} in step ${step} (epoch ${epoch}); training stopped`,
  help: () => [
    "a smaller learning rate, or `schedule = [warmup(500 steps), …]`",
    "a term that divides or takes a logarithm: keep its operand away from 0",
  ],
  explanation:
    "Once a loss is not a number no later step can mend it: all weights that it reaches are lost. Training stops at the first such step and says which term it was.",
  ...byFile,
  untestable: "test/train/train.test.ts trains with a rate of 1e30",
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

export const kinds = [noSuchRun, runDamaged, weightsDontFit, notFinite, cantWrite] as readonly DiagnosticKind<never>[];
