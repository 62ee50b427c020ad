import { displayWidth } from "./display-width.ts";

export type Alignment = "left" | "right";

/** Rows of cells as lines of equal columns, two spaces apart, without trailing spaces. Missing cells are empty. */
export const alignColumns = (
  rows: readonly (readonly string[])[],
  alignment: readonly Alignment[],
): readonly string[] => {
  const widths = alignment.map((_, at) =>
    rows.reduce((widest, row) => Math.max(widest, displayWidth(row[at] ?? "")), 0),
  );
  return rows.map((row) =>
    alignment
      .map((side, at) => {
        const cell = row[at] ?? "";
        const space = " ".repeat((widths[at] ?? 0) - displayWidth(cell));
        return side === "left" ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd(),
  );
};
