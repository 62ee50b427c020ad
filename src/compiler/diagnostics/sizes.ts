import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";
import { divisorsOf } from "../../base/divisors.ts";

/** What goes wrong with sizes and numbers where operations are placed. */

const inNet = (line: string): string => `model Net(image: map[8, 8, 4]) {\n  ${line}\n  output y\n}`;

export const operandsDiffer = diagnosticKind<{
  callee: string;
  axis: string;
  sizes: readonly [string, string];
  shapes: readonly [string, string];
}>({
  code: "KES3320",
  slug: "operands-differ",
  severity: "error",
  message: ({ callee, axis, sizes }) => `\`${callee}\` meets two sizes of \`${axis}\`: ${sizes[0]} and ${sizes[1]}`,
  notes: ({ shapes }) => [`one is ${shapes[0]}`, `another is ${shapes[1]}`],
  explanation:
    "Axes of one name must have one size in all that an operation takes together (but for the axis along which `concat` puts them). An axis that one of them lacks is broadcast.",
  bad: inNet("y = concat([image, image[height: 0..4]], along: channel)"),
  good: inNet("y = concat([image, image[channel: 0..2]], along: channel)"),
});

export const splitUneven = diagnosticKind<{ axis: string; size: number; parts: number; open: string }>({
  code: "KES3321",
  slug: "split-uneven",
  severity: "error",
  message: ({ axis, size, parts, open }) =>
    `\`split\` can't share ${size} of \`${axis}\` evenly: \`${open}\` would be ${size} / ${parts}`,
  notes: ({ size }) => [`${size} is divisible by ${divisorsOf(size).join(", ")}`],
  explanation:
    "An axis that is split is the product of its parts. The size that is left out is worked out, and must be whole.",
  bad: inNet("y = image -> split(channel, into: [group: 3, member])"),
  good: inNet("y = image -> split(channel, into: [group: 2, member])"),
});

export const splitDiffers = diagnosticKind<{ axis: string; size: number; sizes: readonly number[]; product: string }>({
  code: "KES3322",
  slug: "split-differs",
  severity: "error",
  message: ({ axis, size, sizes, product }) =>
    `\`split\` must keep the size of \`${axis}\`: it is ${size}, but its parts make ${sizes.length > 1 ? `${sizes.join(" · ")} = ` : ""}${product}`,
  help: () => ["leave one size out: `[group: 2, member]`"],
  explanation: "An axis that is split is the product of its parts.",
  bad: inNet("y = image -> split(channel, into: [group: 2, member: 3])"),
  good: inNet("y = image -> split(channel, into: [group: 2, member: 2])"),
});

export const sizesLeftOut = diagnosticKind<{ callee: string; axes: readonly string[]; most: number }>({
  code: "KES3323",
  slug: "sizes-left-out",
  severity: "error",
  message: ({ callee, axes, most }) =>
    most
      ? `\`${callee}\` can work out one size, but ${axes.map((axis) => `\`${axis}\``).join(" and ")} have none`
      : `\`${callee}\` needs the size of ${axes.map((axis) => `\`${axis}\``).join(" and ")}`,
  explanation:
    "In `[group: 2, member]` a name without a size is worked out from the others: at most one in `split`, none where an axis is new.",
  bad: inNet("y = image -> split(channel, into: [group, member])"),
  good: inNet("y = image -> split(channel, into: [group: 2, member])"),
});

export const notASize = diagnosticKind<{ where: string; got: string; least: number }>({
  code: "KES3324",
  slug: "not-a-size",
  severity: "error",
  message: ({ where, got, least }) => `${where} must be a whole number from ${least}; it is ${got}`,
  explanation: "Sizes and pads count positions along an axis.",
  bad: inNet("y = image -> split(channel, into: [group: 4 / 3, member])"),
  good: inNet("y = image -> split(channel, into: [group: 4 / 2, member])"),
});

export const tooManyAsked = diagnosticKind<{ callee: string; asked: number; axis: string; size: number }>({
  code: "KES3325",
  slug: "too-many-asked",
  severity: "error",
  message: ({ callee, asked, axis, size }) => `\`${callee}\` asks for ${asked} of \`${axis}\`, which has only ${size}`,
  explanation: "`top_k` gives the k largest along an axis, so there must be k.",
  bad: inNet("y = top_k(image, 5, over: channel, as: best).value"),
  good: inNet("y = top_k(image, 3, over: channel, as: best).value"),
});

export const notFourCoordinates = diagnosticKind<{ callee: string; size: string }>({
  code: "KES3326",
  slug: "not-four-coordinates",
  severity: "error",
  message: ({ callee, size }) =>
    `\`${callee}\` takes boxes of four coordinates (left, top, right, bottom), but \`coord\` is ${size}`,
  explanation: "Boxes lie along the axis `coord`: left, top, right, bottom, in parts of the picture from 0 to 1.",
  bad: inNet("box = learned([proposal: 2, coord: 3], init: 0)\n  y = roi_align(image, box, size: 2)"),
  good: inNet("box = learned([proposal: 2, coord: 4], init: 0)\n  y = roi_align(image, box, size: 2)"),
});

export const notAPad = diagnosticKind<{ axis: string; got: string }>({
  code: "KES3327",
  slug: "not-a-pad",
  severity: "error",
  message: ({ axis, got }) => `\`pad\` of \`${axis}\` takes [before, after], two whole numbers from 0; it is ${got}`,
  help: () => ["to leave positions out, take a slice: `x[channel: 1..]`"],
  explanation: "`pad(x, channel: [0, 16])` puts zeros before and after along an axis. Fewer than none can't be added.",
  bad: inNet("y = image -> pad(channel: [0, -2])"),
  good: inNet("y = image -> pad(channel: [0, 2])"),
});

export const rangeUnknown = diagnosticKind<{ callee: string; of: string }>({
  code: "KES3328",
  slug: "range-unknown",
  severity: "error",
  message: ({ callee, of }) => `\`${callee}\` doesn't know how many there are of \`${of}\``,
  help: () => ["say it: `size: 10`"],
  explanation:
    "An index into an axis of some tensor knows that axis' size. One that comes from data may not; then its size must be given.",
  bad: `fn marks(label: class) = one_hot(label)\nmodel Net(image: map[8, 8, 4], label: class) {\n  y = marks(label) * image\n  output y\n}`,
  good: `fn marks(label: class) = one_hot(label, size: 3)\nmodel Net(image: map[8, 8, 4], label: class) {\n  y = marks(label) * image\n  output y\n}`,
});

export const outsideDomain = diagnosticKind<{ callee: string; value: string; domain: string }>({
  code: "KES3329",
  slug: "outside-domain",
  severity: "error",
  message: ({ callee, value, domain }) => `\`${callee}\` of ${value} has no value: it takes numbers ${domain}`,
  explanation:
    "A logarithm needs a number above 0, a square root one that is not below 0, a norm an exponent from 1 (or `inf`).",
  bad: "expect sqrt(-1) == 0",
  good: "expect sqrt(4) == 2",
});

export const emptyList = diagnosticKind<{ callee: string }>({
  code: "KES3330",
  slug: "empty-list",
  severity: "error",
  message: ({ callee }) => `\`${callee}\` of an empty list has no value`,
  explanation:
    "The largest, smallest or mean of nothing isn't a number, and tensors can't be joined where there are none.",
  bad: "expect max([]) == 0",
  good: "expect max([0, 1]) == 1",
});

export const notNested = diagnosticKind<{ levels: number; axes: readonly string[] }>({
  code: "KES3331",
  slug: "not-nested",
  severity: "error",
  message: ({ levels, axes }) =>
    `\`constant\` along [${axes.join(", ")}] takes numbers nested ${levels} deep, all lists of a level equally long and none empty`,
  explanation: "The levels of a nested list are the axes in order; it must be a full box of numbers.",
  bad: inNet("y = image + constant([[1, 2], [3]], axes: [height, channel])"),
  good: inNet("y = image + constant([1, 2, 3, 4], axes: [channel])"),
});

export const boxesDontMatch = diagnosticKind<{
  callee: string;
  maps: number;
  argument: string;
  items: number;
  wanted: string;
}>({
  code: "KES3332",
  slug: "boxes-dont-match",
  severity: "error",
  message: ({ callee, maps, argument, items, wanted }) =>
    `\`${callee}\` of ${maps} ${maps === 1 ? "map" : "maps"} needs ${wanted} in \`${argument}\`, but there are ${items}`,
  explanation:
    "Each map has its own scale and its own list of ratios. A ratio that stands twice makes its second box at the scale between this map's and the next one's, so the last map then needs one scale more.",
  bad: `model Net(image: map[8, 8, 4]) {
  y = constant(prior_boxes([image], [0.2], [[1], [2]]), axes: [anchor, coord])
  output y
}`,
  good: `model Net(image: map[8, 8, 4]) {
  y = constant(prior_boxes([image], [0.2], [[1, 2]]), axes: [anchor, coord])
  output y
}`,
});

export const kinds = [
  operandsDiffer,
  splitUneven,
  splitDiffers,
  sizesLeftOut,
  notASize,
  tooManyAsked,
  notFourCoordinates,
  notAPad,
  rangeUnknown,
  outsideDomain,
  emptyList,
  notNested,
  boxesDontMatch,
] as readonly DiagnosticKind<never>[];
