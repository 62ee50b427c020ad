import { nearest } from "../../base/nearest.ts";
import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

/** What goes wrong with the names of axes where operations are placed. */

const inNet = (line: string): string => `model Net(image: map[8, 8, 4]) {\n  ${line}\n  output y\n}`;

const havingNote = (has: readonly string[]): readonly string[] => [
  has.length ? `it has ${has.join(", ")}` : "it has no axes",
];

export const noSuchAxis = diagnosticKind<{ callee: string; axis: string; shape: string; has: readonly string[] }>({
  code: "KES3301",
  slug: "no-such-axis",
  severity: "error",
  message: ({ callee, axis, shape }) => `\`${callee}\` is given the axis \`${axis}\`, which ${shape} lacks`,
  notes: ({ has }) => havingNote(has),
  help: ({ axis, has }) => {
    const meant = nearest(axis, has);
    return meant === undefined ? [] : [`\`${meant}\``];
  },
  replaced: ({ axis }) => axis,
  replacements: ({ axis, has }) => [nearest(axis, has)].filter((near) => near !== undefined),
  explanation:
    "Operations name the axes they work along, and the tensor must have them. A misspelt axis is an error, never a new one: only `as:`, `into:` and `rename` make axes.",
  bad: inNet("y = image -> mean(over: [height, with])"),
  good: inNet("y = image -> mean(over: [height, width])"),
});

export const axisDoubled = diagnosticKind<{ callee: string; axis: string }>({
  code: "KES3302",
  slug: "axis-doubled",
  severity: "error",
  message: ({ callee, axis }) => `\`${callee}\` is given the axis \`${axis}\` twice`,
  explanation: "A list of axes names each of them once.",
  bad: inNet("y = image -> mean(over: [height, height])"),
  good: inNet("y = image -> mean(over: [height, width])"),
});

export const axisTaken = diagnosticKind<{ callee: string; axis: string; shape: string }>({
  code: "KES3303",
  slug: "axis-taken",
  severity: "error",
  message: ({ callee, axis, shape }) => `\`${callee}\` would give ${shape} a second axis \`${axis}\``,
  help: ({ axis }) => [`another name, or \`rename(${axis}: other)\` first`],
  explanation:
    "An axis occurs once in a tensor, so one that an operation makes must have a name that the tensor doesn't have yet (or no longer has).",
  bad: inNet("y = image -> split(channel, into: [width: 2, member])"),
  good: inNet("y = image -> split(channel, into: [group: 2, member])"),
});

export const overMissing = diagnosticKind<{ callee: string; has: readonly string[] }>({
  code: "KES3304",
  slug: "over-missing",
  severity: "error",
  message: ({ callee }) => `\`${callee}\` of one tensor must name the axes that it removes, \`over:\``,
  notes: ({ has }) => havingNote(has),
  explanation:
    "Reductions name `over:`, so that a reader sees what is left. Without `over:` they work elementwise, on several values or a list of them.",
  bad: inNet("y = image -> mean"),
  good: inNet("y = image -> mean(over: [height, width])"),
});

export const overElementwise = diagnosticKind<{ callee: string }>({
  code: "KES3305",
  slug: "over-of-several",
  severity: "error",
  message: ({ callee }) => `\`${callee}\` with \`over:\` reduces one tensor, but here are several values`,
  help: ({ callee }) => [`\`${callee}\` of the values first, then \`${callee}(…, over: …)\``],
  explanation:
    "With `over:` a reduction removes axes of one tensor; without it goes elementwise over several values or a list.",
  bad: inNet("y = max([image, 2 * image], over: channel)"),
  good: inNet("y = max(max([image, 2 * image]), over: channel)"),
});

export const indexPointsElsewhere = diagnosticKind<{
  callee: string;
  of: string;
  shape: string;
  has: readonly string[];
}>({
  code: "KES3306",
  slug: "index-points-elsewhere",
  severity: "error",
  message: ({ callee, of, shape }) => `\`${callee}\` gets an index into \`${of}\`, an axis that ${shape} lacks`,
  notes: ({ has }) => havingNote(has),
  explanation:
    "An index knows the axis into which it points: `label: class` points into `class`, `argmax(x, over: anchor)` into `anchor`. What it is used on must have that axis; `rename` or `as:` gives axes their names.",
  bad: inNet("best = argmax(image, over: channel)\n  y = gather(mean(image, over: channel), best)"),
  good: inNet("best = argmax(image, over: channel)\n  y = gather(image, best)"),
});

export const notAMask = diagnosticKind<{ callee: string; got: string }>({
  code: "KES3307",
  slug: "not-a-mask",
  severity: "error",
  message: ({ callee, got }) => `\`${callee}\` takes masks, but this is ${got}`,
  help: () => ["compare: `x > 0`; masks are joined by `and`, `or`, `not`"],
  explanation:
    "A mask holds 0 and 1: it comes from comparing tensors, and from `and`, `or`, `not` of masks. Other numbers choose nothing and are neither true nor false.",
  bad: inNet("y = where(image, image, 0)"),
  good: inNet("y = where(image > 0, image, 0)"),
});

export const mergeNeedsAxes = diagnosticKind<{ callee: string; axes: readonly string[]; argument: string }>({
  code: "KES3308",
  slug: "too-few-axes",
  severity: "error",
  message: ({ callee, argument }) => `\`${callee}\` needs at least one axis in \`${argument}\``,
  explanation: "An empty list of axes asks for nothing.",
  bad: inNet("y = image -> merge([], into: token)"),
  good: inNet("y = image -> merge([height, width], into: token)"),
});

export const kinds = [
  noSuchAxis,
  axisDoubled,
  axisTaken,
  overMissing,
  overElementwise,
  indexPointsElsewhere,
  notAMask,
  mergeNeedsAxes,
] as readonly DiagnosticKind<never>[];
