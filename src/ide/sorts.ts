import { axisNames } from "../compiler/2-bind/axis-names.ts";
import { kindOfLists } from "../compiler/2-bind/kind-of-lists.ts";
import type { Library } from "../compiler/2-bind/library.ts";
import type { Declared, Module } from "../compiler/2-bind/module.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { isAlias } from "../compiler/3-elaborate/reference.ts";
import { thingIn, type LocalName, type Thing, type View } from "./view.ts";

/** What a value is, as far as the text tells without working anything out. */
export type Sort =
  | "tensor"
  | "number"
  | "bool"
  | "string"
  | "list"
  | "record"
  | "axis"
  | "choice"
  | "block"
  | "model"
  | "loss"
  | "run"
  | "part"
  | "init"
  | "duration"
  | "unknown";

/** Where names are looked up: a module, and in a declaration what it has bound. */
export interface Names {
  readonly library: Library;
  readonly module: Module;
  readonly locals: readonly LocalName[];
}

export const namesOf = ({ program: { library }, module, locals }: View): Names => ({ library, module, locals });

export const thingOf = ({ library, module, locals }: Names, name: string): Thing | undefined => {
  const local = locals.findLast((each) => each.name === name);
  return local ? { sort: "local", local } : thingIn(library, module, name);
};

/** So deep that nobody writes it: what a value is made of may go in a circle. */
const DEEPEST = 24;

const SORTS: ReadonlyMap<string, Sort> = new Map<string, Sort>([
  ["int", "number"],
  ["float", "number"],
  ["bool", "bool"],
  ["string", "string"],
  ["block", "block"],
  ["model", "model"],
  ["loss", "loss"],
  ["run", "run"],
  ["record", "record"],
  ["boxes", "record"],
  ["axis", "axis"],
]);

export const sortOfType = (type: ast.Type): Sort => {
  switch (type.kind) {
    case "ListType":
      return "list";
    case "ChoiceType":
      return "choice";
    case "NamedType":
      return SORTS.get(type.name.text) ?? "tensor";
    case "Missing":
      return "unknown";
  }
};

export const sortOfLocal = ({ what, type, value, field }: LocalName, names: Names, depth = 0): Sort => {
  if (type) return sortOfType(type);
  if (field !== undefined) return "tensor";
  if (!value) return "unknown";
  return what === "variable" ? sortOfElement(value, names, depth + 1) : sortOf(value, names, depth + 1);
};

/** What the elements of a list are. */
const sortOfElement = (list: ast.Expression, names: Names, depth: number): Sort => {
  if (depth > DEEPEST) return "unknown";
  switch (list.kind) {
    case "Range":
      return "number";
    case "Table":
      return "record";
    case "List":
      return list.items[0] ? sortOf(list.items[0].value, names, depth + 1) : "unknown";
    case "For":
      return sortOf(list.body, names, depth + 1);
    case "Parenthesized":
      return sortOfElement(list.inner, names, depth + 1);
    case "Reference": {
      const thing = thingOf(names, list.name.text);
      if (thing?.sort === "local" && thing.local.type?.kind === "ListType") return sortOfType(thing.local.type.element);
      if (thing?.sort === "local" && thing.local.what === "binding" && thing.local.value)
        return sortOfElement(thing.local.value, names, depth + 1);
      const node = thing?.sort === "declared" ? thing.declared.node : undefined;
      return node?.kind === "Binding" ? sortOfElement(node.value, names, depth + 1) : "unknown";
    }
    default:
      return "unknown";
  }
};

export const sortOfThing = (thing: Thing, names: Names, depth = 0): Sort => {
  switch (thing.sort) {
    case "local":
      return sortOfLocal(thing.local, names, depth);
    case "operation":
      return thing.surface.gives?.kind === "init" ? "init" : "block"; // it is called where it stands
    case "part":
      return "part";
    case "declared":
      return sortOfDeclared(thing.declared, names, depth);
  }
};

const sortOfDeclared = ({ node, module }: Declared, { library }: Names, depth: number): Sort => {
  switch (node.kind) {
    case "Declaration":
      return node.keyword === "fn" ? "block" : node.keyword;
    case "Recipe":
      return "run";
    case "Binding":
      return sortOf(node.value, { library, module, locals: [] }, depth + 1);
    case "Unpack":
      return "unknown";
  }
};

export const sortOf = (expression: ast.Expression, names: Names, depth = 0): Sort => {
  if (depth > DEEPEST) return "unknown";
  const inner = (other: ast.Expression): Sort => sortOf(other, names, depth + 1);
  switch (expression.kind) {
    case "Number":
      return expression.unit ? "duration" : "number";
    case "Bool":
      return "bool";
    case "String":
      return "string";
    case "List":
    case "Table":
    case "For":
    case "Range":
      return "list";
    case "Record":
      return "record";
    case "If":
      return inner(expression.then);
    case "Parenthesized":
      return inner(expression.inner);
    case "Unary":
      return inner(expression.operand);
    case "Binary":
      return sortOfBinary(expression.operator, inner(expression.left), inner(expression.right));
    case "Chain":
      return sortOfStep(expression.steps.at(-1), names, depth);
    case "Call":
      return sortOfCall(expression, names, false, depth);
    case "Member":
      return sortOfMember(expression, names, depth);
    case "Index":
      return expression.slices.some(({ axis }) => axis) ? "tensor" : "unknown";
    case "Reference": {
      const thing = thingOf(names, expression.name.text);
      return thing ? sortOfThing(thing, names, depth + 1) : "unknown";
    }
    case "None":
    case "Missing":
      return "unknown";
  }
};

const COMPARING: ReadonlySet<ast.BinaryOperator> = new Set(["==", "!=", "<", "<=", ">", ">=", "and", "or"]);

const sortOfBinary = (operator: ast.BinaryOperator, left: Sort, right: Sort): Sort => {
  if (left === "tensor" || right === "tensor") return "tensor";
  if (left === "duration" || right === "duration") return "duration";
  if (left === "unknown" || right === "unknown") return "unknown";
  return COMPARING.has(operator) ? "bool" : left;
};

const sortOfMember = ({ object, name }: ast.Member, names: Names, depth: number): Sort => {
  const fields = fieldsOf(object, names, depth + 1);
  const field = fields?.find((each) => each.name === name.text);
  if (field) return field.sort;
  const of = sortOf(object, names, depth + 1);
  return of === "tensor" || axisNames(names.module.file).has(name.text) ? "number" : "unknown";
};

const sortOfStep = (step: ast.Step | undefined, names: Names, depth: number): Sort => {
  if (step?.kind === "FoldStep") return step.keyword === "scan" ? "list" : "tensor";
  if (step?.kind !== "PlaceStep") return "tensor";
  const { target } = step;
  const call = target.kind === "Call" ? target : undefined;
  if (call) return sortOfCall(call, names, true, depth);
  const thing = target.kind === "Reference" ? thingOf(names, target.name.text) : undefined;
  return thing ? sortOfPlaced(thing, names, depth) : "tensor";
};

/** `f(…)` and `f(…)(…)`. */
const sortOfCall = (call: ast.Call, names: Names, incoming: boolean, depth: number): Sort => {
  const twice = call.callee.kind === "Call";
  const callee = call.callee.kind === "Call" ? call.callee.callee : call.callee;
  const thing = callee.kind === "Reference" ? thingOf(names, callee.name.text) : undefined;
  if (!thing) return "unknown";
  if (thing.sort === "operation" && !thing.surface.gives && !incoming) {
    // Elementwise operations work at both times.
    const sorts = call.arguments.arguments.map(({ value }) => sortOf(value, names, depth + 1));
    return sorts.length > 0 && sorts.every((sort) => sort === "number") ? "number" : "tensor";
  }
  if (thing.sort === "part") return "part";
  if (thing.sort === "declared" && thing.declared.node.kind === "Recipe") return "run";
  const node = thing.sort === "declared" ? thing.declared.node : undefined;
  if (!twice && !incoming && node?.kind === "Declaration" && kindOfLists(node).kind) return sortOfThing(thing, names);
  return sortOfPlaced(thing, names, depth);
};

/** What comes out where something is placed. */
const sortOfPlaced = (thing: Thing, names: Names, depth: number): Sort => {
  if (thing.sort === "operation") return thing.surface.gives?.kind ?? "tensor";
  if (thing.sort !== "declared" || thing.declared.node.kind !== "Declaration") return "tensor";
  const { node, module } = thing.declared;
  if (node.keyword === "model") return "record";
  const result = resultOf(node);
  if (!result || isAlias(node)) return "tensor";
  return sortOf(result, inside(node, { ...names, module, locals: [] }), depth + 1);
};

const resultOf = ({ body }: ast.Declaration): ast.Expression | undefined => {
  if (body.kind !== "Body") return body;
  const last = body.statements.at(-1);
  return last?.kind === "Return" ? last.value : undefined;
};

/** The names within a declaration, all of them. */
const inside = (node: ast.Declaration, names: Names): Names => ({
  ...names,
  locals: [
    ...node.lists.flatMap(({ parameters }) =>
      parameters.map((each): LocalName => {
        const { name, type } = each;
        return { name: name.text, what: "parameter", at: name.span.start, type };
      }),
    ),
    ...(node.body.kind === "Body" ? node.body.statements : []).flatMap((statement): readonly LocalName[] =>
      statement.kind === "Binding" && statement.path[0]
        ? [{ name: statement.path[0].text, what: "binding", at: statement.span.start, value: statement.value }]
        : [],
    ),
  ],
});

export interface Field {
  readonly name: string;
  readonly sort: Sort;
  /** What is shown beside it. */
  readonly detail: string;
  readonly doc?: string;
  /** Where a text says so; what operations and data give has none. */
  readonly place?: ast.Name;
}

const field = (name: string, detail: string, sort: Sort = "tensor", place?: ast.Name): Field => ({
  name,
  detail,
  sort,
  ...(place && { place }),
});

/** The fields of a record, or of the records in a list; undefined where it is none or can't be told. */
export const fieldsOf = (expression: ast.Expression, names: Names, depth = 0): readonly Field[] | undefined => {
  if (depth > DEEPEST) return undefined;
  const inner = (other: ast.Expression): readonly Field[] | undefined => fieldsOf(other, names, depth + 1);
  switch (expression.kind) {
    case "Record":
      return expression.fields.map(({ name, value }) =>
        field(name.text, "field", value ? sortOf(value, names, depth + 1) : "unknown", name),
      );
    case "Table":
      return expression.columns.map((name, column) => {
        const cell = expression.rows[0]?.[column];
        return field(name.text, "column", cell ? sortOf(cell, names, depth + 1) : "unknown", name);
      });
    case "List":
      return expression.items[0] && inner(expression.items[0].value);
    case "For":
      return inner(expression.body);
    case "If":
      return inner(expression.then);
    case "Parenthesized":
      return inner(expression.inner);
    case "Index":
      return inner(expression.object);
    case "Call": {
      const callee = expression.callee.kind === "Call" ? expression.callee.callee : expression.callee;
      return callee.kind === "Reference" ? placedFields(callee.name.text, names, depth) : undefined;
    }
    case "Chain": {
      const last = expression.steps.at(-1);
      if (last?.kind !== "PlaceStep") return undefined;
      let { target } = last;
      while (target.kind === "Call") target = target.callee;
      return target.kind === "Reference" ? placedFields(target.name.text, names, depth) : undefined;
    }
    case "Reference": {
      const thing = thingOf(names, expression.name.text);
      return thing && fieldsOfThing(thing, names, depth + 1);
    }
    default:
      return undefined;
  }
};

export const fieldsOfThing = (thing: Thing, names: Names, depth = 0): readonly Field[] | undefined => {
  if (thing.sort === "local") {
    const { type, value, field: part } = thing.local;
    if (type?.kind === "NamedType" && type.name.text === "boxes")
      return ["box", "valid", "class"].map((name) => field(name, "of the boxes"));
    return value && part === undefined && !type ? fieldsOf(value, names, depth + 1) : undefined;
  }
  if (thing.sort !== "declared") return undefined;
  const { node, module } = thing.declared;
  return node.kind === "Binding" ? fieldsOf(node.value, { ...names, module, locals: [] }, depth + 1) : undefined;
};

/** Fields of what comes out where a name is placed. */
const placedFields = (name: string, names: Names, depth: number): readonly Field[] | undefined => {
  const thing = thingOf(names, name);
  if (thing?.sort === "operation") {
    const { gives } = thing.surface;
    return gives?.kind === "record" ? gives.fields.map((each) => field(each, `of ${name}`)) : undefined;
  }
  if (thing?.sort !== "declared" || thing.declared.node.kind !== "Declaration") return undefined;
  const { node, module } = thing.declared;
  const there: Names = { ...names, module, locals: [] };
  if (node.keyword === "model") return outputsOf(thing.declared, names.library);
  const result = resultOf(node);
  return result && fieldsOf(result, isAlias(node) ? there : inside(node, there), depth + 1);
};

/** What others may read of a model: its outputs, and its taps as a list. */
export const outputsOf = (model: Declared, library: Library, depth = 0): readonly Field[] => {
  const { node, module } = model;
  if (node.kind !== "Declaration" || depth > DEEPEST) return [];
  if (node.body.kind !== "Body") {
    let { body }: { body: ast.Expression | ast.Body } = node;
    while (body.kind === "Call" || body.kind === "Parenthesized")
      body = body.kind === "Call" ? body.callee : body.inner;
    const next = body.kind === "Reference" ? thingIn(library, module, body.name.text) : undefined;
    return next?.sort === "declared" ? outputsOf(next.declared, library, depth + 1) : [];
  }
  const outputs = node.body.statements.flatMap((each) =>
    each.kind === "Output"
      ? each.names.map((name) => field(name.text, each.forTraining ? "output for training" : "output", "tensor", name))
      : [],
  );
  const taps = node.body.statements.flatMap((each) => (each.kind === "Tap" ? each.names : []));
  const shown = `list of taps: ${taps.map(({ text }) => text).join(", ")}`;
  return [...outputs, ...(taps.length ? [field("taps", shown, "list", taps[0])] : [])].filter(
    ({ name }) => name !== "",
  );
};
