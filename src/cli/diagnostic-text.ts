import { codeFrame } from "../base/code-frame.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { padEnd, displayWidth } from "../base/display-width.ts";
import type { Span } from "../base/source.ts";
import type { Painter } from "./painter.ts";
import type { Places } from "./report.ts";

/** More placements than this are folded: the innermost and outermost ones tell most. */
const MOST_USES = 12;

/** What is wrong, where, who placed it, why, what to do. Ends with a newline, so that an empty line follows. */
export const diagnosticText = (diagnostic: Diagnostic, places: Places, paint: Painter): string => {
  const { severity, code, slug, message, span } = diagnostic;
  const color = severity === "error" ? paint.red : paint.yellow;
  return [
    `${color(paint.bold(severity))} ${paint.bold(code)} ${paint.dim(`${slug}:`)} ${message}`,
    "",
    ...frame(span, places, paint, color),
    ...usesText(diagnostic, places, paint),
    ...diagnostic.related.flatMap(({ message: what, span: where }) => [
      `  ${what}`,
      ...frame(where, places, paint, paint.cyan),
    ]),
    ...diagnostic.notes.map((note) => `  ${note}`),
    ...diagnostic.help.map((line, i) => `  ${i === 0 ? paint.green("try:") : "    "} ${line}`),
    "",
  ].join("\n");
};

/** `my-net.kes:14:11` */
const address = ({ source, start }: Span, places: Places): string => {
  const { line, column } = places.lines(source).position(start);
  return `${places.shown(source.path)}:${line}:${column}`;
};

const frame = (span: Span, places: Places, paint: Painter, color: (text: string) => string): readonly string[] => {
  if (span.source.text === "") return [`  ${paint.cyan(places.shown(span.source.path))}`]; // a folder, or a file that is no text
  const { line, text, marks } = codeFrame(span, places.lines(span.source));
  const number = String(line).padStart(5);
  return [
    `  ${paint.cyan(address(span, places))}`,
    `${paint.dim(`${number} │`)} ${text}`.trimEnd(),
    `${paint.dim(`${" ".repeat(number.length)} │`)} ${marks.replace(/\^+/, (carets) => color(carets))}`,
  ];
};

const usesText = ({ uses }: Diagnostic, places: Places, paint: Painter): readonly string[] => {
  if (uses.length === 0) return [];
  const rows = uses.map(({ title, span, detail }) => [title, address(span, places), detail ?? ""] as const);
  const widths = [0, 1].map((column) => Math.min(48, Math.max(...rows.map((row) => displayWidth(row[column] ?? "")))));
  const texts = rows.map(([title, where, detail]) => {
    const place = padEnd(where, widths[1] ?? 0);
    return `    ${padEnd(title, widths[0] ?? 0)}  ${paint.cyan(place)}  ${detail}`.trimEnd();
  });
  const folded = texts.length > MOST_USES;
  const half = MOST_USES / 2;
  const shown = folded
    ? [...texts.slice(0, half), `    … ${texts.length - MOST_USES} more`, ...texts.slice(-half)]
    : texts;
  return ["  placed by", ...shown];
};
