import type { Diagnostic } from "../base/diagnostic.ts";
import type { Position } from "../base/line-map.ts";
import type { Span } from "../base/source.ts";
import type { Places } from "./report.ts";

/** Grows when a field changes its meaning or goes; new fields don't change it. */
export const DIAGNOSTIC_JSON_VERSION = 1;

interface Place {
  readonly file: string;
  /** Lines and columns from 1; columns in code points, offsets in UTF-16 units from 0. */
  readonly start: Position;
  /** The first place behind it. */
  readonly end: Position;
}

const place = ({ source, start, end }: Span, places: Places): Place => ({
  file: places.shown(source.path),
  start: places.lines(source).position(start),
  end: places.lines(source).position(end),
});

/** What `--diagnostics json` prints, an object a line. */
export const diagnosticJson = (diagnostic: Diagnostic, places: Places): object => ({
  version: DIAGNOSTIC_JSON_VERSION,
  code: diagnostic.code,
  slug: diagnostic.slug,
  severity: diagnostic.severity,
  message: diagnostic.message,
  ...place(diagnostic.span, places),
  uses: diagnostic.uses.map(({ title, detail, span }) => ({
    title,
    ...(detail === undefined ? {} : { detail }),
    ...place(span, places),
  })),
  notes: diagnostic.notes,
  help: diagnostic.help,
  related: diagnostic.related.map(({ message, span }) => ({ message, ...place(span, places) })),
  fixes: diagnostic.fixes.map(({ title, edits }) => ({
    title,
    edits: edits.map(({ span, text }) => ({ ...place(span, places), text })),
  })),
});
