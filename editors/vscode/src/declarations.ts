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

/** The declaration that a line belongs to, where it has one of the keywords. */
export const declarationAround = (
  declared: readonly Declared[],
  keywords: readonly Declared["keyword"][],
  line: number,
): Declared | undefined => {
  const around = declared.findLast((each) => each.line <= line);
  return around && keywords.includes(around.keyword) ? around : undefined;
};
