/** The TypeScript API of `kesc`: everything that is promised to other programs. */
export type { Diagnostic, DiagnosticKind, Fix, Severity, Use } from "./base/diagnostic.ts";
export type { Source, Span } from "./base/source.ts";
export { lineMap, type LineMap, type Position } from "./base/line-map.ts";
export { catalogue } from "./compiler/diagnostics/catalogue.ts";
