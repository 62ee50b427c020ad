import type { DiagnosticKind, Severity } from "../base/diagnostic.ts";
import { catalogue } from "../compiler/diagnostics/catalogue.ts";
import { rules } from "../lint/rules.generated.ts";

/** What is known of one kind of diagnostic or one rule of the linter. */
export interface Explained extends Pick<DiagnosticKind, "code" | "slug" | "explanation" | "bad" | "good"> {
  /** What a rule weighs where the configuration says nothing; the compiler's kinds are never off. */
  readonly severity: Severity | "off";
  /** Of rules alone. */
  readonly rule?: {
    readonly summary: string;
    /** What `--fix` does, where it does something. */
    readonly fix?: string;
  };
}

const asKind = ({ code, slug, explanation, bad, good, severity }: DiagnosticKind<never>): Explained => {
  return { code, slug, explanation, bad, good, severity };
};

/** The compiler's diagnostics and the linter's rules by code; a rule with a code of the compiler's takes its place. */
export const explained = (): readonly Explained[] => {
  const all = new Map(catalogue.map((kind) => [kind.code, asKind(kind)]));
  for (const { code, name: slug, level: severity, explanation, bad, good, summary, fix } of rules)
    all.set(code, {
      code,
      slug,
      explanation,
      bad,
      good,
      severity,
      rule: { summary, ...(fix !== undefined && { fix }) },
    });
  return [...all.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1));
};
