import { isName } from "../../grammar/newlines.ts";
import type { Token } from "../../grammar/scan.ts";
import * as t from "../../grammar/tokens.ts";
import { axisWant, callAround, type CallAround } from "./callable.ts";
import { declares, endsOperand, isKeyword, segmentStart, type Frame } from "./place.ts";
import { wantOfField } from "./recipe-fields.ts";
import type { View } from "./view.ts";
import { any, elementOf, wantOfType, type Want } from "./want.ts";

/** What may be typed at a place. */
export type Context =
  /** A line of a file, of a body, of a recipe. */
  | { readonly kind: "item" | "statement" | "field" }
  /** Behind `->`. */
  | { readonly kind: "step" }
  /** Behind a dot, whose index is told. */
  | { readonly kind: "member"; readonly dot: number }
  /** The first word of an argument: a label or a value. */
  | { readonly kind: "argument"; readonly call: CallAround; readonly want: Want }
  | { readonly kind: "value"; readonly want: Want }
  /** In the brackets of a tensor, `x[height: ‸`. */
  | { readonly kind: "axis-label" }
  | { readonly kind: "type" }
  /** Names for `output` and `tap`. */
  | { readonly kind: "bound"; readonly given: ReadonlySet<string> }
  /** Names for the braces of an import. */
  | { readonly kind: "imported" }
  /** A recipe behind `extends`. */
  | { readonly kind: "parent" }
  /** Nothing but these words goes on here. */
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "none" };

const none: Context = { kind: "none" };

export const contextAt = (view: View): Context => {
  const { tokens, frames } = view.place;
  const end = tokens.length;
  const frame = frames[end];
  const previous = tokens[end - 1];
  if (previous?.tokenType === t.Dot) return { kind: "member", dot: end - 1 };
  if (previous?.tokenType === t.Arrow || (frame?.kind === "steps" && frame.at === end - 1)) return { kind: "step" };
  // A comma parts fields and arguments, never statements.
  const isLine = frame === undefined || frame.kind === "statements";
  const start = segmentStart(view.place, end, isLine ? [t.Newline] : undefined);
  switch (frame?.kind) {
    case undefined:
      return start === end ? { kind: "item" } : inItem(view, start);
    case "statements":
      return start === end ? { kind: "statement" } : inStatement(view, start);
    case "fields":
      return start === end ? { kind: "field" } : afterField(view, start);
    case "parameters":
      return inParameters(view, start);
    case "names":
      return { kind: "imported" };
    case "type":
      return start === end ? { kind: "type" } : none;
    case "size":
      return inSize(view, frame, start);
    case "pattern":
    case "unpack":
      return none;
    case "index":
      return start === end ? { kind: "axis-label" } : inValue(view);
    case "arguments": {
      const call = start === end ? callAround(view, frame) : undefined;
      return call ? { kind: "argument", call, want: wantHere(view) } : inValue(view);
    }
    default:
      return inValue(view);
  }
};

/** A value, or behind a whole one the words that go on. */
const inValue = (view: View): Context => {
  const { tokens, frames } = view.place;
  const previous = tokens.at(-1);
  const frame = frames[tokens.length];
  if (previous && ["for", "fold", "scan"].includes(previous.image) && isKeyword(previous)) return none;
  if (previous?.image === "repeat" && isKeyword(previous)) return none;
  const begins = previous === undefined || previous === tokens[frame?.at ?? -1] || previous.tokenType === t.Newline;
  if (!begins && (endsOperand(previous) || previous.tokenType === t.RightBrace))
    return { kind: "words", words: wordsAfter(view, previous) };
  return { kind: "value", want: wantHere(view) };
};

const wordsAfter = (view: View, previous: Token): readonly string[] => {
  const { tokens, frames } = view.place;
  const frame = frames[tokens.length];
  if (previous.tokenType === t.RightBrace) return ["else"];
  const start = segmentStart(view.place, tokens.length);
  const line = tokens.slice(start).map(({ image }) => image);
  const words = ["and", "or"];
  if (previous.tokenType === t.NumberToken) words.unshift("epochs", "steps");
  if (line[0] === "expect" && !frame) words.unshift(line.includes("within") ? "of" : "within");
  if (line.includes("..") && !line.includes("by")) words.unshift("by");
  const loop = line.findLastIndex((word) => word === "for" || word === "fold" || word === "scan");
  return loop >= 0 && !line.slice(loop).includes("in") ? ["in"] : words;
};

const inItem = (view: View, start: number): Context => {
  const { tokens } = view.place;
  const previous = tokens.at(-1)!;
  if (tokens[start]!.image === "import" && tokens[start + 1]?.tokenType === t.LeftBrace)
    return previous.tokenType === t.RightBrace ? { kind: "words", words: ["from"] } : none;
  if (tokens[start]!.image === "import" && start + 1 === tokens.length) return { kind: "words", words: ["{"] };
  if (startsDeclaration(view, start) && !tokens.slice(start).some(({ tokenType }) => tokenType === t.Equals))
    return inHeader(view, start);
  return inValue(view);
};

const startsDeclaration = ({ place: { tokens } }: View, start: number): boolean =>
  declares(tokens, start) ||
  (start + 1 === tokens.length && ["block", "fn", "model", "loss", "train"].includes(tokens[start]!.image));

const inHeader = ({ place: { tokens } }: View, start: number): Context => {
  if (tokens.at(-1)!.image === "extends") return { kind: "parent" };
  const extended = tokens.slice(start).some(({ image }) => image === "extends");
  const named = tokens.length >= start + 2;
  return tokens[start]!.image === "train" && named && !extended ? { kind: "words", words: ["extends"] } : none;
};

const inStatement = (view: View, start: number): Context => {
  const { tokens } = view.place;
  const first = tokens[start]!;
  const second = tokens[start + 1]?.tokenType;
  if (second === t.Equals || !["output", "tap", "term", "share"].includes(first.image)) return inValue(view);
  const binds = tokens.slice(start).some(({ tokenType }) => tokenType === t.Equals);
  if (first.image === "term" || first.image === "share") return binds ? inValue(view) : none;
  return inOutput(view, first);
};

/** Names behind `output` and `tap`; a comma begins another one. */
const inOutput = ({ place: { tokens, frames } }: View, first: Token): Context => {
  const end = tokens.length;
  const previous = tokens[end - 1]!;
  if (previous.image === "for") return { kind: "words", words: ["training"] };
  if (isName(previous.tokenType) && previous !== first)
    return { kind: "words", words: first.image === "output" ? ["for training"] : [] };
  const given = new Set<string>();
  for (let at = end - 1; at >= 0 && frames[at] === frames[end]; at--) {
    if (tokens[at]!.tokenType === t.Newline) break;
    if (isName(tokens[at]!.tokenType)) given.add(tokens[at]!.image);
  }
  return { kind: "bound", given };
};

const afterField = (view: View, start: number): Context =>
  view.place.tokens.slice(start).some(({ tokenType }) => tokenType === t.Equals) ? inValue(view) : none;

const inParameters = (view: View, start: number): Context => {
  const { tokens } = view.place;
  const previous = tokens.at(-1)!;
  if (tokens.slice(start).some(({ tokenType }) => tokenType === t.Equals)) return inValue(view);
  return previous.tokenType === t.Colon ? { kind: "type" } : none;
};

/** The brackets of `map[32, 32, 3]`, `tensor[anchor, coord]`, `word[token: 128]`. */
const inSize = (view: View, frame: Frame, start: number): Context => {
  const { tokens } = view.place;
  const of = tokens[frame.at - 1]!.image;
  if (start < tokens.length) return inValue(view);
  return { kind: "value", want: of === "map" || of === "vector" ? { kind: "number" } : { kind: "axis", sizes: true } };
};

/** What a value at the place must be. */
const wantHere = (view: View): Want => {
  const { tokens } = view.place;
  const previous = tokens.at(-1);
  if (!previous) return any;
  const { tokenType, image } = previous;
  if (tokenType === t.Equal || tokenType === t.NotEqual) return wantCompared(view);
  if (isKeyword(previous)) {
    if (image === "if") return { kind: "bool" };
    if (image === "in") return { kind: "list", of: any };
    if (image === "not" || image === "and" || image === "or") return any;
    if (image === "by") return { kind: "number" };
  }
  const want = wantAt(view, tokens.length);
  const isOperator = t.infixSigns.has(tokenType) || tokenType === t.Minus;
  return !isOperator || want.kind === "number" || want.kind === "tensor" || want.kind === "duration" ? want : any;
};

/** `form == ‸`: the words of the choice. */
const wantCompared = ({ place: { tokens }, locals }: View): Want => {
  const left = tokens.at(-2);
  const local = left && locals.findLast(({ name }) => name === left.image);
  return local?.type?.kind === "ChoiceType" ? wantOfType(local.type) : any;
};

/** What an expression must be that stands, or goes on, before a token. */
const wantAt = (view: View, at: number): Want => {
  const { tokens, frames } = view.place;
  const frame = frames[at];
  switch (frame?.kind) {
    case "arguments": {
      const call = callAround(view, frame);
      if (call?.active) return call.active.want;
      return call && tokens[at - 1]?.tokenType === t.Colon ? axisWant(call.callable) : any;
    }
    case "list": {
      const element = elementOf(wantAt(view, frame.at));
      const sized = element.kind === "axis" && element.sizes && tokens[at - 1]?.tokenType === t.Colon;
      return sized ? { kind: "number" } : element;
    }
    case "group":
      return wantAt(view, frame.at);
    case "count":
    case "index":
    case "size":
      return { kind: "number" };
    case "value": {
      const outer = frame.head < frame.at ? wantAt(view, frame.head) : any;
      return tokens[frame.head]?.image === "for" ? elementOf(outer) : outer;
    }
    case "fields":
      return wantOfField(view, view.item?.kind === "Recipe" ? view.item : undefined, fieldPath(view, at));
    case "parameters":
      return wantOfDefault(view, at);
    case undefined:
      return wantOfItem(view, at);
    default:
      return any;
  }
};

/** `optimizer.lr` before `=`. */
const fieldPath = ({ place }: View, at: number): readonly string[] => {
  const path: string[] = [];
  for (let index = segmentStart(place, at); index < at; index++) {
    const { tokenType, image } = place.tokens[index]!;
    if (tokenType === t.Equals) return path;
    if (tokenType !== t.Dot) path.push(image);
  }
  return path;
};

/** What a parameter's default must be: its type, which stands before `=`. */
const wantOfDefault = ({ item, place }: View, at: number): Want => {
  const name = place.tokens[segmentStart(place, at)];
  const lists = item?.kind === "Declaration" ? item.lists : item?.kind === "Recipe" && item.list ? [item.list] : [];
  const parameters = lists.flatMap(({ parameters: all }) => all);
  const parameter = parameters.find((each) => each.name.span.start === name?.startOffset);
  if (parameter && parameter.type.kind !== "Missing") return wantOfType(parameter.type);
  return wantOfWords(place.tokens.slice(segmentStart(place, at), at));
};

/** `groups: int =` where the header can't be read. */
const wantOfWords = (tokens: readonly Token[]): Want => {
  const equals = tokens.findIndex(({ tokenType }) => tokenType === t.Equals);
  const words = tokens.slice(2, equals).filter(({ tokenType }) => isName(tokenType));
  const isChoice = tokens.slice(0, equals).some(({ tokenType }) => tokenType === t.Bar);
  if (isChoice) return { kind: "choice", of: words.map(({ image }) => image) };
  const [word] = words;
  if (!word) return any;
  const span = { source: { path: "", text: "" }, start: 0, end: 0 };
  return wantOfType({ kind: "NamedType", span, name: { kind: "Name", span, text: word.image } });
};

/** The value of `train short = ‸`, `model Small = ‸`, `published … = ‸`. */
const wantOfItem = (view: View, at: number): Want => {
  const { tokens } = view.place;
  const first = tokens[segmentStart(view.place, at)]?.image;
  if (first === "train") return { kind: "run" };
  if (first === "published") return { kind: "number" };
  if (first !== "model" && first !== "block" && first !== "loss") return any;
  const hasTensor = view.item?.kind === "Declaration" && view.item.lists.length > 0;
  return hasTensor && first !== "model" ? any : { kind: first };
};
