import type { Initializer, Variable } from "../../4-graph/graph.ts";
import { keyText } from "./names.ts";

/**
 * The module's list of weights: a line for each placement that owns some, alike ones with counted names in one line:
 * `"group1/Group1/unit{2..6}/batch_norm1": norm(32)`.
 */
export interface WeightsTable {
  readonly lines: readonly string[];
  /** Whether a path counts. */
  readonly counted: boolean;
  /** All paths as members of a union type of TypeScript. */
  readonly paths: readonly string[];
  /** Names of the small makers used. */
  readonly makers: ReadonlySet<string>;
}

interface Row {
  /** Text and numbers by turns, beginning with text. */
  readonly parts: readonly Part[];
  /** What it owns, likewise: sizes may differ along the first counted number of the path. */
  readonly text: readonly (string | Sizes)[];
  /** Names of the weights there; none where the path is the weight's own. */
  readonly names: readonly string[];
}

type Part = string | { readonly from: number; readonly to: number };
type Sizes = readonly number[];

export const weightsTable = (variables: readonly Variable[]): WeightsTable => {
  const makers = new Set<string>();
  const owners = new Map<string, Variable[]>();
  for (const variable of variables) {
    const owner = variable.path.slice(0, Math.max(0, variable.path.lastIndexOf("/")));
    owners.set(owner, [...(owners.get(owner) ?? []), variable]);
  }
  const rows = [...owners].flatMap(([owner, owned]): readonly Row[] => {
    const whole = owner === "" ? undefined : compound(owned, makers);
    if (whole !== undefined) return [{ parts: partsOf(owner), text: sizesIn(whole), names: owned.map(nameOf) }];
    return owned.map((variable) => ({
      parts: partsOf(variable.path),
      text: sizesIn(single(variable, makers)),
      names: [],
    }));
  });
  const merged = mergeRows(rows);
  const lines = merged.map(
    ({ parts, text }) => `${keyText(parts.map(partText).join(""))}: ${text.map(sizeText).join("")},`,
  );
  return { paths: merged.map(pathType), lines, counted: lines.some((line) => /^"[^"]*\{/.test(line)), makers };
};

/** `"stem/conv1/kernel"`, or a template such as `group${1 | 2}/conv1/${"kernel" | "bias"}` */
const pathType = ({ parts, names }: Row): string => {
  const holes = parts.some((part) => typeof part !== "string" && part.from !== part.to) || names.length > 1;
  if (!holes) return JSON.stringify([parts.map(partText).join(""), ...names].join("/"));
  const texts = parts.map((part) =>
    typeof part === "string" ? part.replace(/[\\`]|\$(?=\{)/g, "\\$&") : numbersType(part),
  );
  const ending =
    names.length === 0
      ? ""
      : names.length === 1
        ? `/${names[0]!}`
        : `/\${${names.map((name) => JSON.stringify(name)).join(" | ")}}`;
  return `\`${texts.join("")}${ending}\``;
};

const numbersType = ({ from, to }: { from: number; to: number }): string =>
  from === to ? String(from) : `\${${Array.from({ length: to - from + 1 }, (_, i) => from + i).join(" | ")}}`;

/**
 * Sizes are the whole numbers of a maker's text but for what it begins with: `between(0.5, 16, 10)`, `denseLayer(16, 10)`, and the
 * window of `he(3, 3, 16, 32)`.
 */
const sizesIn = (text: string): Row["text"] =>
  text
    .split(/((?:normal|between|filled|state|denseLayer)\([^,)]*|he\(\d+, \d+|\b\d+\b)/)
    .map((part) => (/^\d+$/.test(part) ? [Number(part)] : part));
const sizeText = (part: string | Sizes): string => {
  if (typeof part === "string") return part;
  return part.every((size) => size === part[0]) ? String(part[0]) : `[${part.join(", ")}]`;
};

const nameOf = ({ path }: Variable): string => path.slice(path.lastIndexOf("/") + 1);
const sizesOf = ({ dims }: Variable): readonly number[] => dims.map(({ size }) => size as number);
const isConstant = (variable: Variable, value: number, trainable = true): boolean =>
  variable.initializer.kind === "constant" && variable.initializer.value === value && variable.trainable === trainable;

/** What all weights of a batch norm, a convolution or a dense layer begin with, in one word. */
const compound = (owned: readonly Variable[], makers: Set<string>): string | undefined => {
  const names = owned.map(nameOf).join();
  const [first, second, third, fourth] = owned;
  if (
    names === "scale,shift,mean,variance" &&
    isConstant(first!, 1) &&
    isConstant(second!, 0) &&
    isConstant(third!, 0, false) &&
    isConstant(fourth!, 1, false)
  ) {
    makers.add("norm");
    return `norm(${sizesOf(first!).join(", ")})`;
  }
  if (names !== "kernel" && names !== "kernel,bias") return undefined;
  const fan = sizesOf(first!)
    .slice(0, -1)
    .reduce((a, b) => a * b, 1);
  const isDense =
    second &&
    first!.dims.length === 2 &&
    first!.trainable &&
    second.trainable &&
    isUniform(first!, fan) &&
    isUniform(second, fan);
  if (isDense) {
    makers.add("denseLayer");
    return `denseLayer(${sizesOf(first!).join(", ")})`;
  }
  return `{ ${owned.map((variable) => `${nameOf(variable)}: ${single(variable, makers)}`).join(", ")} }`;
};

const isUniform = ({ initializer }: Variable, fan: number): boolean =>
  initializer.kind === "uniform" && initializer.limit === 1 / Math.sqrt(fan);

const single = (variable: Variable, makers: Set<string>): string => {
  const sizes = sizesOf(variable);
  if (!variable.trainable) return made(makers, "state", [...amount(variable.initializer), ...sizes]);
  const { initializer } = variable;
  if (initializer.kind === "normal") {
    const [height, width, , out] = sizes;
    if (sizes.length === 4 && initializer.deviation === Math.sqrt(2 / (out! * height! * width!)))
      return made(makers, "he", sizes);
  }
  return made(makers, makerNames[initializer.kind], [...amount(initializer), ...sizes]);
};

const makerNames = { constant: "filled", normal: "normal", uniform: "between" } as const;

const made = (makers: Set<string>, name: string, numbers: readonly number[]): string => {
  makers.add(name);
  return `${name}(${numbers.join(", ")})`;
};

const amount = (initializer: Initializer): readonly number[] =>
  initializer.kind === "constant"
    ? [initializer.value]
    : initializer.kind === "normal"
      ? [initializer.deviation]
      : [initializer.limit];

const partsOf = (path: string): readonly Part[] =>
  path.split(/(\d+)/).map((part, i) => (i % 2 === 0 ? part : exactly(part)));
/** A number that its digits can't be had back from (`007`) stays text. */
const exactly = (digits: string): Part =>
  String(Number(digits)) === digits ? { from: Number(digits), to: Number(digits) } : digits;
const partText = (part: Part): string =>
  typeof part === "string" ? part : part.from === part.to ? String(part.from) : `{${part.from}..${part.to}}`;

/** Rows that differ in one counted number become one: first where all sizes are equal, then with lists of sizes. */
const mergeRows = (rows: readonly Row[]): readonly Row[] => {
  const longest = Math.max(0, ...rows.map(({ parts }) => parts.length));
  const places = [...Array(longest).keys()];
  let merged = rows;
  for (let before = -1; before !== merged.length;) {
    before = merged.length;
    for (const at of places.toReversed()) merged = mergeAt(merged, at, false);
  }
  for (const at of places) merged = mergeAt(merged, at, true);
  return merged;
};

const mergeAt = (rows: readonly Row[], at: number, withLists: boolean): readonly Row[] => {
  const groups = new Map<string, Row[]>();
  rows.forEach((row, i) => {
    const part = row.parts[at];
    // Sizes may differ where the counted number is the path's first one that counts.
    const lists = withLists && row.parts.slice(0, at).every((one) => typeof one === "string" || one.from === one.to);
    const text = row.text.map((one) =>
      typeof one !== "string" && lists && one.every((size) => size === one[0]) ? "a size" : one,
    );
    const path = row.parts.map((one, j) => (j === at ? "" : one));
    const key = part === undefined || typeof part === "string" ? `alone ${i}` : JSON.stringify([text, path, row.names]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  });
  return [...groups.values()].flatMap((group) => joinRuns(group, at));
};

const rangeOf = (row: Row, at: number): { readonly from: number; readonly to: number } =>
  row.parts[at] as { from: number; to: number };

const joinRuns = (group: readonly Row[], at: number): readonly Row[] => {
  if (group.length === 1) return group;
  const joined: Row[] = [];
  for (const row of [...group].sort((a, b) => rangeOf(a, at).from - rangeOf(b, at).from)) {
    const last = joined.at(-1);
    if (last && rangeOf(last, at).to + 1 === rangeOf(row, at).from) joined[joined.length - 1] = joinTwo(last, row, at);
    else joined.push(row);
  }
  return joined;
};

const joinTwo = (a: Row, b: Row, at: number): Row => {
  const [first, second] = [rangeOf(a, at), rangeOf(b, at)];
  /** A size for each of the numbers. */
  const spread = (sizes: Sizes, { from, to }: { from: number; to: number }): Sizes =>
    Array.from({ length: to - from + 1 }, (_, i) => sizes[i] ?? sizes[0]!);
  const equal = JSON.stringify(a.text) === JSON.stringify(b.text);
  return {
    names: a.names,
    parts: a.parts.map((part, i) => (i === at ? { from: first.from, to: second.to } : part)),
    text: a.text.map((part, i) =>
      typeof part === "string" || equal ? part : [...spread(part, first), ...spread(b.text[i] as Sizes, second)],
    ),
  };
};
