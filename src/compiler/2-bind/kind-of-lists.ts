import type * as ast from "../1-syntax/ast.ts";

/** Types whose values hold no tensor; every other name is a tensor type or the axis that an index points into. */
const PLAIN: ReadonlySet<string> = new Set([
  "int",
  "float",
  "bool",
  "string",
  "block",
  "loss",
  "record",
  "axis",
  "run",
]);

/** Whether values of the type hold tensors; every word that is no type is the axis of an index, which is one. */
export const holdsTensor = (type: ast.Type): boolean =>
  type.kind === "ListType" ? holdsTensor(type.element) : type.kind === "NamedType" && !PLAIN.has(type.name.text);

const anyTensor = (list: ast.ParameterList | undefined): boolean =>
  list?.parameters.some((parameter) => holdsTensor(parameter.type)) ?? false;

/**
 * Which list makes the kind and which one places it (rule 1): the list that holds a tensor is list two; a list without one is list
 * one, but for a fn, which has list two only; two lists are one and two whatever they hold.
 */
export const kindOfLists = (
  declaration: ast.Declaration,
): { readonly kind?: ast.ParameterList; readonly placing?: ast.ParameterList } => {
  const [first, second] = declaration.lists;
  if (!first) return {};
  if (second) return { kind: first, placing: second };
  return declaration.keyword === "fn" || anyTensor(first) ? { placing: first } : { kind: first };
};

/** A header that couldn't be read: its lists say nothing, so nobody complains of what is handed to it. */
export const isHeaderBroken = (node: ast.Declaration | ast.Recipe): boolean => {
  const lists = node.kind === "Recipe" ? (node.list ? [node.list] : []) : node.lists;
  return lists.some((list) => list.parameters.some(({ type }) => type.kind === "Missing"));
};
