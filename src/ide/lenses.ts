import type { Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import { toFloat } from "../base/number.ts";
import { countNetwork, type Count } from "../compiler/analyses/count.ts";
import { differenceOf } from "../compiler/analyses/params-table.ts";
import { grouped, shortened, signedPercent } from "../compiler/analyses/show-count.ts";
import { stepMemory } from "../compiler/analyses/step-memory.ts";
import { formulaOf } from "../compiler/analyses/symbolic/render.ts";
import type { Made } from "../compiler/3-elaborate/make-file.ts";
import type { Network } from "../compiler/4-graph/graph.ts";
import { primitiveTable } from "../compiler/ops/registry.generated.ts";
import type { Program } from "../compiler/program.ts";
import { placementsIn } from "./placements.ts";
import { chosenOf, titleOf, type Choices } from "./shapes.ts";

/** Where a file's counts are shown: over the name of each block, model, loss and recipe. */
export interface Lens {
  /** The name. */
  readonly span: Span;
  readonly item: ast.Declaration | ast.Recipe;
}

export interface LensText {
  readonly text: string;
  /** How many placements there are to choose from. */
  readonly placements: number;
}

/** What is placed nowhere may have no text. */
export const lensesOf = (module: Module): readonly Lens[] =>
  module.file.items.flatMap((item) =>
    item.kind === "Recipe" || (item.kind === "Declaration" && item.keyword !== "fn")
      ? [{ span: item.name.span, item }]
      : [],
  );

/**
 * Parameters and multiply-adds: of a network beside what was expected and published; of a recipe's network with the memory of a
 * step; of a block in the placement that is shown, or, where it is placed nowhere, its formula.
 */
export const lensText = (
  program: Program,
  module: Module,
  { item }: Lens,
  { files = [], choices = new Map() }: { readonly files?: readonly string[]; readonly choices?: Choices } = {},
): LensText | undefined => {
  const made = program.made(module.source.path).result;
  if (item.kind === "Recipe") return only(made && recipeText(item, made));
  const network = made?.named.find(({ declaration }) => declaration === item)?.network;
  return made && network
    ? only(networkText(item, network, module, made))
    : placedText(program, module, item, files, choices);
};

const only = (text: string | undefined): LensText | undefined =>
  text === undefined ? undefined : { text, placements: 0 };

export const countText = ({ parameters, multiplyAdds }: Count, beside = ""): string =>
  `${grouped(parameters)} parameters${beside} · ${shortened(multiplyAdds)} multiply-adds`;

const networkText = (item: ast.Declaration, network: Network, module: Module, { claims }: Made): string => {
  const count = countNetwork(network, primitiveTable);
  const claim = claims.find((each) => each.counter === "params" && each.subject === item.name.text);
  const published = claim && { text: claim.text, value: toFloat(claim.published) };
  const difference = differenceOf({ name: item.name.text, ...count, ...(published && { published }) });
  const beside = [
    ...expectedText(item.name.text, count.parameters, module),
    ...(published && difference !== undefined ? [`published ${published.text}, ${signedPercent(difference)}`] : []),
  ];
  return countText(count, beside.length ? ` (${beside.join("; ")})` : "");
};

/** `expect params(Net) == 257_114` */
const expectedText = (name: string, parameters: bigint, module: Module): readonly string[] => {
  for (const item of module.file.items) {
    if (item.kind !== "Expect" || item.value.kind !== "Binary" || item.value.operator !== "==") continue;
    const { left, right } = item.value;
    if (right.kind !== "Number" || !isParams(left, name)) continue;
    const expected = toFloat(right.value);
    const difference = Number(parameters) - expected;
    return [
      difference === 0
        ? "as expected"
        : `expected ${grouped(expected)}, ${difference > 0 ? "+" : "−"}${grouped(Math.abs(difference))}`,
    ];
  }
  return [];
};

const isParams = (expression: ast.Expression, name: string): boolean => {
  if (expression.kind !== "Call" || expression.callee.kind !== "Reference") return false;
  const [argument, ...more] = expression.arguments.arguments;
  return (
    expression.callee.name.text === "params" &&
    more.length === 0 &&
    argument?.value.kind === "Reference" &&
    argument.value.name.text === name
  );
};

const recipeText = (item: ast.Recipe, { recipes }: Made): string | undefined => {
  const made = recipes.find((each) => each.item === item);
  if (!made?.objective) return undefined;
  const { recipe, objective } = made;
  const memory = `${shownBytes(stepMemory(recipe, objective))} a step at batch ${grouped(recipe.batch)}`;
  return `${countText(countNetwork(objective.student, primitiveTable))} · ${memory}`;
};

const shownBytes = (bytes: bigint): string => {
  const mebibytes = Number(bytes) / 2 ** 20;
  return mebibytes < 1024 ? `${mebibytes.toFixed(mebibytes < 10 ? 1 : 0)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
};

const placedText = (
  program: Program,
  module: Module,
  item: ast.Declaration,
  files: readonly string[],
  choices: Choices,
): LensText | undefined => {
  const all = placementsIn(program, module, files).of(item);
  const index = chosenOf(module, item, all.length, choices);
  const shown = all[index];
  const formula = item.keyword === "block" ? formulaOf(item, module) : undefined;
  const weights = formula === undefined ? [] : [`convolutions ${formula}`];
  if (!shown) return only(weights[0]);
  const count = shown.count();
  if (count.parameters + count.multiplyAdds === 0n) return undefined;
  const which = all.length > 1 ? ` (${index + 1} of ${all.length})` : "";
  return {
    text: [countText(count), `${titleOf(shown)}${which}`, ...weights].join(" · "),
    placements: all.length,
  };
};
