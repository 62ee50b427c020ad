import { isName } from "../../grammar/newlines.ts";
import * as t from "../../grammar/tokens.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { holdsTensor, kindOfLists } from "../compiler/2-bind/kind-of-lists.ts";
import type { Declared } from "../compiler/2-bind/module.ts";
import { isAlias } from "../compiler/3-elaborate/reference.ts";
import type { SurfaceParameter } from "../compiler/ops/surface.ts";
import { thingIn, thingNamed, type Thing, type View } from "./view.ts";
import type { Frame } from "./place.ts";
import { any, showWant, wantOfSurface, wantOfType, type Want } from "./want.ts";

export interface CallParameter {
  readonly name: string;
  /** With type and default, as a signature shows it. */
  readonly label: string;
  readonly doc?: string;
  readonly want: Want;
  /** What `->` hands over may land here. */
  readonly takesFlow: boolean;
  readonly optional: boolean;
}

/** What can be called, with its lists. */
export interface Callable {
  readonly name: string;
  readonly doc?: string;
  /** List one, which makes the kind. */
  readonly kind?: readonly CallParameter[];
  /** List two, which places it. */
  readonly placing?: readonly CallParameter[];
  /** Labels besides the parameters' are axes. */
  readonly byAxis?: "pair" | "axis";
}

/** A list of arguments around a place. */
export interface CallAround {
  readonly callable: Callable;
  readonly list: "kind" | "placing";
  /** The list's parameters, without the one that `->` fills. */
  readonly parameters: readonly CallParameter[];
  /** The parameter that `->` fills; of list two. */
  readonly flow?: CallParameter;
  /** Those that are given at other places of the list. */
  readonly given: ReadonlySet<CallParameter>;
  /** The one that is being written; undefined where there are no more. */
  readonly active?: CallParameter;
}

/** So many kinds that stand for one another; they may go in a circle. */
const DEEPEST = 20;

export const callableOf = (view: View, thing: Thing, depth = 0): Callable | undefined => {
  if (depth > DEEPEST) return undefined;
  switch (thing.sort) {
    case "operation": {
      const { name, doc, parameters, axisArguments } = thing.surface;
      const placing = parameters.map(ofSurface);
      return { name, doc, placing, ...(axisArguments && { byAxis: axisArguments.value }) };
    }
    case "part": {
      const { name, doc, parameters } = thing.surface;
      return { name, doc, kind: parameters.map(ofSurface) };
    }
    case "declared":
      return callableDeclared(view, thing.declared, depth);
    case "local": {
      // A parameter's default or a binding's value tells what is likely handed on.
      const { value, name } = thing.local;
      const other = value?.kind === "Reference" ? thingNamed(view, value.name.text) : undefined;
      const meant = other && other !== thing ? callableOf(view, other, depth + 1) : undefined;
      // Handed on it has its kind already.
      return meant?.placing && { name, placing: meant.placing, ...(meant.doc !== undefined && { doc: meant.doc }) };
    }
  }
};

const callableDeclared = (view: View, { node, name, module }: Declared, depth: number): Callable | undefined => {
  if (node.kind === "Recipe") {
    const kind = (node.list?.parameters ?? []).map(ofDeclared);
    return { name, kind, ...(node.doc !== undefined && { doc: node.doc }) };
  }
  if (node.kind !== "Declaration") return undefined;
  const { kind, placing } = kindOfLists(node);
  const meant = isAlias(node) ? aliasOf(view, { node, name, module }, depth) : undefined;
  const second = placing?.parameters.map(ofDeclared) ?? meant?.placing;
  return {
    name,
    ...(node.doc !== undefined && { doc: node.doc }),
    ...(kind && { kind: kind.parameters.map(ofDeclared) }),
    ...(second && { placing: second }),
  };
};

/** What `block Name = Kind(3)` stands for. */
const aliasOf = (view: View, { node, module }: Declared, depth: number): Callable | undefined => {
  let body = node.kind === "Declaration" ? node.body : undefined;
  while (body?.kind === "Call" || body?.kind === "Parenthesized")
    body = body.kind === "Call" ? body.callee : body.inner;
  const thing = body?.kind === "Reference" ? thingIn(view.program.library, module, body.name.text) : undefined;
  return thing && callableOf(view, thing, depth + 1);
};

const ofSurface = ({ name, doc, type, default: standard }: SurfaceParameter): CallParameter => {
  const want = wantOfSurface(type, name);
  const shown = type.kind === "value" ? undefined : showWant(want);
  return {
    name,
    doc,
    want,
    label: `${name}${shown === undefined ? "" : `: ${shown}`}${standard === undefined ? "" : ` = ${standard}`}`,
    takesFlow: type.kind === "tensor" || type.kind === "operand" || type.kind === "operands",
    optional: standard !== undefined,
  };
};

const ofDeclared = (parameter: ast.Parameter): CallParameter => {
  const { name, type, doc, span } = parameter;
  return {
    name: name.text,
    label: type.kind === "Missing" ? name.text : span.source.text.slice(name.span.start, span.end).replace(/\s+/g, " "),
    want: wantOfType(type),
    takesFlow: type.kind !== "Missing" && holdsTensor(type),
    optional: parameter.default !== undefined,
    ...(doc !== undefined && { doc }),
  };
};

/** Whether `->` can hand something to it. */
export const takesFlow = ({ placing }: Callable): boolean => placing?.some((each) => each.takesFlow) ?? false;

/** The call that an open parenthesis begins; undefined where nobody knows what is called. */
export const callAround = (view: View, frame: Frame): CallAround | undefined => {
  const { tokens } = view.place;
  let [name, second] = [frame.at - 1, false];
  if (tokens[name]?.tokenType === t.RightParen) [name, second] = [partnerOf(view, name) - 1, true];
  const token = tokens[name];
  if (!token || !isName(token.tokenType) || tokens[name - 1]?.tokenType === t.Dot) return undefined;
  const thing = thingNamed(view, token.image.normalize("NFC"));
  const callable = thing && callableOf(view, thing);
  if (!callable) return undefined;
  const list = second || !callable.kind ? "placing" : "kind";
  return matched(view, frame, callable, list, isStep(view, name));
};

/** Where the bracket opens that a token closes; itself where it closes none. */
const partnerOf = ({ place: { frames } }: View, at: number): number => frames[at]?.at ?? at;

const isStep = ({ place: { tokens, frames } }: View, name: number): boolean =>
  tokens[name - 1]?.tokenType === t.Arrow || (frames[name]?.kind === "steps" && frames[name].at === name - 1);

const matched = (
  view: View,
  frame: Frame,
  callable: Callable,
  list: "kind" | "placing",
  incoming: boolean,
): CallAround => {
  const all = callable[list] ?? [];
  const { place } = view;
  const starts = segmentsOf(view, frame);
  const [here = frame.at + 1] = starts.slice(-1);
  const before = starts.slice(0, -1);
  const labels = new Set([
    ...before.flatMap((at) => (isLabel(view, at) ? [place.tokens[at]!.image] : [])),
    ...labelsAfter(view, frame),
  ]);
  const label = isLabel(view, here) ? place.tokens[here]!.image : undefined;
  const named = all.filter(({ name }) => labels.has(name) || name === label);
  const free = all.filter((each) => !named.includes(each));
  const handed = list === "placing" ? free : (callable.placing ?? []);
  const flow = incoming ? (handed.find((each) => each.takesFlow) ?? handed[0]) : undefined;
  const open = free.filter((each) => each !== flow);
  const unnamed = before.filter((at) => !isLabel(view, at)).length;
  const parameters = all.filter((each) => each !== flow);
  const active = label === undefined ? open[unnamed] : all.find(({ name }) => name === label);
  const given = new Set([...all.filter(({ name }) => labels.has(name)), ...open.slice(0, unnamed)]);
  return { callable, list, parameters, given, ...(flow && { flow }), ...(active && { active }) };
};

/** Where the arguments of a list begin, the one at the place last. */
const segmentsOf = ({ place: { tokens, frames } }: View, frame: Frame): readonly number[] => {
  const starts = [frame.at + 1];
  for (let at = frame.at + 1; at < tokens.length; at++)
    if (frames[at] === frame && tokens[at]!.tokenType === t.Comma) starts.push(at + 1);
  return starts;
};

const isLabel = ({ place: { tokens } }: View, at: number): boolean =>
  isName(tokens[at]?.tokenType) && tokens[at + 1]?.tokenType === t.Colon;

/** Labels between the place and the list's end. */
const labelsAfter = ({ place: { after, tokens, frames } }: View, list: Frame): readonly string[] => {
  const labels: string[] = [];
  let depth = 0;
  for (let frame = frames[tokens.length]; frame && frame !== list; frame = frame.parent) depth++;
  for (let at = 0; at < after.length && depth >= 0; at++) {
    const { tokenType } = after[at]!;
    if ([t.LeftParen, t.LeftBracket, t.LeftBrace].includes(tokenType)) depth++;
    else if ([t.RightParen, t.RightBracket, t.RightBrace].includes(tokenType)) depth--;
    else if (tokenType === t.Equals) break;
    else if (depth === 0 && tokenType === t.Comma && isName(after[at + 1]?.tokenType))
      if (after[at + 2]?.tokenType === t.Colon) labels.push(after[at + 1]!.image);
  }
  return labels;
};

/** What a parameter of a list wants where its axis arguments are written. */
export const axisWant = ({ byAxis }: Callable): Want =>
  byAxis === "axis" ? { kind: "axis" } : byAxis === "pair" ? { kind: "list", of: { kind: "number" } } : any;
