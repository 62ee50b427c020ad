import { catalogue, type Diagnostic, type Source } from "kesc";

const source: Source = { path: "a.kes", text: "" };
export const codes: readonly string[] = catalogue.map((kind) => kind.code);
export const at = (diagnostic: Diagnostic): boolean => diagnostic.span.source === source;
// @ts-expect-error -- a severity is one of two words
export const severity: Diagnostic["severity"] = "fatal";
