import { alignColumns } from "../base/columns.ts";
import type { TestResult } from "../runtime/runs/run-record.ts";
import { percent } from "../runtime/report/show-number.ts";

/** A test's result for a terminal: shares a line each, the error by class, and who was taken for whom. `classes` names rows and columns. */
export const resultText = ({ error, top5, per_class, confusion }: TestResult, classes: readonly string[]): string => {
  const shares = Object.entries({ error, top5 }).flatMap(([name, share]) =>
    share === undefined ? [] : [`${name}  ${percent(share)}`],
  );
  const ofClass = (per_class ?? []).map((share, i) => [classes[i] ?? String(i), share === null ? "–" : percent(share)]);
  return [
    ...shares,
    ...(ofClass.length > 0 ? ["", ...alignColumns([["class", "error"], ...ofClass], ["left", "right"])] : []),
    ...(confusion ? ["", ...confusionLines(confusion, classes)] : []),
  ]
    .map((line) => `${line}\n`)
    .join("");
};

/** Rows are what pictures show, columns what they were taken for, by number. */
const confusionLines = (confusion: readonly (readonly number[])[], classes: readonly string[]): readonly string[] => {
  const head = ["shows \\ taken for", ...confusion.map((_, i) => String(i))];
  const rows = confusion.map((row, i) => [`${i} ${classes[i] ?? ""}`.trimEnd(), ...row.map(String)]);
  return alignColumns(
    [head, ...rows],
    head.map((_, at) => (at === 0 ? "left" : "right")),
  );
};
