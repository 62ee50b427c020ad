import { toFloat } from "../../../base/number.ts";
import type { Value } from "../../3-elaborate/value.ts";

/** The numbers of a list that the matcher has found to hold numbers. */
export const numbersIn = (items: readonly Value[]): readonly number[] =>
  items.flatMap((item) => (item.kind === "number" ? [toFloat(item.value)] : []));
