import type * as ast from "../compiler/1-syntax/ast.ts";
import type { Library } from "../compiler/2-bind/library.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { PartSurface } from "../compiler/ops/surface.ts";
import { thingIn, type View } from "./view.ts";
import { any, wantOfSurface, type Want } from "./want.ts";

export interface RecipeField {
  readonly name: string;
  readonly doc: string;
  readonly want: Want;
  /** Without it a recipe can't be run. */
  readonly required?: true;
}

const oneOrMore = (of: Want): Want => ({ kind: "list", of, also: true });
const part = (role: PartSurface["role"]): Want => ({ kind: "part", role });

/** In the order in which recipes write them. */
// prettier-ignore
export const recipeFieldTable: readonly RecipeField[] = [
  { name: "model", doc: "The network that learns.", want: { kind: "model" }, required: true },
  { name: "data", doc: "What it learns from: a data set, or a list of them.", want: oneOrMore(part("data")), required: true },
  { name: "validation", doc: "A share of the training data that is held out, `10%`, or data sets of its own.", want: oneOrMore(part("data")) },
  { name: "test", doc: "What it is tested on: a data set, or a list of them.", want: oneOrMore(part("data")) },
  { name: "metric", doc: "How it is scored, one or a list; `error` where it names none.", want: oneOrMore(part("metric")) },
  { name: "augment", doc: "What happens to pictures before each step, in order.", want: { kind: "list", of: part("augment") } },
  { name: "loss", doc: "Its first model is `model`; its other parameters are bound by name, to fields first, then to what the data yields.", want: { kind: "loss" }, required: true },
  { name: "teacher", doc: "A run, trained first if it has not been.", want: { kind: "run" } },
  { name: "optimizer", doc: "What makes new weights out of gradients.", want: part("optimizer"), required: true },
  { name: "clip_norm", doc: "The largest L2 norm of all gradients together; larger ones are scaled down to it.", want: { kind: "number" } },
  { name: "schedule", doc: "What the learning rate is multiplied by; a list runs in turn, the last fills the length.", want: oneOrMore(part("schedule")) },
  { name: "length", doc: "How long it is trained: `200 epochs`, `500 steps`.", want: { kind: "duration" }, required: true },
  { name: "early_stop", doc: "A duration: ends a run whose validation hasn't improved for so long.", want: { kind: "duration" } },
  { name: "batch", doc: "Pictures a batch.", want: { kind: "number" }, required: true },
  { name: "accumulate", doc: "Batches a step (1): their gradients are averaged.", want: { kind: "number" } },
  { name: "ema", doc: "Decay of a moving average of weights and statistics: what is tested and kept.", want: { kind: "number" } },
  { name: "seed", doc: "The seed of everything random (1).", want: { kind: "number" } },
  { name: "start", doc: "A run or a file: weights of equal path and shape.", want: { kind: "run" } },
  { name: "parts", doc: "Factors for the weights beneath a path: a table of `path`, `rate` and `decay`.", want: { kind: "record" } },
  { name: "show", doc: "What is shown of the networks on sample pictures, beside the result.", want: { kind: "list", of: { kind: "tensor" } } },
];

/** What a field, or `optimizer.lr`, wants. */
export const wantOfField = (view: View, recipe: ast.Recipe | undefined, path: readonly string[]): Want => {
  const [name, argument, ...more] = path;
  const field = recipeFieldTable.find((each) => each.name === name);
  if (!field || argument === undefined) return field?.want ?? any;
  if (field.want.kind === "run") return wantOfField(view, recipe, [argument, ...more]);
  const parameter = partOfField(view, recipe, field.name)?.parameters.find((each) => each.name === argument);
  return parameter ? wantOfSurface(parameter.type) : any;
};

/** So many recipes made of one another; they may go in a circle. */
const DEEPEST = 20;

interface FieldValue {
  readonly value: ast.Expression;
  readonly module: Module;
}

/** What a recipe says of a field, itself or through what it is made from. */
export const valueOfField = (
  { program: { library } }: View,
  recipe: ast.Recipe,
  module: Module,
  field: string,
): FieldValue | undefined => {
  let at: Made | undefined = { recipe, module };
  for (let depth = 0; at && depth < DEEPEST; depth++) {
    const { fields = [] } = at.recipe;
    const own = fields.find(({ path }) => path.length === 1 && path[0]!.text === field);
    if (own && own.value.kind !== "Missing") return { value: own.value, module: at.module };
    at = parentOf(at, library);
  }
  return undefined;
};

interface Made {
  readonly recipe: ast.Recipe;
  readonly module: Module;
}

/** The recipe that another one extends or calls. */
const parentOf = ({ recipe, module }: Made, library: Library): Made | undefined => {
  const name = recipe.parent?.name.text ?? calledBy(recipe.value);
  const thing = name === undefined ? undefined : thingIn(library, module, name);
  if (thing?.sort !== "declared" || thing.declared.node.kind !== "Recipe") return undefined;
  return { recipe: thing.declared.node, module: thing.declared.module };
};

/** The name at the bottom of `f`, `f(…)`, `f(…)(…)`. */
export const calledBy = (expression: ast.Expression | undefined): string | undefined => {
  let at = expression;
  while (at?.kind === "Call" || at?.kind === "Parenthesized") at = at.kind === "Call" ? at.callee : at.inner;
  return at?.kind === "Reference" ? at.name.text : undefined;
};

/** The optimizer, data set, … that a field of a recipe is made with. */
export const partOfField = (view: View, recipe: ast.Recipe | undefined, field: string): PartSurface | undefined => {
  const found = recipe && valueOfField(view, recipe, view.module, field);
  const first = found?.value.kind === "List" ? found.value.items[0]?.value : found?.value;
  const name = calledBy(first);
  const thing = name === undefined ? undefined : thingIn(view.program.library, found!.module, name);
  return thing?.sort === "part" ? thing.surface : undefined;
};
