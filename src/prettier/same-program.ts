import type * as ast from "../compiler/1-syntax/ast.ts";

/** What may differ between two texts of one program: where things stand. */
const PLACES = new Set(["span", "operatorSpan", "source", "comments"]);

const withoutPlaces = (key: string, value: unknown): unknown =>
  PLACES.has(key) ? undefined : typeof value === "bigint" ? value.toString() : value;

/** The tree without places, as text. */
export const treeText = (file: ast.File): string => JSON.stringify(file, withoutPlaces);

/** The comments in order, without blanks at lines' ends. */
export const commentTexts = (file: ast.File): readonly string[] =>
  file.comments.map(({ text, form }) =>
    form === "block" ? text.replaceAll("\r\n", "\n").replaceAll("\r", "\n") : text.trimEnd(),
  );

/** Whether two files are one program with the same comments. */
export const sameProgram = (before: ast.File, after: ast.File): boolean => {
  const [mine, theirs] = [commentTexts(before), commentTexts(after)];
  return (
    mine.length === theirs.length && mine.every((text, i) => text === theirs[i]) && treeText(before) === treeText(after)
  );
};

/** Where two files are one program but for their comments: the first that is not what it was, or not where. */
export const firstMoved = (before: ast.File, after: ast.File): ast.File["comments"][number] | undefined => {
  if (treeText(before) !== treeText(after)) return undefined;
  const [mine, theirs] = [commentTexts(before), commentTexts(after)];
  return before.comments.find((_, i) => mine[i] !== theirs[i]);
};
