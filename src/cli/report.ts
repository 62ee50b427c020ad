import type { Diagnostic } from "../base/diagnostic.ts";
import { lineMap, type LineMap } from "../base/line-map.ts";
import type { Source } from "../base/source.ts";
import type { CommandContext, DiagnosticFormat } from "./command.ts";
import { diagnosticJson } from "./diagnostic-json.ts";
import { diagnosticText } from "./diagnostic-text.ts";
import { exit } from "./exit.ts";
import type { Output } from "./output.ts";
import type { Reported } from "./sarif.ts";

/** What the printers know of the sources. */
export interface Places {
  /** Each source's line map, made once. */
  readonly lines: (source: Source) => LineMap;
  readonly shown: (path: string) => string;
}

const placesOf = (shown: (path: string) => string): Places => {
  const known = new Map<Source, LineMap>();
  return {
    shown,
    lines(source) {
      const lines = known.get(source) ?? lineMap(source);
      known.set(source, lines);
      return lines;
    },
  };
};

/** What `ctx.report` is, and what it still has to print when the command has ended. */
export interface Reporter {
  readonly report: CommandContext["report"];
  finish(): Promise<void>;
}

export const reporter = (format: DiagnosticFormat, out: Output, talk: Output): Reporter => {
  const kept: Reported[] = [];
  let target: Output | undefined;
  return {
    report: async (diagnostics, { to = "talk", shown = (path: string) => path } = {}) => {
      target ??= to === "out" ? out : talk;
      const places = placesOf(shown);
      const sorted = diagnostics.toSorted(byPlace);
      if (format === "sarif") kept.push(...sorted.map((diagnostic) => ({ diagnostic, places })));
      else await print(sorted, format, places, to === "out" ? out : talk);
      return sorted.some(({ severity }) => severity === "error") ? exit.findings : exit.clean;
    },
    /** A log is one document: it is printed when all is known, where the command first reported. */
    async finish() {
      if (format !== "sarif" || !target) return;
      const [{ sarifLog }, { explained }] = await Promise.all([import("./sarif.ts"), import("./explained.ts")]);
      await target.line(JSON.stringify(sarifLog(kept, explained()), undefined, 2));
    },
  };
};

const print = async (
  sorted: readonly Diagnostic[],
  format: "pretty" | "json",
  places: Places,
  target: Output,
): Promise<void> => {
  for (const diagnostic of sorted) {
    const text =
      format === "json"
        ? JSON.stringify(diagnosticJson(diagnostic, places))
        : diagnosticText(diagnostic, places, target.paint);
    await target.write(`${text}\n`);
  }
  if (format === "pretty" && sorted.length > 0) await target.line(summary(sorted));
};

const byPlace = (a: Diagnostic, b: Diagnostic): number =>
  comparePaths(a.span.source.path, b.span.source.path) || a.span.start - b.span.start || a.span.end - b.span.end;

const comparePaths = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const summary = (diagnostics: readonly Diagnostic[]): string => {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const counts = [counted(errors, "error"), counted(warnings, "warning")].filter((text) => text !== "").join(", ");
  const codes = [...new Set(diagnostics.map(({ code }) => code))];
  return `${counts}. \`kesc explain ${codes.length === 1 ? codes[0] : "CODE"}\` says more.`;
};

const counted = (count: number, noun: string): string =>
  count === 0 ? "" : `${count} ${noun}${count === 1 ? "" : "s"}`;
