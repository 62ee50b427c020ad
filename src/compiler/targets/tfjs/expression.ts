import type { Node } from "../../4-graph/graph.ts";
import type { CallItem } from "./body.ts";
import type { Code, Field, NumberCode, PathPart } from "./code.ts";
import type { WrittenNumber } from "./functions.ts";
import { keyText, memberText } from "./names.ts";

/** What is needed to write code down. */
export interface Writing {
  /** The path beneath which the function's weights lie. */
  readonly root: string;
  readonly numbers: ReadonlyMap<NumberCode, WrittenNumber>;
  /** Lists that loops filled, with their lengths. */
  readonly lists: ReadonlyMap<string, number>;
  /** What a node is called here, or the expression that stands for it. */
  nameOf(node: Node): string;
  /** The innermost loop's counter and where it begins. */
  readonly counter?: { readonly name: string; readonly start: number };
}

export const expression = (code: Code, writing: Writing): string => {
  switch (code.kind) {
    case "value":
      return writing.nameOf(code.node);
    case "weight":
      return weightText([code.path], writing);
    case "counted":
      return weightText(code.path, writing);
    case "number":
      return numberText(code, writing);
    case "text":
      return code.text;
    case "list":
      return listText(code.items, writing);
    case "options":
      return optionsText(code.fields, writing);
    case "lambda":
      return `(${code.parameter}) => ${expression(code.body, writing)}`;
    case "call":
      return callOf(code.callee, argumentsText(code.arguments, writing));
    case "conditional":
      return `${weightText([code.path], writing)} ? ${expression(code.then, writing)} : ${expression(code.otherwise, writing)}`;
    case "element":
      return `${listText(code.of, writing)}[${counterText(writing, 0)}]`;
  }
};

/** An axis of size 1 that goes and comes back at its place stays. */
const callOf = (callee: string, args: string): string =>
  (callee === "expandDims" ? /^squeeze\(([\w$.]+), \[(\d+)\]\), \2$/.exec(args)?.[1] : undefined) ??
  `${callee}(${args})`;

/** All of a loop's results in their order are the list itself. */
const listText = (items: readonly Code[], writing: Writing): string => {
  const texts = items.map((item) => expression(item, writing));
  const name = /^([^[]+)\[0\]$/.exec(texts[0] ?? "")?.[1];
  const whole =
    name !== undefined &&
    writing.lists.get(name) === texts.length &&
    texts.every((text, i) => text === `${name}[${i}]`);
  return whole ? name : `[${texts.join(", ")}]`;
};

export const callText = (item: CallItem, callee: string, parameters: readonly string[], writing: Writing): string => {
  const fields = parameters.map((name, i): Field => ({ name, value: item.numbers![i]! }));
  const options: Code = { kind: "options", fields };
  return `${callee}(${argumentsText([...item.arguments, ...(item.weights ? [item.weights] : []), options], writing)})`;
};

const argumentsText = (args: readonly Code[], writing: Writing): string =>
  args
    .map((argument) =>
      argument.kind === "options" && fieldTexts(argument.fields, writing).length === 0
        ? ""
        : expression(argument, writing),
    )
    .filter((part) => part !== "")
    .join(", ");

/** Fields at their default, and those that the called function finds out, are left away. */
const fieldTexts = (fields: readonly Field[], writing: Writing): readonly string[] =>
  fields.flatMap(({ name, value }) => {
    if (value.kind === "number") {
      const written = writing.numbers.get(value);
      if (written?.kind === "inferred") return [];
      if (written?.kind === "fixed" && written.value === value.default) return [];
    }
    const text = expression(value, writing);
    return [text === name ? name : `${keyText(name)}: ${text}`];
  });

const optionsText = (fields: readonly Field[], writing: Writing): string => {
  const texts = fieldTexts(fields, writing);
  return texts.length === 0 ? "{}" : `{ ${texts.join(", ")} }`;
};

const numberText = (code: NumberCode, writing: Writing): string => {
  const written = writing.numbers.get(code) ?? { kind: "fixed", value: code.value };
  if (written.kind === "inferred") return written.text;
  const text = written.kind === "parameter" ? written.name : literal(written.value);
  return typeof code.value === "number" ? text : `${text}[${counterText(writing, 0)}]`;
};

export const literal = (value: number | readonly number[]): string =>
  typeof value === "number" ? (Object.is(value, -0) ? "-0" : String(value)) : `[${value.map(literal).join(", ")}]`;

/** The counter so that it reads `first` in the first turn. */
const counterText = ({ counter }: Writing, first: number, step = 1): string => {
  if (!counter) throw new Error("a loop's code outside of a loop");
  const { name, start } = counter;
  if (step !== 1) return `${first - step * start} + ${step} * ${name}`.replace(/^0 \+ /, "").replace(/\+ -/, "- ");
  return first === start ? name : first > start ? `${name} + ${first - start}` : `${name} - ${start - first}`;
};

/** `w.residual.part1`, or w[`unit${i}`] */
const weightText = (path: readonly PathPart[], writing: Writing): string => {
  const parts = path.map((part) =>
    typeof part === "string" ? part : `\u0000${counterText(writing, part.start, part.step)}\u0001`,
  );
  const whole = parts.join("");
  const relative = writing.root === "" ? whole : whole.slice(writing.root.length + 1);
  if (relative === "") return "w";
  return `w${relative.split("/").map(segmentText).join("")}`;
};

const segmentText = (segment: string): string => {
  if (!segment.includes("\u0000")) return memberText(segment);
  const escaped = segment.replace(/[\\`]|\$(?=\{)/g, "\\$&");
  return `[\`${escaped.replaceAll("\u0000", "${").replaceAll("\u0001", "}")}\`]`;
};
