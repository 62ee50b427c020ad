import { whole } from "../../../base/number.ts";
import { alignColumns } from "../../../base/columns.ts";
import type * as ast from "../../1-syntax/ast.ts";
import { kindOfLists } from "../../2-bind/kind-of-lists.ts";
import type { Module } from "../../2-bind/module.ts";
import { add, constant, isSame, showPolynomial, type Polynomial } from "./polynomial.ts";
import { Unfollowed, walkBlock, type Row } from "./walk.ts";

/** A block's cost in its free sizes: x has N channels, `out` is M, everything else is called as the parameter. */
export interface SymbolicCost {
  readonly rows: readonly Row[];
  /** What decides the cost and has no formula here. */
  readonly dependsOn?: string;
}

/** The cost of a block as text has it; never a guess: where a construct can't be followed, `dependsOn` says which. */
export const symbolicCost = (declaration: ast.Declaration, module: Module): SymbolicCost => {
  try {
    return { rows: walkBlock(declaration, module) };
  } catch (error) {
    if (error instanceof Unfollowed) return { rows: [], dependsOn: error.message };
    throw error;
  }
};

/** Weights of the block's convolutions together. */
export const convolutionWeights = (cost: SymbolicCost): Polynomial =>
  cost.rows.filter((row) => row.kind === "conv").reduce((sum, row) => add(sum, row.weights), constant(whole(0)));

/** The weights of its convolutions as one formula; undefined where there is none. */
export const formulaOf = (declaration: ast.Declaration, module: Module): string | undefined => {
  const cost = symbolicCost(declaration, module);
  const weights = convolutionWeights(cost);
  return cost.dependsOn === undefined && weights.size > 0 ? showPolynomial(weights, orderIn(declaration)) : undefined;
};

/** Of the symbols in a formula. */
const orderIn = (declaration: ast.Declaration): readonly string[] => {
  const names = (kindOfLists(declaration).kind?.parameters ?? []).map((parameter) => parameter.name.text);
  return [...names.filter((name) => name === "k"), "N", "M", ...names.filter((name) => name !== "k")];
};

const RULE = "(weights of convolutions, per output position at stride 1)";

/** The screen of `kesc params FILE BLOCK --symbolic`. */
export const renderSymbolic = (declaration: ast.Declaration, cost: SymbolicCost): string => {
  const { kind, placing } = kindOfLists(declaration);
  const names = (kind?.parameters ?? []).map((parameter) => parameter.name.text);
  const order = orderIn(declaration);
  const [tensor] = placing?.parameters ?? [];
  const hasOut = placing?.parameters.some((parameter) => parameter.name.text === "out");
  const head = `${declaration.name.text}${names.length ? `(${names.join(", ")})` : ""}   ${tensor?.name.text ?? "x"}: N channels${hasOut ? ", out: M" : ""}   ${RULE}`;
  if (cost.dependsOn !== undefined) return `${head}\n  no formula: the cost depends on ${cost.dependsOn}\n`;
  const rows = cost.rows
    .filter((row) => row.kind === "conv")
    .map((row) => [`  ${titleOf(row, order)}`, showPolynomial(row.weights, order)]);
  const norms = cost.rows
    .filter((row) => row.kind === "norm")
    .reduce((sum, row) => add(sum, row.weights), constant(whole(0)));
  const lines = alignColumns(
    [
      ...rows,
      ...(rows.length > 1 ? [["  in all", showPolynomial(convolutionWeights(cost), order)]] : []),
      ...(norms.size ? [["  batch_norm", `${showPolynomial(norms, order)}   apart`]] : []),
    ],
    ["left", "left"],
  );
  return [head, ...lines].join("\n") + "\n";
};

const titleOf = (row: Row & { kind: "conv" }, order: readonly string[]): string => {
  const show = (size: Polynomial) => showPolynomial(size, order, true);
  const one = isSame(row.groups, constant(whole(1)));
  const groups = one
    ? ""
    : isSame(row.groups, row.from)
      ? ", a group for each channel"
      : `, ${show(row.groups)} groups`;
  const edge = show(row.k);
  return `conv ${edge}×${edge}, ${show(row.from)} → ${show(row.to)}${groups}`;
};
