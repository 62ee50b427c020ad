import { parseNum } from "../../src/base/number.ts";
import type { Span } from "../../src/base/source.ts";
import type { Part, PartRole, Value } from "../../src/compiler/3-elaborate/value.ts";

export const nowhere: Span = { source: { path: "test.kes", text: "" }, start: 0, end: 0 };

/** Makes a part as a spec would: `part("data", "shapes", { split: symbol("test"), count: number(20) })`. */
export const part = (role: PartRole, name: string, settings: Readonly<Record<string, Value>> = {}): Part => ({
  kind: "part",
  role,
  name,
  arguments: new Map(Object.entries(settings)),
  span: nowhere,
});

export const number = (value: number | string): Value => ({ kind: "number", value: parseNum(String(value)) });
export const symbol = (name: string): Value => ({ kind: "symbol", name });
export const string = (value: string): Value => ({ kind: "string", value });
export const list = (...items: Value[]): Value => ({ kind: "list", items });
export const duration = (amount: number, unit: "epochs" | "steps"): Value => ({
  kind: "duration",
  amount: parseNum(String(amount)),
  unit,
});
