import type { Span } from "./source.ts";

export type Severity = "error" | "warning";

/** One use that led to where something is wrong, innermost first: `Grouped(8)`, `my-net.kes:14:11`, "x is 16×16×12". */
export interface Use {
  readonly title: string;
  readonly span: Span;
  readonly detail?: string;
}

export interface Fix {
  readonly title: string;
  /** It ends the error with a value that fits; whether that is the right one, only who wrote the text can tell. */
  readonly isGuess?: true;
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** What is wrong (message), where (span), who placed it (uses), why (notes) and what to do (help). */
export interface Diagnostic {
  readonly code: string;
  readonly slug: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly uses: readonly Use[];
  /** Facts, a line each. */
  readonly notes: readonly string[];
  /** What to do, a line each; printed after "try:". */
  readonly help: readonly string[];
  /** Other places that matter: "first bound here". */
  readonly related: readonly { readonly message: string; readonly span: Span }[];
  readonly fixes: readonly Fix[];
}

/** Everything about one kind of diagnostic. `bad` gives exactly this code and `good` gives nothing: a test runs both. */
export interface DiagnosticKind<Facts = void> {
  /** `KES` and four digits, never used again for another kind. */
  readonly code: string;
  readonly slug: string;
  readonly severity: Severity;
  readonly message: (facts: Facts) => string;
  readonly notes?: (facts: Facts) => readonly string[];
  readonly help?: (facts: Facts) => readonly string[];
  /** Each may be what is meant in the place of what is written there: a fix of its own. */
  readonly replacements?: (facts: Facts, written: string) => readonly string[];
  /** The word that they replace, where more than it may be marked; nothing is offered where it isn't there once. */
  readonly replaced?: (facts: Facts) => string;
  /** Why this is an error and how one gets out of it: a paragraph. */
  readonly explanation: string;
  /** A whole file, or several: `{ "main.kes": …, "other.kes": … }` with `main.kes` the one that is checked. */
  readonly bad: string | Readonly<Record<string, string>>;
  readonly good: string | Readonly<Record<string, string>>;
  /** Where the example can't be a text: how a test provokes it instead ("a file of 5 MB"). */
  readonly untestable?: string;
}

export interface Extra {
  readonly uses?: readonly Use[];
  readonly notes?: readonly string[];
  readonly help?: readonly string[];
  readonly related?: Diagnostic["related"];
  readonly fixes?: readonly Fix[];
}

/** Declares a kind; exists for the inference of `Facts`. */
export const diagnosticKind = <Facts = void>(kind: DiagnosticKind<Facts>): DiagnosticKind<Facts> => kind;

/** One occurrence of a kind. */
export const diagnose = <Facts>(
  kind: DiagnosticKind<Facts>,
  at: Span,
  facts: Facts,
  extra: Extra = {},
): Diagnostic => ({
  code: kind.code,
  slug: kind.slug,
  severity: kind.severity,
  message: kind.message(facts),
  span: at,
  uses: extra.uses ?? [],
  notes: [...(kind.notes?.(facts) ?? []), ...(extra.notes ?? [])],
  help: [...(kind.help?.(facts) ?? []), ...(extra.help ?? [])],
  related: extra.related ?? [],
  fixes: [...replacing(kind, at, facts), ...(extra.fixes ?? [])],
});

const replacing = <Facts>(kind: DiagnosticKind<Facts>, marked: Span, facts: Facts): readonly Fix[] => {
  const at = kind.replaced ? wordIn(marked, kind.replaced(facts)) : marked;
  const written = at?.source.text.slice(at.start, at.end) ?? "";
  if (!at || !kind.replacements || written === "") return [];
  return kind.replacements(facts, written).map((text) => ({
    title: `change \`${written}\` to \`${text}\``,
    edits: [{ span: at, text }],
  }));
};

const wordIn = ({ source, start, end }: Span, word: string): Span | undefined => {
  const words = [...source.text.slice(start, end).matchAll(/[\p{L}\p{N}_]+/gu)].filter(([text]) => text === word);
  const [one, ...more] = words;
  return one && more.length === 0
    ? { source, start: start + one.index, end: start + one.index + word.length }
    : undefined;
};
