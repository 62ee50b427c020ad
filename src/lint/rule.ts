import type { Diagnostic, DiagnosticKind, Fix } from "../base/diagnostic.ts";
import type { Span } from "../base/source.ts";
import type { LintContext } from "./context.ts";

/** How much a finding weighs. */
export type Level = "off" | "warning" | "error";

/** One finding of a rule; the linter adds code, name and weight. */
export interface Finding {
  readonly at: Span;
  readonly message: string;
  /** Facts, a line each. */
  readonly notes?: readonly string[];
  /** What to do, a line each. */
  readonly help?: readonly string[];
  readonly related?: Diagnostic["related"];
  /** The first one is what `--fix` applies: only what is clear belongs here. */
  readonly fixes?: readonly Fix[];
}

/**
 * A habit of the field that a spec can break while it is correct. A rule looks at text, at the networks that the text makes or at
 * its recipes. It knows no paper: what one paper wants warned stands as `warn` in its own text.
 */
export interface Rule extends Pick<DiagnosticKind, "code" | "explanation" | "bad" | "good"> {
  /** `KES6` and three digits, or the code of the compiler's warning that the rule stands for. Never used again for another rule. */
  readonly code: string;
  /** What configuration and comments call it; never changed. */
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  /** What it weighs where the configuration says nothing. */
  readonly level: Level;
  /** What it looks at: rules about networks and recipes are silent where nothing of the kind can be had. */
  readonly about: "text" | "network" | "recipe";
  /** What `--fix` does, where it does something. */
  readonly fix?: string;
  check(context: LintContext): Iterable<Finding>;
}
