import { isName } from "../../../grammar/newlines.ts";
import * as t from "../../../grammar/tokens.ts";
import type * as ast from "../../compiler/1-syntax/ast.ts";
import type { Declared, Module } from "../../compiler/2-bind/module.ts";
import { axisArguments, axesOfType } from "../../compiler/3-elaborate/convert-declared.ts";
import { segmentStart } from "../place.ts";
import { readValue } from "../read-value.ts";
import { calledBy, partOfField, recipeFieldTable, valueOfField } from "../recipe-fields.ts";
import { fieldsOf, namesOf, outputsOf, sortOf, type Field } from "../sorts.ts";
import { thingIn, type LocalName, type View } from "../view.ts";
import { axesIn } from "./axes.ts";
import type { Ranked } from "./completion.ts";

/** What may stand behind the dot at an index: outputs and taps of a model, fields of a record, axes of a tensor, arguments of a part. */
export const membersAt = (view: View, dot: number): readonly Ranked[] => {
  const path = fieldPathBefore(view, dot);
  if (path) return partsOfField(view, path);
  const object = objectBefore(view, dot);
  if (!object) return [];
  const fields = fieldsIn(view, object);
  if (fields) return fields.map((field, index) => ({ completion: ofField(field), rank: index / 100 }));
  const sort = sortOf(object, namesOf(view));
  return sort === "tensor" || sort === "unknown" ? sizesOf(view, object) : [];
};

/** The field of what stands before the dot at an index, if a text tells that it has one of that name. */
export const fieldBehind = (view: View, dot: number, name: string): Field | undefined => {
  if (fieldPathBefore(view, dot)) return undefined;
  const object = objectBefore(view, dot);
  return object && fieldsIn(view, object)?.find((field) => field.name === name);
};

const fieldsIn = (view: View, object: ast.Expression): readonly Field[] | undefined =>
  fieldsOfObject(view, object) ?? fieldsOf(object, namesOf(view));

const ofField = ({ name, detail, doc }: Field) => ({
  name,
  what: "field" as const,
  detail,
  ...(doc !== undefined && { doc }),
});

/** `optimizer` in a recipe's line `optimizer.‸`; undefined where it is a value that the dot stands in. */
const fieldPathBefore = ({ place, item }: View, dot: number): readonly string[] | undefined => {
  if (place.frames[dot]?.kind !== "fields" || item?.kind !== "Recipe") return undefined;
  const words = place.tokens.slice(segmentStart(place, dot), dot);
  if (!words.every(({ tokenType }) => isName(tokenType) || tokenType === t.Dot)) return undefined;
  return words.flatMap(({ tokenType, image }) => (tokenType === t.Dot ? [] : [image]));
};

const partsOfField = (view: View, path: readonly string[]): readonly Ranked[] => {
  const field = recipeFieldTable.find(({ name }) => name === path[0]);
  const recipe = view.item?.kind === "Recipe" ? view.item : undefined;
  const set = (name: string, doc: string, rank: number): Ranked => ({
    completion: { name, what: "field", detail: path.join("."), doc, text: `${name} = `, snippet: `${name} = $0` },
    rank,
  });
  if (field?.want.kind === "run" && path.length === 1)
    return recipeFieldTable.map(({ name, doc }, index) => set(name, doc, index / 100));
  const deeper = field?.want.kind === "run" ? path.slice(1) : path;
  const part = deeper.length === 1 ? partOfField(view, recipe, deeper[0]!) : undefined;
  return (part?.parameters ?? []).map(({ name, doc }, index) => set(name, doc, index / 100));
};

/** The value before a dot: `x`, `top_k(x, 3).value`, `student.taps[0]`, read by itself. */
const objectBefore = ({ place }: View, dot: number): ast.Expression | undefined => {
  const { tokens, frames, source } = place;
  let at = dot - 1;
  while (at >= 0) {
    const type = tokens[at]!.tokenType;
    if (type === t.RightParen || type === t.RightBracket) {
      at = frames[at]?.at ?? -1;
      const before = tokens[at - 1];
      const calls = before && (isName(before.tokenType) || [t.RightParen, t.RightBracket].includes(before.tokenType));
      if (!calls) break;
      at -= 1;
    } else if (tokens[at - 1]?.tokenType === t.Dot) at -= 2;
    else break;
  }
  const first = tokens[at];
  return first && readValue(source, first.startOffset, tokens[dot]!.startOffset);
};

/** Models in losses and in a recipe's `show`, known by what recipes put there. */
const fieldsOfObject = (view: View, object: ast.Expression): readonly Field[] | undefined => {
  if (object.kind !== "Reference") return undefined;
  const { item, module } = view;
  const name = object.name.text;
  const local = view.locals.findLast((each) => each.name === name);
  if (item?.kind === "Recipe" && !local && (name === "student" || name === "teacher"))
    return distinctFields(modelsOfRun(view, item, module, name), view);
  const isModel = local?.type?.kind === "NamedType" && local.type.name.text === "model";
  if (!local || !isModel) return undefined;
  const known = item?.kind === "Declaration" ? modelsForLoss(view, item, local) : [];
  return distinctFields(known.length ? known : modelsKnown(view), view);
};

const distinctFields = (models: readonly Declared[], { program: { library } }: View): readonly Field[] => [
  ...new Map(models.flatMap((model) => outputsOf(model, library)).map((field) => [field.name, field])).values(),
];

/** The network that a recipe trains, or that of its teacher. */
const modelsOfRun = (view: View, recipe: ast.Recipe, module: Module, role: string): readonly Declared[] => {
  if (role === "teacher") {
    const teacher = declaredIn(view, valueOfField(view, recipe, module, "teacher"));
    return teacher?.node.kind === "Recipe" ? modelsOfRun(view, teacher.node, teacher.module, "student") : [];
  }
  const model = declaredIn(view, valueOfField(view, recipe, module, "model"));
  return model?.node.kind === "Declaration" ? [model] : [];
};

const declaredIn = (
  { program: { library } }: View,
  value: { readonly value: ast.Expression; readonly module: Module } | undefined,
): Declared | undefined => {
  const name = calledBy(value?.value);
  const thing = name === undefined ? undefined : thingIn(library, value!.module, name);
  return thing?.sort === "declared" ? thing.declared : undefined;
};

/** What recipes hand to a loss's parameter: the first model is theirs, another the teacher's. */
const modelsForLoss = (view: View, loss: ast.Declaration, { name }: LocalName): readonly Declared[] => {
  const parameters = loss.lists.flatMap((list) => list.parameters);
  const first = parameters.find(({ type }) => type.kind === "NamedType" && type.name.text === "model");
  const role = first?.name.text === name ? "student" : "teacher";
  return [...view.program.modules.values()].flatMap((module) =>
    module.file.items.flatMap((item) => {
      if (item.kind !== "Recipe") return [];
      const used = declaredIn(view, valueOfField(view, item, module, "loss"));
      return used?.node === loss ? modelsOfRun(view, item, module, role) : [];
    }),
  );
};

const modelsKnown = ({ module }: View): readonly Declared[] =>
  [...module.names.values()].filter(({ node }) => node.kind === "Declaration" && node.keyword === "model");

/** `x.channel`: a tensor's axes, its own first. */
const sizesOf = (view: View, object: ast.Expression): readonly Ranked[] => {
  const local = object.kind === "Reference" ? view.locals.findLast(({ name }) => name === object.name.text) : undefined;
  const type = local?.type?.kind === "NamedType" ? local.type : undefined;
  const own = type ? (axesOfType(type).length ? axesOfType(type) : axisArguments(type)) : [];
  const order = ["channel", "height", "width"];
  return [...axesIn(view)].map(([name, uses]) => ({
    completion: { name, what: "axis", detail: "its size" },
    rank: own.includes(name) ? 0 : order.includes(name) ? 1 : 2,
    uses,
  }));
};
