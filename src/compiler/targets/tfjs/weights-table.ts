import type { Initializer, Variable } from "../../4-graph/graph.ts";
import { keyText } from "./names.ts";

/**
 * The module's list of weights: a line for each placement that owns some, alike ones with counted names in one line:
 * `"group1/Group1/unit{2..6}/batch_norm1": norm(32)`.
 */
export interface WeightsTable {
  readonly lines: readonly string[];
  /** Names of the small makers used. */
  readonly makers: ReadonlySet<string>;
}

interface Row {
  /** Text and numbers by turns, beginning with text. */
  readonly parts: readonly Part[];
  readonly text: string;
}

type Part = string | { readonly from: number; readonly to: number };

export const weightsTable = (variables: readonly Variable[]): WeightsTable => {
  const makers = new Set<string>();
  const owners = new Map<string, Variable[]>();
  for (const variable of variables) {
    const owner = variable.path.slice(0, Math.max(0, variable.path.lastIndexOf("/")));
    owners.set(owner, [...(owners.get(owner) ?? []), variable]);
  }
  const rows = [...owners].flatMap(([owner, owned]): readonly Row[] => {
    const whole = owner === "" ? undefined : compound(owned, makers);
    if (whole !== undefined) return [{ parts: partsOf(owner), text: whole }];
    return owned.map((variable) => ({ parts: partsOf(variable.path), text: single(variable, makers) }));
  });
  return { lines: mergeRows(rows).map(({ parts, text }) => `${keyText(parts.map(partText).join(""))}: ${text},`), makers };
};

const nameOf = ({ path }: Variable): string => path.slice(path.lastIndexOf("/") + 1);
const sizesOf = ({ dims }: Variable): readonly number[] => dims.map(({ size }) => size as number);
const isConstant = (variable: Variable, value: number, trainable = true): boolean =>
  variable.initializer.kind === "constant" && variable.initializer.value === value && variable.trainable === trainable;

/** What all weights of a batch norm, a convolution or a dense layer begin with, in one word. */
const compound = (owned: readonly Variable[], makers: Set<string>): string | undefined => {
  const names = owned.map(nameOf).join();
  const [first, second, third, fourth] = owned;
  if (names === "scale,shift,mean,variance" && isConstant(first!, 1) && isConstant(second!, 0) && isConstant(third!, 0, false) && isConstant(fourth!, 1, false)) {
    makers.add("norm");
    return `norm(${sizesOf(first!).join(", ")})`;
  }
  if (names !== "kernel" && names !== "kernel,bias") return undefined;
  const fan = sizesOf(first!).slice(0, -1).reduce((a, b) => a * b, 1);
  const isDense = second && first!.trainable && second.trainable && isUniform(first!, fan) && isUniform(second, fan);
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
    if (sizes.length === 4 && initializer.deviation === Math.sqrt(2 / (out! * height! * width!))) return made(makers, "he", sizes);
  }
  return made(makers, makerNames[initializer.kind], [...amount(initializer), ...sizes]);
};

const makerNames = { constant: "filled", normal: "normal", uniform: "between" } as const;

const made = (makers: Set<string>, name: string, numbers: readonly number[]): string => {
  makers.add(name);
  return `${name}(${numbers.join(", ")})`;
};

const amount = (initializer: Initializer): readonly number[] =>
  initializer.kind === "constant" ? [initializer.value] : initializer.kind === "normal" ? [initializer.deviation] : [initializer.limit];

const partsOf = (path: string): readonly Part[] =>
  path.split(/(\d+)/).map((part, i) => (i % 2 === 0 ? part : exactly(part)));
/** A number that its digits can't be had back from (`007`) stays text. */
const exactly = (digits: string): Part => (String(Number(digits)) === digits ? { from: Number(digits), to: Number(digits) } : digits);
const partText = (part: Part): string => (typeof part === "string" ? part : part.from === part.to ? String(part.from) : `{${part.from}..${part.to}}`);

/** Rows that differ in one counted number become one, as long as there are such. */
const mergeRows = (rows: readonly Row[]): readonly Row[] => {
  const longest = Math.max(0, ...rows.map(({ parts }) => parts.length));
  let merged = rows;
  for (let before = -1; before !== merged.length; ) {
    before = merged.length;
    for (let at = longest - 1; at >= 0; at--) merged = mergeAt(merged, at);
  }
  return merged;
};

const mergeAt = (rows: readonly Row[], at: number): readonly Row[] => {
  const groups = new Map<string, Row[]>();
  rows.forEach((row, i) => {
    const part = row.parts[at];
    const key = part === undefined || typeof part === "string" ? `alone ${i}` : JSON.stringify([row.text, row.parts.map((one, j) => (j === at ? "" : one))]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  });
  return [...groups.values()].flatMap((group) => joinRuns(group, at));
};

const joinRuns = (group: readonly Row[], at: number): readonly Row[] => {
  if (group.length === 1) return group;
  const rangeOf = (row: Row): { from: number; to: number } => row.parts[at] as { from: number; to: number };
  const joined: Row[] = [];
  for (const row of [...group].sort((a, b) => rangeOf(a).from - rangeOf(b).from)) {
    const last = joined.at(-1);
    if (last && rangeOf(last).to + 1 === rangeOf(row).from)
      joined[joined.length - 1] = { ...last, parts: last.parts.map((part, i) => (i === at ? { from: rangeOf(last).from, to: rangeOf(row).to } : part)) };
    else joined.push(row);
  }
  return joined;
};
