import { divide, parseNum } from "../../base/number.ts";
import type { Part, Value } from "../3-elaborate/value.ts";
import { parts } from "./parts.ts";
import type { PartSurface } from "./surface.ts";

const byName: ReadonlyMap<string, PartSurface> = new Map(parts.map((part) => [part.name, part]));

/** The declaration of a part of a recipe; undefined where the name is none of ours. */
export const partSurface = (name: string): PartSurface | undefined => byName.get(name);

const NUMBER = String.raw`(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?%?`;
const QUOTIENT = new RegExp(`^(${NUMBER})(?: ?/ ?(${NUMBER}))?$`);
const DURATION = new RegExp(`^(${NUMBER}) (epoch|step)s?$`);

/**
 * A default as printed in a declaration, read: `none`, `false`, `0.9`, `1/255`, `5 epochs`, `"folder"`, `[0.5, 0.5]`, `fine`. Throws on
 * anything else, for defaults are ours.
 */
export const readDefault = (printed: string): Value => {
  const text = printed.trim();
  if (text === "none") return { kind: "none" };
  if (text === "true" || text === "false") return { kind: "bool", value: text === "true" };
  if (text.startsWith('"')) return { kind: "string", value: JSON.parse(text) as string };
  if (text.startsWith("["))
    return {
      kind: "list",
      items: text
        .slice(1, -1)
        .split(",")
        .filter((item) => item.trim() !== "")
        .map(readDefault),
    };
  const duration = DURATION.exec(text);
  if (duration?.[1])
    return { kind: "duration", amount: parseNum(duration[1]), unit: duration[2] === "step" ? "steps" : "epochs" };
  const quotient = QUOTIENT.exec(text);
  if (quotient?.[1]) {
    const value = divide(parseNum(quotient[1]), parseNum(quotient[2] ?? "1"));
    if (value) return { kind: "number", value };
  }
  if (/^\p{L}[\p{L}\d_]*$/u.test(text)) return { kind: "symbol", name: text };
  throw new Error(`a default can't be read: ${printed}`);
};

/** All of a part's settings by name, in the declaration's order: what was written, else the default. */
export const partSettings = (part: Part): ReadonlyMap<string, Value> => {
  const surface = partSurface(part.name);
  const settings = new Map<string, Value>();
  for (const parameter of surface?.parameters ?? []) {
    const given = part.arguments.get(parameter.name);
    if (given) settings.set(parameter.name, given);
    else if (parameter.default !== undefined) settings.set(parameter.name, readDefault(parameter.default));
  }
  return settings;
};
