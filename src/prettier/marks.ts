/**
 * The printers leave marks of no width in what they print; when all lines are laid out, `alignColumns` reads them, lines up what
 * the author lined up and takes them away.
 */
export type Mark =
  /** A statement begins. `joins` is the one before it, where both may share columns; `block` ends sharing where it takes several lines. */
  | { readonly kind: "statement"; readonly owner: number; readonly joins?: number | undefined; readonly block: boolean }
  | { readonly kind: "end"; readonly owner: number }
  /** Here blanks may be put in. `asked`: the author put two or more. */
  | { readonly kind: "gap"; readonly owner: number; readonly key: string; readonly asked: boolean }
  /** A comment begins, so many columns after what stands before it. */
  | { readonly kind: "comment"; readonly gap: number }
  /** Lines from here to `close` hang at this place and move with it. */
  | { readonly kind: "open" }
  | { readonly kind: "close" }
  /** This line belongs to a comment of several lines and stays where it is. */
  | { readonly kind: "raw" };

export interface Marks {
  /** The mark as text of no width. */
  readonly mark: (mark: Mark) => string;
  /** Cuts a line at its marks. */
  readonly read: (line: string) => (string | Mark)[];
}

/** Characters that Prettier takes as having no width. */
const CONTROLS = [...Array.from({ length: 31 }, (_, i) => i + 1), ...Array.from({ length: 32 }, (_, i) => i + 0x80)]
  .filter((code) => code !== 9 && code !== 10 && code !== 13 && code !== 0x85)
  .map((code) => String.fromCharCode(code));

/** Marks made of three control characters that the text doesn't have. Where it has nearly all, there are no marks and no columns. */
export const makeMarks = (text: string): Marks => {
  const [edge, zero, one] = CONTROLS.filter((control) => !text.includes(control));
  if (edge === undefined || zero === undefined || one === undefined) return { mark: () => "", read: (line) => [line] };
  const marks: Mark[] = [];
  const bits = (n: number): string => [...n.toString(2)].map((bit) => (bit === "1" ? one : zero)).join("");
  const index = (written: string): number => parseInt([...written].map((bit) => (bit === one ? "1" : "0")).join(""), 2);
  return {
    mark: (mark) => edge + bits(marks.push(mark) - 1) + edge,
    read: (line) => line.split(edge).flatMap((piece, i) => (i % 2 === 0 ? piece : (marks[index(piece)] ?? []))),
  };
};
