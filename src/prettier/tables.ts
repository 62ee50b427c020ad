import { builders } from "prettier/doc";
import { startWithComments } from "./brackets.ts";
import type { Print } from "./context.ts";
import { emptyLineBefore } from "./source-text.ts";
import type { Table, TableRow } from "./tree.ts";

const { hardline, indent } = builders;

/** Columns line up; a row with a comment that breaks it stands as it comes. */
export const table: Print<Table> = (node, ctx) => {
  const rows = ctx.nested("rows", "cells").map((row) => row.map(ctx.flat));
  const breaks = rows.map((row) => row.some((cell) => cell.includes("\n")));
  const widths: number[] = [];
  rows.forEach((row, r) => {
    if (!breaks[r]) row.forEach((cell, c) => (widths[c] = Math.max(widths[c] ?? 0, ctx.widthOf(cell))));
  });
  const docs = ctx.childrenOf("rows", (_row, r) => (breaks[r] ? {} : { cells: rows[r], widths }));
  const inner = docs.map((doc, r) => {
    const row = node.rows[r];
    const apart = r > 0 && row !== undefined && emptyLineBefore(ctx.text, startWithComments(row));
    return [hardline, apart ? hardline : "", doc];
  });
  return ["table {", ctx.behind("open"), indent(inner), hardline, "}"];
};

export const tableRow: Print<TableRow> = (_node, ctx) => {
  const { cells, widths } = ctx.told;
  if (cells === undefined || widths === undefined)
    return ctx.childrenOf("cells").flatMap((doc, i) => (i === 0 ? [doc] : [" | ", doc]));
  const last = cells.length - 1;
  const padded = cells.map((cell, i) => (i === last ? cell : cell + " ".repeat((widths[i] ?? 0) - ctx.widthOf(cell))));
  return padded.join(" | ");
};
