import { infixSigns, Minus } from "../../grammar/tokens.ts";
import { span } from "../base/source.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import { labelsOf, wordsFor } from "./completion/arguments.ts";
import { axisWords } from "./completion/axes.ts";
import { sorted, type Completions, type Ranked } from "./completion/completion.ts";
import { importedFiles, importedNames } from "./completion/imports.ts";
import { boundAt, fieldsAt } from "./completion/lines.ts";
import { membersAt } from "./completion/members.ts";
import { namesAt } from "./completion/names.ts";
import { typesAt } from "./completion/types.ts";
import { goingOn, itemWords, statementWords, stepWords, valueWords } from "./completion/words.ts";
import { contextAt, type Context } from "./context.ts";
import { importableIn, type Importable } from "./import-edit.ts";
import { placeAt, type Place } from "./place.ts";
import { viewAt, type View } from "./view.ts";
import type { Want } from "./want.ts";

/**
 * What may be typed at a place, best first; nothing in comments and texts. `files`: paths of the specs that may be imported from.
 */
export const completionsAt = (
  program: Program,
  module: Module,
  offset: number,
  files: readonly string[] = [],
): Completions => {
  const around = placeAt(module.source, offset);
  if (around.kind === "comment") return { span: span(module.source, offset, offset), items: [] };
  if (around.kind === "string") {
    const { startOffset, endOffset, image } = around.string;
    const end = image.length > 1 && image.endsWith('"') ? endOffset : endOffset + 1;
    const items = isImported(around.place) ? sorted(importedFiles(module.source.path, files)) : [];
    return { span: span(module.source, startOffset + 1, end), items };
  }
  const view = viewAt(program, module, around.place);
  let others: readonly Importable[] | undefined;
  const importable = (): readonly Importable[] => (others ??= importableIn(program, module, files));
  return { span: around.place.word, items: sorted(rankedAt(view, contextAt(view), importable)) };
};

/** Whether a text in quotes is the file of an import. */
const isImported = ({ tokens }: Place): boolean =>
  tokens.at(-1)?.image === "from" && tokens.some(({ image }) => image === "import");

const rankedAt = (view: View, context: Context, importable: () => readonly Importable[]): readonly Ranked[] => {
  switch (context.kind) {
    case "item":
      return itemWords(
        view.module.file.items.some(({ kind, span: { end } }) => kind !== "Import" && end < view.place.word.start),
      );
    case "statement":
      return statementWords(view.item?.kind === "Declaration" ? view.item.keyword : "");
    case "field":
      return fieldsAt(view);
    case "step":
      return [...namesAt(view, { isStep: true, want: { kind: "block" } }, importable()), ...stepWords];
    case "member":
      return membersAt(view, context.dot);
    case "argument":
      return [...labelsOf(context.call, view), ...valuesAt(view, context.want, importable())];
    case "value":
      return valuesAt(view, context.want, importable());
    case "axis-label":
      return [...axisWords(view, true), ...valuesAt(view, { kind: "number" }, [])];
    case "type":
      return typesAt(view);
    case "bound":
      return boundAt(view, context.given);
    case "imported":
      return importedNames(view, importable());
    case "parent":
      return namesAt(view, { isStep: false, want: { kind: "run" } }, importable());
    case "words":
      return goingOn(context.words);
    case "none":
      return [];
  }
};

const valuesAt = (view: View, want: Want, others: readonly Importable[]): readonly Ranked[] => {
  const previous = view.place.tokens.at(-1)?.tokenType;
  // As an operand they stand in parentheses.
  const isOperand = previous !== undefined && (infixSigns.has(previous) || previous === Minus);
  const starts = !isOperand && ["any", "tensor", "list", "record", "number", "block"].includes(want.kind);
  return [...wordsFor(view, want), ...namesAt(view, { isStep: false, want }, others), ...(starts ? valueWords : [])];
};
