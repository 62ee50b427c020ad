import type { Fix } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source.ts";

/** Something that may be typed at a place. */
export interface Completion {
  readonly name: string;
  readonly what: CompletionKind;
  /** One line beside the name. */
  readonly detail: string;
  /** Markdown. */
  readonly doc?: string;
  /** What is put in, where it isn't the name. */
  readonly text?: string;
  /** The same with tab stops, `$1`, for editors that know them. */
  readonly snippet?: string;
  /** Other edits that go with it: an import. */
  readonly edits?: Fix["edits"];
}

export type CompletionKind =
  | "operation"
  | "part"
  | "block"
  | "fn"
  | "model"
  | "loss"
  | "recipe"
  | "value"
  | "local"
  | "argument"
  | "field"
  | "axis"
  | "choice"
  | "type"
  | "keyword"
  | "file";

export interface Completions {
  /** The word that they replace. */
  readonly span: Span;
  /** Best first. */
  readonly items: readonly Completion[];
}

/** A completion with its place in the list: lower ranks first, then what is used more, then by the alphabet. */
export interface Ranked {
  readonly completion: Completion;
  readonly rank: number;
  readonly uses?: number;
}

export const sorted = (all: readonly Ranked[]): readonly Completion[] => {
  const order = all.toSorted(
    (a, b) =>
      a.rank - b.rank ||
      (b.uses ?? 0) - (a.uses ?? 0) ||
      (a.completion.name < b.completion.name ? -1 : a.completion.name > b.completion.name ? 1 : 0),
  );
  const seen = new Set<string>();
  return order.flatMap(({ completion }) => {
    const key = `${completion.name} ${completion.what === "argument"} ${completion.what === "file"}`;
    if (completion.name === "" || seen.has(key)) return [];
    seen.add(key);
    return [completion];
  });
};

/** A text as a snippet that stands for itself. */
export const escaped = (text: string): string => text.replace(/[\\$}]/g, "\\$&");
