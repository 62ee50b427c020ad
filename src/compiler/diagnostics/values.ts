import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";
import { nearest } from "../../base/nearest.ts";

const inNet = (line: string): string => `model Net(image: map[8, 8, 4]) {\n  ${line}\n  output y\n}`;

const meant = (name: string | undefined, known: readonly string[]): readonly string[] => {
  const near = name === undefined ? undefined : nearest(name, known);
  return near === undefined ? [] : [near];
};

export const wrongValue = diagnosticKind<{ expected: string; got: string; where: string }>({
  code: "KES3001",
  slug: "wrong-kind-of-value",
  severity: "error",
  message: ({ expected, got, where }) => `${where} must be ${expected}, but this is ${got}`,
  explanation:
    "Each parameter and operator takes one kind of value: a whole number, a tensor with certain axes, a block, and so on. What stands here is something else.",
  bad: inNet(`y = image -> conv(3, "eight")`),
  good: inNet(`y = image -> conv(3, 8)`),
});

export const notWhole = diagnosticKind<{ where: string; text: string; value: string }>({
  code: "KES3002",
  slug: "not-whole",
  severity: "error",
  message: ({ where, text, value }) =>
    text === value ? `${where} must be whole: it is ${value}` : `${where} must be whole: ${text} is ${value}`,
  help: () => ["`floor(a / b)` or `ceil(a / b)` where rounding is meant"],
  replacements: ({ text }, written) =>
    written === text && written.includes("/") ? [`floor(${written})`, `ceil(${written})`] : [],
  explanation:
    "Quotients of whole numbers stay exact: 7 / 2 is 7/2, never silently 3. Where a size or count is needed the number must be whole; say `floor` or `ceil` where the paper rounds.",
  bad: inNet(`y = image -> conv(1, image.channel / 8)`),
  good: inNet(`y = image -> conv(1, image.channel / 2)`),
});

export const tooSmall = diagnosticKind<{ where: string; least: number; value: string }>({
  code: "KES3003",
  slug: "too-small",
  severity: "error",
  message: ({ where, least, value }) => `${where} must be at least ${least}, but it is ${value}`,
  explanation: "Sizes, strides and counts have a smallest value that makes sense.",
  bad: inNet(`y = image -> conv(3, 0)`),
  good: inNet(`y = image -> conv(3, 1)`),
});

export const tooLargeWhole = diagnosticKind<{ where: string; value: string }>({
  code: "KES3004",
  slug: "number-too-large",
  severity: "error",
  message: ({ where, value }) => `${where} is ${value}, more than any size can be (2^53)`,
  explanation: "Sizes and counts are whole numbers up to 2^53.",
  bad: inNet(`y = image -> conv(3, 2 ^ 60)`),
  good: inNet(`y = image -> conv(3, 2 ^ 3)`),
});

export const divisionByZero = diagnosticKind<{ text: string }>({
  code: "KES3005",
  slug: "division-by-zero",
  severity: "error",
  message: ({ text }) => `${text} divides by 0`,
  explanation: "A quotient or remainder by 0 has no value when the file is compiled.",
  bad: `expect 1 / 0 == 0`,
  good: `expect 1 / 2 == 0.5`,
});

export const noNumber = diagnosticKind<{ text: string; lost: "size" | "value" }>({
  code: "KES3018",
  slug: "no-number",
  severity: "error",
  message: ({ text, lost }) =>
    lost === "size" ? `${text} is beyond what a number can be (1.8e308)` : `${text} has no value`,
  help: ({ lost }) => (lost === "size" ? ["`inf` where no limit is meant"] : []),
  explanation:
    "Whole numbers and quotients are exact up to 4,096 bits, others go up to 1.8e308. What is larger, and what has no value such as `inf - inf` or an odd root of a negative number, would otherwise go on unseen.",
  bad: `expect 10 ^ 10 ^ 10 > 0`,
  good: `expect 10 ^ 10 > 0`,
});

export const noSuchMember = diagnosticKind<{ of: string; name: string; known: readonly string[] }>({
  code: "KES3006",
  slug: "no-such-member",
  severity: "error",
  message: ({ of, name }) => `${of} has no \`${name}\``,
  notes: ({ known }) => (known.length ? [`it has ${known.join(", ")}`] : []),
  help: ({ name, known }) => meant(name, known).map((near) => `\`${near}\``),
  replaced: ({ name }) => name,
  replacements: ({ name, known }) => meant(name, known),
  explanation:
    "After a dot stands an axis of a tensor (`x.channel`), a field of a record, or an output or `taps` of a placed model.",
  bad: inNet(`y = image -> conv(3, image.chanel)`),
  good: inNet(`y = image -> conv(3, image.channel)`),
});

export const tensorDecides = diagnosticKind<{ where: string }>({
  code: "KES3007",
  slug: "tensor-decides-structure",
  severity: "error",
  message: ({ where }) => `${where} can't depend on what a tensor holds: it is known only when the graph runs`,
  help: () => ["`where(mask, a, b)` chooses between two tensors number by number"],
  explanation:
    "Numbers, lists and conditions are evaluated when the file is compiled; tensors exist when the graph runs. So a tensor can't decide an `if`, a count or a size.",
  bad: inNet(`y = if image > 0 { image } else { 2 * image }`),
  good: inNet(`y = where(image > 0, image, 2 * image)`),
});

export const outOfBounds = diagnosticKind<{ index: string; length: number; of: string; isBound?: boolean }>({
  code: "KES3008",
  slug: "out-of-bounds",
  severity: "error",
  message: ({ index, length, of, isBound }) =>
    isBound
      ? `${index} is out of bounds: ${of} has ${length}, so a slice's bounds go from -${length} to ${length}`
      : `${index} is out of bounds: ${of} has ${length}, so 0 to ${length - 1}, or -1 to -${length} from the end`,
  explanation:
    "Counting starts at 0; negative numbers count from the end. The end of a slice is not in it, so it may be the size itself.",
  bad: inNet(`y = image[channel: 4]`),
  good: inNet(`y = image[channel: 3]`),
});

export const sizesDiffer = diagnosticKind<{
  operator: string;
  left: string;
  right: string;
  axis: string;
  sizes: readonly [string, string];
}>({
  code: "KES3009",
  slug: "sizes-differ",
  severity: "error",
  message: ({ operator, left, right, axis, sizes }) =>
    `\`${operator}\` of ${left} and ${right}: \`${axis}\` is ${sizes[0]} on the left and ${sizes[1]} on the right`,
  notes: ({ sizes }) =>
    sizes.includes("1")
      ? ["a size of 1 does not stretch; `x[axis: 0]` removes the axis, and an absent axis broadcasts"]
      : [],
  explanation:
    "Axes of one name must have one size. An axis that one side lacks is broadcast; a size of 1 is not stretched silently.",
  bad: inNet(`y = image + (image -> conv(1, 8))`),
  good: inNet(`y = image + (image -> conv(1, 4))`),
});

/** More are rather looked up. */
const MOST_CHOICES = 6;

export const notAChoice = diagnosticKind<{ name: string; choices: readonly string[]; where: string }>({
  code: "KES3010",
  slug: "not-a-choice",
  severity: "error",
  message: ({ name, choices, where }) => `${where} is one of ${choices.join(", ")}; \`${name}\` is none of them`,
  replacements: ({ name, choices }, written) => (written === name ? choices.slice(0, MOST_CHOICES) : []),
  explanation: "A choice lists the names it may have.",
  bad: inNet(`y = image -> max_pool(2, stride: 2, round: up)`),
  good: inNet(`y = image -> max_pool(2, stride: 2, round: ceil)`),
});

export const patternMismatch = diagnosticKind<{ names: number; got: string }>({
  code: "KES3011",
  slug: "pattern-mismatch",
  severity: "error",
  message: ({ names, got }) => `this takes ${names} values apart, but an item is ${got}`,
  explanation: "`for (a, b) in list` needs a list whose items are lists of two, as `zip(x, y)` makes.",
  bad: `expect sum(for (a, b) in [1, 2] { a }) == 3`,
  good: `expect sum(for (a, b) in zip([1, 2], [3, 4]) { a * b }) == 11`,
});

export const notPlaceable = diagnosticKind<{ got: string }>({
  code: "KES3012",
  slug: "not-placeable",
  severity: "error",
  message: ({ got }) => `only a block, model, fn or operation can be placed or called; this is ${got}`,
  explanation: "What stands after `->` or before an argument list must be something that can be placed.",
  bad: inNet(`n = 3\n  y = image -> n(4)`),
  good: inNet(`n = 3\n  y = image -> conv(n, 4)`),
});

export const axisMissing = diagnosticKind<{
  where: string;
  axes: readonly string[];
  shape: string;
  has: readonly string[];
  /** It is the axis that stands there, and may be a slip. */
  isWritten?: boolean;
}>({
  code: "KES3013",
  slug: "axis-missing",
  severity: "error",
  message: ({ where, axes, shape }) =>
    `${where} needs the ${axes.length === 1 ? "axis" : "axes"} ${axes.map((axis) => `\`${axis}\``).join(", ")}, but this is ${shape}`,
  notes: ({ has }) => [has.length ? `it has ${has.join(", ")}` : "it has no axes"],
  help: ({ axes, has, isWritten }) => (isWritten ? meant(axes[0], has).map((near) => `\`${near}\``) : []),
  replaced: ({ axes: [axis = ""] }) => axis,
  replacements: ({ axes, has, isWritten }) => (isWritten ? meant(axes[0], has) : []),
  explanation:
    "A tensor type names the axes that are needed. All others ride along; those named must be there: `mean(over: [height, width])` leaves nothing that a convolution could slide over, and an axis that is misspelt is none.",
  bad: inNet(`y = image[chanel: 0] -> relu`),
  good: inNet(`y = image[channel: 0] -> relu`),
});

export const listsDiffer = diagnosticKind<{ lengths: readonly number[] }>({
  code: "KES3014",
  slug: "lists-differ",
  severity: "error",
  message: ({ lengths }) => `\`zip\` pairs lists of one length; these have ${lengths.join(" and ")}`,
  explanation: "`zip` walks through several lists at once, so they must be equally long.",
  bad: `expect sum(for (a, b) in zip([1, 2], [3]) { a * b }) == 3`,
  good: `expect sum(for (a, b) in zip([1], [3]) { a * b }) == 3`,
});

export const raggedConstant = diagnosticKind<{ where: string; levels: number; axes: readonly string[] }>({
  code: "KES3015",
  slug: "ragged-constant",
  severity: "error",
  message: ({ where, levels, axes }) =>
    `${where} takes numbers nested ${levels} deep, a level for each of ${axes.join(", ")}, all items of a level equally long`,
  explanation:
    "Where a tensor is expected a nested list is a constant: its levels are the type's axes in order, and it must be a full box of numbers.",
  bad: `fn total(x: tensor[token, channel]) = sum(x, over: [token, channel])
expect total([[1, 2], [3]]) == 6`,
  good: `fn total(x: tensor[token, channel]) = sum(x, over: [token, channel])
expect total([[1, 2], [3, 4]]) == 10`,
});

export const unknownSize = diagnosticKind<{ axis: string }>({
  code: "KES3016",
  slug: "size-unknown",
  severity: "error",
  message: ({ axis }) => `the size of \`${axis}\` is the batch's, which only a run knows`,
  explanation:
    "All sizes but the batch are known when the file is compiled. `x.batch` is a tensor for arithmetic, never a size or a count.",
  bad: inNet(`y = image[batch: 0]`),
  good: inNet(`y = image[channel: 0]`),
});

export const inputSizeMissing = diagnosticKind<{ axis: string; shape: string }>({
  code: "KES3017",
  slug: "input-size-missing",
  severity: "error",
  message: ({ axis, shape }) => `\`${axis}\` of a model's input needs a size: ${shape}`,
  explanation: "A model's inputs have all sizes written out, `image: map[32, 32, 3]`, but for the batch.",
  bad: `model Net(image: map) {
  y = image -> conv(1, 4)
  output y
}`,
  good: inNet(`y = image -> conv(1, 4)`),
});

export const kinds = [
  wrongValue,
  notWhole,
  tooSmall,
  tooLargeWhole,
  divisionByZero,
  noNumber,
  noSuchMember,
  tensorDecides,
  outOfBounds,
  sizesDiffer,
  notAChoice,
  patternMismatch,
  notPlaceable,
  axisMissing,
  listsDiffer,
  raggedConstant,
  unknownSize,
  inputSizeMissing,
] as readonly DiagnosticKind<never>[];
