/** What one look at the machine found. */
export interface Finding {
  /** `hindrance`: something can't work. `hint`: it works, but could be better. */
  readonly verdict: "fine" | "hint" | "hindrance";
  /** What was looked at: `Node`, `engine`. */
  readonly what: string;
  /** What is there: `20.20.2`. */
  readonly found: string;
  /** What to do; empty where all is fine. */
  readonly advice: readonly string[];
}

export const fine = (what: string, found: string): Finding => ({ verdict: "fine", what, found, advice: [] });
export const hint = (what: string, found: string, ...advice: readonly string[]): Finding => ({
  verdict: "hint",
  what,
  found,
  advice,
});
export const hindrance = (what: string, found: string, ...advice: readonly string[]): Finding => ({
  verdict: "hindrance",
  what,
  found,
  advice,
});
