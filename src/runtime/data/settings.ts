import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { toFloat } from "../../base/number.ts";
import type { Part, Value } from "../../compiler/3-elaborate/value.ts";
import { badSetting } from "../../compiler/diagnostics/data.ts";
import type { Normalization } from "./data-set.ts";

/** A part's settings by name, defaults filled in. */
export type Settings = ReadonlyMap<string, Value>;

/** Undefined where it is no number: `none`, or a default that names another setting. */
export const readNumber = (settings: Settings, name: string): number | undefined => {
  const value = settings.get(name);
  return value?.kind === "number" ? toFloat(value.value) : undefined;
};

/** A text or a choice; empty where it is neither. */
export const readText = (settings: Settings, name: string): string => {
  const value = settings.get(name);
  return value?.kind === "string" ? value.value : value?.kind === "symbol" ? value.name : "";
};

const readNumbers = (settings: Settings, name: string): readonly number[] => {
  const value = settings.get(name);
  return value?.kind === "list" ? value.items.map((item) => (item.kind === "number" ? toFloat(item.value) : NaN)) : [];
};

/** `scale`, `mean` and `deviation`: a number for each channel, or one for all. */
export const readNormalization = (
  part: Part,
  settings: Settings,
  channels = 3,
): readonly [Normalization, readonly Diagnostic[]] => {
  const problems: Diagnostic[] = [];
  const complain = (setting: string, problem: string): number =>
    problems.push(diagnose(badSetting, part.span, { part: part.name, setting, problem }));
  const perChannel = (name: string): readonly number[] => {
    const given = readNumbers(settings, name);
    if (given.length === 1) return Array.from({ length: channels }, () => given[0]!);
    if (given.length !== channels)
      complain(name, `${given.length} numbers for ${channels === 3 ? "3 colours" : `${channels} channels`}`);
    return given;
  };
  const [mean, deviation] = [perChannel("mean"), perChannel("deviation")];
  if (!deviation.every((value) => value > 0)) complain("deviation", "it must be above 0");
  return [{ scale: readNumber(settings, "scale") ?? 1 / 255, mean, deviation }, problems];
};
