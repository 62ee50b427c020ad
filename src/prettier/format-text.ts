import type { Options } from "prettier";
import { format } from "prettier/standalone";
import { diagnose, type Diagnostic } from "../base/diagnostic.ts";
import type { Source } from "../base/source.ts";
import { parseFile } from "../compiler/1-syntax/parse.ts";
import { commentsInTheWay } from "../compiler/diagnostics/formatting.ts";
import * as plugin from "./plugin.ts";
import { firstMoved, sameProgram } from "./same-program.ts";

export type Formatted =
  | { readonly text: string }
  /** The text has errors and must stay as it is. */
  | { readonly errors: readonly Diagnostic[] };

/** A comment in an odd place may move once more when it is met in its new one: one text in a thousand with many of them. */
const MOST_PASSES = 4;

/**
 * Formats a file until formatting changes nothing more; line ends are those of its first line. Where comments would change places it
 * says so. Throws where the outcome would not be the same program with the same comments: our bug, and better no formatting than that.
 */
export const formatText = async (source: Source, printWidth: number): Promise<Formatted> => {
  const { file, diagnostics } = parseFile(source);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return { errors };
  const options: Options = { parser: "kes", plugins: [plugin], printWidth, endOfLine: "auto", filepath: source.path };
  let [before, text] = [source.text, await format(source.text, options)];
  for (let pass = 1; pass < MOST_PASSES && text !== before; pass++)
    [before, text] = [text, await format(text, options)];
  const after = parseFile({ path: source.path, text }).file;
  if (sameProgram(file, after)) return { text };
  const comment = firstMoved(file, after);
  if (comment) return { errors: [diagnose(commentsInTheWay, comment.span, {})] };
  throw new Error(`formatting ${source.path} would change what it says`);
};
