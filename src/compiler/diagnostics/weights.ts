import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

/** The first few by name, and how many more there are. */
const shown = (names: readonly string[]): string => {
  const first = names.slice(0, 5).map((name) => `\`${name}\``);
  return first.join(", ") + (names.length > first.length ? ` and ${names.length - first.length} more` : "");
};

const byFile = { bad: "", good: "", untestable: "test/weights/import-weights.test.ts imports such files" } as const;

export const ruleUnreadable = diagnosticKind<{ problem: string }>({
  code: "KES5201",
  slug: "rule-unreadable",
  severity: "error",
  message: ({ problem }) => `this rule can't be read: ${problem}`,
  help: () => [
    "`layer{s}.{i}.conv{k}   stage{s}/Unit{i+1}/conv{k}`: their name, then our path; `-` instead of a path leaves it out",
  ],
  explanation:
    "A file of rules has two columns: names as the other file has them, and paths of the spec's weights. `{name}` stands for a piece without a " +
    "point and may be counted on at the right, `{i+1}`; `*` stands for any piece, `**` for any number of them.",
  ...byFile,
});

export const ruleUnused = diagnosticKind<{ theirs: string; near?: string }>({
  code: "KES5202",
  slug: "rule-unused",
  severity: "error",
  message: ({ theirs }) => `nothing in the file is called \`${theirs}\`, or earlier rules took it all`,
  help: ({ near }) => (near === undefined ? [] : [`the file has \`${near}\``]),
  explanation: "Each rule must be of use: one that matches nothing is most often a slip in a name.",
  ...byFile,
});

export const weightUnplaced = diagnosticKind<{ theirs: readonly string[]; ours?: string; near?: string }>({
  code: "KES5203",
  slug: "weight-unplaced",
  severity: "error",
  message: ({ theirs, ours }) =>
    ours === undefined
      ? `no rule says where ${shown(theirs)} ${theirs.length === 1 ? "belongs" : "belong"}`
      : `${shown(theirs)} should go to \`${ours}\`, which the network doesn't have`,
  help: ({ near }) => (near === undefined ? [] : [`the network has \`${near}\``]),
  explanation:
    "Everything in the file must have a place in the network, or a rule with `-` that leaves it out. Otherwise nothing is written: a network " +
    "with some of its weights would compute something.",
  ...byFile,
});

export const weightMissing = diagnosticKind<{ ours: readonly string[]; near?: string }>({
  code: "KES5204",
  slug: "weight-missing",
  severity: "error",
  message: ({ ours }) => `nothing in the file becomes ${shown(ours)}`,
  help: ({ near }) => (near === undefined ? [] : [`what is left in the file is nearest in \`${near}\``]),
  explanation:
    "Every weight and running statistic of the network must come from the file. Otherwise nothing is written.",
  ...byFile,
});

export const weightMisshapen = diagnosticKind<{ theirs: string; found: string; ours: string; expected: string }>({
  code: "KES5205",
  slug: "weight-misshapen",
  severity: "error",
  message: ({ theirs, found, ours, expected }) =>
    `\`${theirs}\` is ${found}; for \`${ours}\` it would have to be ${expected}`,
  explanation:
    "Kernels of convolutions are laid out [out, in, height, width] there and [height, width, in, out] here, those of dense layers [out, in] and [in, out]; " +
    "the rest alike. The sizes must then be equal.",
  ...byFile,
});

export const weightTwice = diagnosticKind<{ ours: string; theirs: readonly string[] }>({
  code: "KES5206",
  slug: "weight-twice",
  severity: "error",
  message: ({ ours, theirs }) => `${theirs.map((name) => `\`${name}\``).join(" and ")} both become \`${ours}\``,
  explanation:
    "A weight has one source. Two rules, or one without a placeholder where two names match, lead to the same path.",
  ...byFile,
});

export const kinds = [
  ruleUnreadable,
  ruleUnused,
  weightUnplaced,
  weightMissing,
  weightMisshapen,
  weightTwice,
] as readonly DiagnosticKind<never>[];
