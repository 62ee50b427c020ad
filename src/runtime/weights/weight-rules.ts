import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Source, Span } from "../../base/source.ts";
import { ruleUnreadable } from "../../compiler/diagnostics/weights.ts";

/** One line of a file of rules: `layer{s}.{i}.conv{k}   stage{s}/Unit{i+1}/conv{k}`. */
export interface WeightRule {
  /** The left column as written. */
  readonly theirs: string;
  readonly span: Span;
  /**
   * Where a name leads: a path, `null` where the rule leaves it out, undefined where it doesn't match. `name` is whole, or the name of a
   * module, without its last piece.
   */
  apply(name: string): string | null | undefined;
}

type Captures = ReadonlyMap<string, string>;

/** Reads rules; all lines that can't be read are told. */
export const readWeightRules = (source: Source): readonly [readonly WeightRule[], readonly Diagnostic[]] => {
  const rules: WeightRule[] = [];
  const problems: Diagnostic[] = [];
  let start = 0;
  for (const line of source.text.split("\n")) {
    const text = line.replace(/#.*$/s, "").trimEnd();
    const span = { source, start: start + text.length - text.trimStart().length, end: start + text.length };
    start += line.length + 1;
    if (text.trim() === "") continue;
    const rule = readRule(text.trim().split(/\s+/), span);
    if ("problem" in rule) problems.push(diagnose(ruleUnreadable, span, rule));
    else rules.push(rule);
  }
  return [rules, problems];
};

const readRule = ([theirs = "", ours, ...more]: readonly string[], span: Span): WeightRule | { problem: string } => {
  if (ours === undefined) return { problem: "it has one column" };
  if (more.length > 0) return { problem: `it has ${more.length + 2} columns` };
  const pattern = patternOf(theirs);
  if (typeof pattern === "string") return { problem: pattern };
  const path = ours === "-" ? () => null : pathOf(ours, pattern.names);
  if (typeof path === "string") return { problem: path };
  return {
    theirs,
    span,
    apply(name) {
      const match = pattern.regex.exec(name);
      if (!match) return undefined;
      return path(new Map(pattern.names.map((key, i) => [key, match[i + 1] ?? ""])));
    },
  };
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

const patternOf = (text: string): { readonly regex: RegExp; readonly names: readonly string[] } | string => {
  const names: string[] = [];
  let regex = "";
  for (const [piece] of text.matchAll(/\{[^{}]*\}|\*\*|\*|[^*{]+|\{/g)) {
    if (piece === "**") regex += ".*";
    else if (piece === "*") regex += "[^.]*";
    else if (!piece.startsWith("{")) regex += escaped(piece);
    else {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      if (name === undefined) return `\`${piece}\` is no placeholder such as {i}`;
      const first = names.indexOf(name);
      if (first >= 0) regex += `\\${first + 1}`;
      else {
        names.push(name);
        regex += "([^.]+?)";
      }
    }
  }
  return { regex: new RegExp(`^${regex}$`), names };
};

/** What the right column makes of the pieces that the left one found, or why it can't be read. */
const pathOf = (text: string, names: readonly string[]): ((captures: Captures) => string | undefined) | string => {
  const pieces = [...text.matchAll(/\{[^{}]*\}|[^{]+|\{/g)].map(([piece]) => piece);
  for (const piece of pieces) {
    if (piece.includes("*")) return "`*` may stand at the left alone; `{name}` carries a piece over";
    if (!piece.startsWith("{")) continue;
    const name = PLACE.exec(piece)?.[1];
    if (name === undefined) return `\`${piece}\` is no placeholder such as {i} or {i+1}`;
    if (!names.includes(name)) return `\`{${name}}\` doesn't stand at the left`;
  }
  return (captures) => {
    const parts = pieces.map((piece) => (piece.startsWith("{") ? filled(piece, captures) : piece));
    return parts.some((part) => part === undefined) ? undefined : parts.join("");
  };
};

const PLACE = /^\{(\w+)([+-]\d+)?\}$/;

/** Undefined where something that is no number should be counted on. */
const filled = (piece: string, captures: Captures): string | undefined => {
  const [, name = "", shift] = PLACE.exec(piece) ?? [];
  const found = captures.get(name) ?? "";
  if (shift === undefined) return found;
  return /^\d+$/.test(found) ? String(Number(found) + Number(shift)) : undefined;
};
