/** Widths in a sans-serif font, in units of the font's size, a little generous: a drawing is made without asking any font. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[iIjl.,:;|'!()[\] ]/, 0.32],
  [/[frt\-"/]/, 0.4],
  [/[mwMW…]/, 0.9],
  [/[A-Z×+−÷=<>]/, 0.69],
  [/[\u2e80-\uffef]/, 1],
];

/** Of a text in a font of `size` pixels. */
export const textWidth = (text: string, size: number, isBold = false): number => {
  let units = 0;
  for (const character of text) units += WIDTHS.find(([kind]) => kind.test(character))?.[1] ?? 0.58;
  return units * size * (isBold ? 1.08 : 1);
};

/** At most `most` characters, with an ellipsis where some are missing. */
export const shorten = (text: string, most: number): string => {
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
};
