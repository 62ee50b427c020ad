import { layers } from "./layers.ts";
import { numbers } from "./numbers.ts";
import type { Piece } from "./piece.ts";
import { weightPieces } from "./weights.ts";

/** All pieces, each after those that its text calls. */
const pieces: readonly Piece[] = [...numbers, ...layers];

export const kitNames: ReadonlySet<string> = new Set(pieces.map(({ name }) => name));

/** What a module uses of the kit: names of pieces, each with the abilities asked of it. */
export type KitUse = ReadonlyMap<string, ReadonlySet<string>>;

/** The texts of the pieces used and of what they need, in the kit's order. */
export const kitTexts = (use: KitUse): readonly string[] => textsOf(pieces, use);

/** Likewise for the makers of weights. */
export const weightTexts = (makers: ReadonlySet<string>): readonly string[] =>
  textsOf(weightPieces, new Map([...makers].map((name) => [name, new Set<string>()])));

const textsOf = (pieces: readonly Piece[], use: KitUse): readonly string[] => {
  const texts = new Map<string, string>();
  // Callers come after what they call, so one walk from the end meets every caller first.
  for (const piece of [...pieces].reverse()) {
    const called = new RegExp(`(?<![\\w.])${piece.name}\\(`);
    const needed = use.has(piece.name) || [...texts.values()].some((text) => called.test(text));
    if (needed)
      texts.set(
        piece.name,
        piece.text((feature) => use.get(piece.name)?.has(feature) ?? false),
      );
  }
  return pieces.flatMap(({ name }) => texts.get(name) ?? []);
};
