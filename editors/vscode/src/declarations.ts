export interface Declared {
  readonly keyword: "block" | "fn" | "model" | "loss" | "train";
  readonly name: string;
  /** From 0. */
  readonly line: number;
}

const DECLARATION = /^(block|fn|model|loss|train)[ \t]+([\p{L}_][\p{L}\p{M}\p{N}_]*)/u;

/** What a text declares, in order: every declaration begins at the start of a line. Good for texts that are half typed. */
export const declarationsOf = (text: string): readonly Declared[] =>
  text.split(/\r\n|\r|\n/).flatMap((content, line) => {
    const match = DECLARATION.exec(content);
    return match ? [{ keyword: match[1] as Declared["keyword"], name: match[2] ?? "", line }] : [];
  });

/** Those of some keywords, the one around a line first. */
export const nearestFirst = (
  declared: readonly Declared[],
  keywords: readonly Declared["keyword"][],
  line: number,
): readonly Declared[] => {
  const around = declared.findLast((each) => each.line <= line);
  const wanted = declared.filter(({ keyword }) => keywords.includes(keyword));
  return around && wanted.includes(around) ? [around, ...wanted.filter((each) => each !== around)] : wanted;
};
