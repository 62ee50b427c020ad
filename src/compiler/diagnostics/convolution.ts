import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";
import { divisorsOf } from "../../base/divisors.ts";

const net = (line: string, size = "8, 8, 12"): string => `model Net(image: map[${size}]) {\n  ${line}\n  output y\n}\n`;

const channels = (n: number): string => `${n} ${n === 1 ? "channel" : "channels"}`;

/** The counts next to `groups` that divide both numbers of channels. */
const nearestGroups = (input: number, out: number, groups: number): readonly number[] => {
  const common = divisorsOf(input).filter((d) => out % d === 0);
  return [...common.filter((d) => d < groups).slice(-1), ...common.filter((d) => d > groups).slice(0, 1)];
};

interface Groups {
  readonly callee: string;
  readonly groups: number;
  readonly input: number;
  readonly out: number;
  /** Which of the two numbers of channels doesn't divide. */
  readonly side: "input" | "out";
}

export const groupsDontDivide = diagnosticKind<Groups>({
  code: "KES3104",
  slug: "groups-dont-divide",
  severity: "error",
  message: ({ callee, groups, side, ...count }) =>
    `\`${callee}\` can't split ${side === "out" ? "its " : ""}${channels(count[side])}${side === "out" ? " of output" : ""} into ${groups} groups`,
  notes: ({ side, ...count }) => [`${count[side]} is divisible by ${divisorsOf(count[side]).join(", ")}`],
  help: ({ groups, input, out, side }) => {
    const counts = nearestGroups(input, out, groups).map((count) => `\`groups: ${count}\``);
    return [`${counts.join(" or ")}, or ${channels(Math.ceil((side === "out" ? out : input) / groups) * groups)}`];
  },
  replacements: ({ groups, input, out }, written) =>
    written === String(groups) ? nearestGroups(input, out, groups).map(String) : [],
  explanation:
    "Each group of a grouped convolution sees the same number of channels and makes the same number, so the count of groups must divide both what goes in and what comes out.",
  bad: net("y = image -> conv(3, 12, groups: 8)"),
  good: net("y = image -> conv(3, 12, groups: 4)"),
});

export const windowTooLarge = diagnosticKind<{
  callee: string;
  span: number;
  axis: string;
  pixels: number;
  padded: number;
}>({
  code: "KES3105",
  slug: "window-larger-than-map",
  severity: "error",
  message: ({ callee, span, axis, padded }) =>
    `\`${callee}\` looks at ${span} pixels of ${axis}, but there are only ${padded} with the padding`,
  notes: ({ axis, pixels, padded }) => [`x.${axis} is ${pixels}, its padding ${padded - pixels}`],
  help: () => ["a smaller window, more `pad:`, or fewer strides before this step"],
  explanation:
    "A window must fit into the padded map at least once. One that spans more pixels than there are (k, or dilation * (k - 1) + 1) has no output. Often a network made for large pictures is fed small ones.",
  bad: net("y = image -> conv(11, 16, pad: 0)"),
  good: net("y = image -> conv(7, 16, pad: 0)"),
});

export const notAPair = diagnosticKind<{ parameter: string; got: string; least: number }>({
  code: "KES3106",
  slug: "not-a-window-size",
  severity: "error",
  message: ({ parameter, got, least }) =>
    `\`${parameter}\` must be a whole number from ${least}, or [height, width] of two such; it is ${got}`,
  explanation:
    "Edges, strides and dilations of windows count pixels: one whole number for both directions, or a list of two, height first.",
  bad: net("y = image -> conv(3, 16, stride: 3 / 2)"),
  good: net("y = image -> conv(3, 16, stride: [1, 2])"),
});

export const sizeUnknown = diagnosticKind<{ callee: string; axis: string }>({
  code: "KES3107",
  slug: "map-size-unknown",
  severity: "error",
  message: ({ callee, axis }) => `\`${callee}\` must know x.${axis} when the file is compiled, but it is the batch`,
  explanation:
    "Height, width and channels of a map are known when the file is compiled. The batch, also under another name, is known only when the graph runs, so no window slides over it and no weights depend on it.",
  bad: `fn swapped(x: tensor[batch]) = x -> rename(height: rows) -> rename(batch: height)\nmodel Net(image: map[8, 8, 12]) {\n  y = image -> swapped -> conv(3, 16)\n  output y\n}\n`,
  good: `fn swapped(x: tensor[batch]) = x -> rename(height: rows) -> rename(rows: height)\nmodel Net(image: map[8, 8, 12]) {\n  y = image -> swapped -> conv(3, 16)\n  output y\n}\n`,
});

export const padCoversWindow = diagnosticKind<{ callee: string; axis: string; pad: number; size: number }>({
  code: "KES3108",
  slug: "window-of-padding",
  severity: "error",
  message: ({ callee, axis, pad, size }) =>
    `a window of \`${callee}\` would see nothing but padding: ${size} pixels of ${axis}, ${pad} of padding`,
  help: ({ size }) => [`\`pad:\` of at most ${size - 1}`],
  explanation:
    "A pool has no value for a window that lies in the padding alone: the largest of no pixels, or the mean of none. So the padding of each side must be smaller than the window.",
  bad: net("y = image -> max_pool(2, stride: 2, pad: 2)"),
  good: net("y = image -> max_pool(2, stride: 2, pad: 1)"),
});

export const rateOutOfRange = diagnosticKind<{ rate: string }>({
  code: "KES3109",
  slug: "dropout-rate",
  severity: "error",
  message: ({ rate }) => `the rate of \`dropout\` is the share that is zeroed, from 0 to below 1; it is ${rate}`,
  explanation:
    "While training `dropout(x, rate)` zeroes each number with probability `rate` and multiplies the others by 1 / (1 - rate), so their mean stays. A rate of 1 would leave nothing to multiply.",
  bad: net("y = image -> dropout(50)"),
  good: net("y = image -> dropout(50%)"),
});

export const statisticOutOfRange = diagnosticKind<{ parameter: string; value: string; range: string }>({
  code: "KES3110",
  slug: "norm-setting",
  severity: "error",
  message: ({ parameter, value, range }) => `\`${parameter}\` of \`batch_norm\` must be ${range}; it is ${value}`,
  explanation:
    "`epsilon` is added to the variance before its root is taken, so it is positive. `keep` is the share of a running statistic that stays at each step, from 0 to 1; frameworks that speak of a momentum of 0.1 keep 0.9.",
  bad: net("y = image -> batch_norm(keep: 9)"),
  good: net("y = image -> batch_norm(keep: 0.9)"),
});

export const kinds: readonly DiagnosticKind<never>[] = [
  groupsDontDivide,
  windowTooLarge,
  notAPair,
  sizeUnknown,
  padCoversWindow,
  rateOutOfRange,
  statisticOutOfRange,
];
