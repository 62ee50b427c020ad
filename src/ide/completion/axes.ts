import { scan } from "../../../grammar/scan.ts";
import { RightBracket } from "../../../grammar/tokens.ts";
import { axisNames } from "../../compiler/2-bind/axis-names.ts";
import { sortOfLocal, namesOf } from "../sorts.ts";
import type { View } from "../view.ts";
import type { Ranked } from "./completion.ts";

const USUAL: readonly string[] = ["channel", "height", "width", "class", "batch"];

/** Axes that a file speaks of, with how often its text has each; the word that is being typed is none yet. */
export const axesIn = ({ module, locals, place: { word } }: View): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { image, startOffset } of scan(module.source).tokens)
    if (startOffset !== word.start) counts.set(image, (counts.get(image) ?? 0) + 1);
  for (const { name } of locals) counts.delete(name); // it is the local that they speak of
  return new Map(
    [...axisNames(module.file)].flatMap((name) => {
      const count = counts.get(name) ?? (USUAL.includes(name) ? 0 : undefined);
      return count === undefined ? [] : [[name, count] as const];
    }),
  );
};

/** Axes as words; `label`: a size or position follows. Parameters that hold an axis come with them. */
export const axisWords = (view: View, label: boolean): readonly Ranked[] => {
  const behind = label ? { text: ": ", snippet: ": $0" } : undefined;
  const word = (name: string, detail: string) => ({
    name,
    what: "axis" as const,
    detail,
    ...(behind && { text: `${name}${behind.text}`, snippet: `${name}${behind.snippet}` }),
  });
  const parameters = view.locals
    .filter((local) => local.what === "parameter" && sortOfLocal(local, namesOf(view)) === "axis")
    .map(({ name }) => ({ completion: word(name, "an axis that is handed in"), rank: 0 }));
  const given = besides(view);
  const axes = [...axesIn(view)]
    .filter(([name]) => !given.has(name))
    .map(([name, uses]) => ({ completion: word(name, "axis"), rank: 1, uses: uses + usual(name) }));
  return [...parameters, ...axes];
};

/** Of axes that are used equally often the usual ones come first. */
const usual = (name: string): number => (USUAL.includes(name) ? 1 - USUAL.indexOf(name) / 10 : 0);

/** Words that stand in the same list. */
const besides = ({ place: { tokens, frames, after } }: View): ReadonlySet<string> => {
  const frame = frames[tokens.length];
  if (frame?.kind !== "list" && frame?.kind !== "index") return new Set();
  const close = after.findIndex(({ tokenType }) => tokenType === RightBracket);
  return new Set([...tokens.slice(frame.at + 1), ...after.slice(0, Math.max(0, close))].map(({ image }) => image));
};
