import { showNum } from "../../../base/number.ts";
import type { Value } from "../../3-elaborate/value.ts";
import { showDims } from "./dims.ts";

/** "the number 3", "[height: 8, width: 8]": what a message says was got. */
export const describe = (value: Value): string => {
  switch (value.kind) {
    case "number":
      return showNum(value.value);
    case "tensor":
      return `a tensor, ${showDims(value.node.type.dims)}`;
    case "list":
      return `[${value.items.slice(0, 4).map(describe).join(", ")}${value.items.length > 4 ? ", …" : ""}]`;
    case "bool":
      return String(value.value);
    case "none":
      return "none";
    default:
      return `a ${value.kind}`;
  }
};
