import { showNum } from "../../../base/number.ts";
import type { TensorType } from "../../4-graph/graph.ts";
import { showDims } from "./dims.ts";
import type { Span } from "../../../base/source.ts";
import type { Value } from "../../3-elaborate/value.ts";

export const showType = (type: TensorType): string =>
  type.kind === "index" ? `index into ${type.of ?? "?"} ${showDims(type.dims)}` : showDims(type.dims);

/** The value as it would be written, short: for titles and messages. */
export const showValue = (value: Value): string => {
  switch (value.kind) {
    case "number":
      return showNum(value.value);
    case "bool":
      return String(value.value);
    case "string":
      return JSON.stringify(value.value);
    case "symbol":
    case "axis":
      return value.name;
    case "none":
      return "none";
    case "duration":
      return `${showNum(value.amount)} ${value.unit}`;
    case "list":
      return showItems(value);
    case "record":
      return value.network ? value.network.name : `{ ${[...value.fields.keys()].join(", ")} }`;
    case "tensor":
      return showType(value.node.type);
    case "placeable":
    case "part":
      return value.kind === "part" ? showPart(value) : value.title;
    case "run":
      return value.name;
    case "show":
      return showText(value.expression.span);
    case "init":
      return value.initializer.kind;
    case "failed":
      return "?";
  }
};

/** The text there, as written. */
export const showText = ({ source, start, end }: Span): string => source.text.slice(start, end);

const MOST_SHOWN = 8;

const showItems = ({ items, labels }: Value & { kind: "list" }): string => {
  const shown = items
    .slice(0, MOST_SHOWN)
    .map((item, at) => (labels?.[at] === undefined ? "" : `${labels[at]}: `) + showValue(item));
  return `[${[...shown, ...(items.length > MOST_SHOWN ? ["…"] : [])].join(", ")}]`;
};

const showPart = (part: Value & { kind: "part" }): string => {
  const given = [...part.arguments].map(([name, value]) => `${name}: ${showValue(value)}`);
  return given.length ? `${part.name}(${given.join(", ")})` : part.name;
};

/** Longer texts say no more in a message. */
const LONGEST_TEXT = 80;

const shortened = (text: string): string => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);

/** "a number", "a 16×16×12 tensor": for "expected …, got …". */
export const describe = (value: Value): string => {
  switch (value.kind) {
    case "number":
      return `the number ${showNum(value.value)}`;
    case "bool":
      return String(value.value);
    case "string":
      return `the string ${shortened(showValue(value))}`;
    case "symbol":
      return `the name \`${value.name}\``;
    case "axis":
      return `the axis \`${value.name}\``;
    case "none":
      return "`none`";
    case "duration":
      return `the duration ${showValue(value)}`;
    case "list":
      return value.items.length === 1 ? "a list of 1 item" : `a list of ${value.items.length} items`;
    case "record":
      return value.network
        ? `the model ${value.network.name}`
        : `a record of ${[...value.fields.keys()].join(", ") || "nothing"}`;
    case "tensor":
      return `a tensor, ${showType(value.node.type)}`;
    case "placeable":
      return `\`${value.title}\`, ${value.target.sort === "operation" ? "an operation" : `a ${value.target.declaration.keyword}`}`;
    case "part":
      return `\`${value.name}\`, ${value.role === "augment" ? "an augmentation" : value.role === "data" ? "a data set" : value.role === "optimizer" ? "an optimizer" : `a ${value.role}`}`;
    case "run":
      return `the run \`${value.name}\``;
    case "show":
      return `\`${showText(value.expression.span)}\``;
    case "init":
      return "an initialization";
    case "failed":
      return "nothing";
  }
};
