const blanksAndComments = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;

/** Offset of the first character from `from` on that is neither blank nor in a comment. */
export const skipTrivia = (text: string, from: number): number => {
  blanksAndComments.lastIndex = from;
  blanksAndComments.exec(text);
  return blanksAndComments.lastIndex;
};

export const breaksBetween = (text: string, from: number, to: number): boolean => text.slice(from, to).includes("\n");

/** Whether the line ends after the bracket at `at`: the author wants what it holds on lines of its own. */
export const endsLineAfter = (text: string, at: number): boolean =>
  breaksBetween(text, at + 1, skipTrivia(text, at + 1));

/** The blanks right before `at`, line ends included. */
const blanksBefore = (text: string, at: number): string => {
  let from = at;
  while (from > 0 && /\s/.test(text.charAt(from - 1))) from--;
  return text.slice(from, at);
};

/** Whether an empty line stands right before the line on which `at` is the first thing. */
export const emptyLineBefore = (text: string, at: number): boolean => /\n[^\S\n]*\n/.test(blanksBefore(text, at));

/** Columns of blanks between `at` and what stands before it on its line; a tab asks as two do. 0 at the line's start. */
export const gapBefore = (text: string, at: number): number => {
  const blanks = blanksBefore(text, at);
  return blanks.includes("\n") || blanks.length === at ? 0 : blanks.replaceAll("\t", "  ").length;
};

/** Whether only blanks stand before `at` on its line. */
export const beginsLine = (text: string, at: number): boolean => blanksBefore(text, at).includes("\n");
