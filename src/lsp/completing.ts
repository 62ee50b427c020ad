import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type InitializeResult,
} from "vscode-languageserver/node";
import { completionsAt } from "../ide/complete.ts";
import type { Completion } from "../ide/completion/completion.ts";
import { openText, type Opened, type Session } from "./session.ts";

export const completionProviders: InitializeResult["capabilities"] = {
  completionProvider: { triggerCharacters: [">", " ", "(", ",", ":", ".", "[", "{", "/", '"', "="] },
};

/** What may be typed. */
export const registerCompletion = (session: Session): void => {
  session.connection.onCompletion(async ({ textDocument, position, context }): Promise<CompletionItem[]> => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    const { program, module, root } = opened;
    const offset = opened.offsetAt(position);
    if (context?.triggerCharacter === " " && !asks(module.source.text, offset)) return [];
    const { span, items } = completionsAt(program, module, offset, root.files());
    const range = opened.rangeOf(span);
    return items.map((one, index) => ({
      label: one.what === "argument" ? `${one.name}:` : one.name,
      kind: KINDS[one.what],
      detail: one.detail,
      filterText: one.name,
      sortText: String(index).padStart(5, "0"),
      ...putIn(one, range, session.editor.snippets),
      ...(one.doc !== undefined && { documentation: { kind: "markdown", value: one.doc } }),
      ...(one.edits && { additionalTextEdits: editsOf(one, opened) }),
    }));
  });
};

/** Whether a blank stands where a value is missing: nobody wants a list behind every other one. */
const asks = (text: string, offset: number): boolean =>
  /(?:->|[=:,]|\b(?:output|tap|extends|return)) $/.test(text.slice(Math.max(0, offset - 12), offset));

const putIn = (
  { name, text = name, snippet }: Completion,
  range: ReturnType<Opened["rangeOf"]>,
  snippets: boolean,
): Pick<CompletionItem, "textEdit" | "insertTextFormat"> => ({
  textEdit: { range, newText: snippets && snippet !== undefined ? snippet : text },
  insertTextFormat: snippets && snippet !== undefined ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
});

const editsOf = ({ edits = [] }: Completion, { rangeOf }: Opened) =>
  edits.map(({ span, text }) => ({ range: rangeOf(span), newText: text }));

const KINDS: Readonly<Record<Completion["what"], CompletionItemKind>> = {
  operation: CompletionItemKind.Function,
  part: CompletionItemKind.Property,
  block: CompletionItemKind.Class,
  fn: CompletionItemKind.Function,
  model: CompletionItemKind.Class,
  loss: CompletionItemKind.Interface,
  recipe: CompletionItemKind.Event,
  value: CompletionItemKind.Constant,
  local: CompletionItemKind.Variable,
  argument: CompletionItemKind.Field,
  field: CompletionItemKind.Field,
  axis: CompletionItemKind.EnumMember,
  choice: CompletionItemKind.EnumMember,
  type: CompletionItemKind.TypeParameter,
  keyword: CompletionItemKind.Keyword,
  file: CompletionItemKind.File,
};
