import type { Mark } from "./marks.ts";

type Statement = Extract<Mark, { kind: "statement" }>;
type Gap = Extract<Mark, { kind: "gap" }>;
type Parts = readonly (string | Mark)[];

/** A piece of a line, and the blanks that are put in before it. */
interface Piece {
  text: string;
  readonly gap?: Gap;
  pad: number;
}

/** A line of the printed text, read for lining up. */
export interface Line {
  readonly pieces: Piece[];
  /** Behind the code, and how many columns the author put it away. */
  readonly comment?: { readonly text: string; readonly gap: number };
  /** Within a block comment: never moved. */
  readonly raw: boolean;
  readonly marks: Parts;
  /** The place that the line moves with. */
  hangs?: { readonly line: number; readonly piece: number };
  /** Columns by which it has moved. */
  shift: number;
  commentPad: number;
}

/** A piece that can be lined up. */
export interface Cell {
  readonly line: number;
  readonly piece: number;
  readonly asked: boolean;
}

const textOf = (parts: Parts): string => parts.filter((part) => typeof part === "string").join("");

/** Index of the mark of the comment that ends the line behind code, or -1. */
const commentAt = (parts: Parts): number => {
  const at = parts.findLastIndex((part) => typeof part !== "string" && part.kind === "comment");
  if (at < 0 || textOf(parts.slice(0, at)).trim() === "") return -1;
  const text = textOf(parts.slice(at)).trimEnd();
  return text.startsWith("/*") && text.indexOf("*/", 2) !== text.length - 2 ? -1 : at;
};

/** Two comments to the line's end can't share one: the second gets a line of its own. */
export const apart = (parts: Parts): readonly Parts[] => {
  const marks = parts.flatMap((part, i) => (typeof part !== "string" && part.kind === "comment" ? [i] : []));
  const first = marks.findIndex((at) => textOf(parts.slice(at)).startsWith("//"));
  const second = marks[first + 1];
  if (first < 0 || second === undefined) return [parts];
  const indentation = /^ */.exec(textOf(parts))?.[0] ?? "";
  return [parts.slice(0, second), ...apart([indentation, ...parts.slice(second)])];
};

export const readLine = (parts: Parts): Line => {
  const at = commentAt(parts);
  const pieces: Piece[] = [{ text: "", pad: 0 }];
  for (const part of at < 0 ? parts : parts.slice(0, at)) {
    if (typeof part === "string") pieces.at(-1)!.text += part;
    else if (part.kind === "gap") pieces.push({ text: "", gap: part, pad: 0 });
  }
  const raw = parts.some((part) => typeof part !== "string" && part.kind === "raw");
  const line: Line = { pieces, raw, marks: parts, shift: 0, commentPad: 0 };
  const mark = parts[at];
  if (typeof mark !== "object" || mark.kind !== "comment") return line;
  const last = pieces.at(-1)!;
  last.text = last.text.trimEnd();
  return { ...line, comment: { text: textOf(parts.slice(at)), gap: mark.gap } };
};

/** The line with its blanks. */
export const show = ({ pieces, comment, shift, commentPad }: Line): string => {
  const code = pieces.map(({ text, pad }) => " ".repeat(pad) + text).join("");
  return (
    " ".repeat(code === "" ? 0 : shift) +
    code +
    (comment === undefined ? "" : " ".repeat(commentPad + 1) + comment.text)
  );
};

/** Finds for each line the place that it hangs at. */
export const hang = (lines: readonly Line[]): void => {
  const open: { line: number; piece: number }[] = [];
  lines.forEach((line, index) => {
    const top = open.at(-1);
    if (top !== undefined && !line.raw) line.hangs = top;
    let piece = 0;
    for (const mark of line.marks) {
      if (typeof mark === "string") continue;
      if (mark.kind === "gap") piece++;
      else if (mark.kind === "open") open.push({ line: index, piece: Math.min(piece, line.pieces.length - 1) });
      else if (mark.kind === "close") open.pop();
    }
  });
};

/** The statement that begins on a line, before anything else. */
const startOf = ({ marks }: Line): Statement | undefined => {
  const first = marks.find((part) => (typeof part === "string" ? part.trim() !== "" : part.kind === "statement"));
  return typeof first === "object" && first.kind === "statement" ? first : undefined;
};

/** A line's cells that belong to a statement, by what they are: `=`, `-> 1`. */
const cellsOf = (line: Line, index: number, owner: number): ReadonlyMap<string, Cell> => {
  const cells = new Map<string, Cell>();
  let arrows = 0;
  line.pieces.forEach(({ gap }, piece) => {
    if (gap?.owner !== owner) return;
    const key = gap.key === "->" ? `-> ${++arrows}` : gap.key;
    if (!cells.has(key)) cells.set(key, { line: index, piece, asked: gap.asked });
  });
  return cells;
};

/** Cells of one kind in neighbouring rows, a list for each. */
const columnsOf = (rows: readonly ReadonlyMap<string, Cell>[]): readonly (readonly Cell[])[] => {
  const keys = new Set(rows.flatMap((row) => [...row.keys()]));
  return [...keys].flatMap((key) => {
    const columns: Cell[][] = [[]];
    for (const row of rows) {
      const cell = row.get(key);
      if (cell === undefined) columns.push([]);
      else columns.at(-1)!.push(cell);
    }
    return columns;
  });
};

const arrowsOn = (line: Line, owner: number): number =>
  line.pieces.filter(({ gap }) => gap?.key === "->" && gap.owner === owner).length;

/** What can be lined up in statements that follow one another. Further arrows of a chain over several lines are its own. */
export const runsOf = (lines: readonly Line[]): readonly (readonly Cell[])[] => {
  const ends = new Map<number, number>();
  lines.forEach(({ marks }, i) => {
    for (const mark of marks) if (typeof mark === "object" && mark.kind === "end") ends.set(mark.owner, i);
  });
  const open = new Map<number, ReadonlyMap<string, Cell>[]>();
  const runs: ReadonlyMap<string, Cell>[][] = [];
  lines.forEach((line, index) => {
    const start = startOf(line);
    if (start === undefined) return;
    const { owner, joins } = start;
    const run = (joins === undefined ? undefined : open.get(joins)) ?? [];
    if (run.length === 0) runs.push(run);
    const end = ends.get(owner) ?? index;
    const several = lines.slice(index + 1, end + 1).some((further) => arrowsOn(further, owner) > 0);
    const cells = [...cellsOf(line, index, owner)].filter(
      ([key]) => !several || key === "-> 1" || !key.startsWith("->"),
    );
    run.push(new Map(cells));
    if (!(start.block && end > index)) open.set(owner, run);
  });
  return runs.flatMap(columnsOf);
};

/** What can be lined up in the lines of a chain: the second arrow of each, the third, … */
export const chainsOf = (lines: readonly Line[]): readonly (readonly Cell[])[] => {
  const chains = new Map<number, { line: number; cells: ReadonlyMap<string, Cell> }[]>();
  lines.forEach((line, index) => {
    for (const owner of new Set(line.pieces.flatMap(({ gap }) => (gap?.key === "->" ? [gap.owner] : [])))) {
      const cells = new Map([...cellsOf(line, index, owner)].filter(([key]) => key.startsWith("->") && key !== "-> 1"));
      const rows = chains.get(owner);
      if (rows) rows.push({ line: index, cells });
      else chains.set(owner, [{ line: index, cells }]);
    }
  });
  return [...chains.values()]
    .filter((rows) => rows.length > 1)
    .flatMap((rows) => columnsOf(rows.map(({ cells }) => cells)));
};
