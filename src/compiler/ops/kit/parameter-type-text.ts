import type { ParameterType } from "../surface.ts";

/** What a parameter takes, for people: `int ≥ 1`, `tensor[height, width, channel]`, `nearest | bilinear`. */
export const parameterTypeText = (type: ParameterType): string => {
  switch (type.kind) {
    case "tensor":
      if (type.index !== undefined) return type.index === true ? "an index" : `an index into ${type.index}`;
      return type.axes === undefined || type.axes.length === 0 ? "tensor" : `tensor[${type.axes.join(", ")}]`;
    case "operand":
      return "tensor or number";
    case "operands":
      return "list of tensors or numbers";
    case "int":
      return type.least === undefined ? "int" : `int ≥ ${type.least}`;
    case "axes":
      return "axis, or a list of them";
    case "sizes":
      return "axes with sizes";
    case "choice":
      return type.of.join(" | ");
    case "init":
      return "initialization";
    case "padding":
      return "int, or [top, right, bottom, left]";
    case "part":
      return type.role;
    case "value":
      return "any value";
    case "list":
      return `list of ${parameterTypeText(type.of)}`;
    default:
      return type.kind;
  }
};
