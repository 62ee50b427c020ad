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
  completionProvider: {
    triggerCharacters: [">", " ", "(", ",", ":", ".", "[", "{", "/", '"', "="],
    resolveProvider: true,
  },
};

/** What may be typed. Hundreds of names are sent and one or two looked at: their docs, and imports if the editor can wait, follow when asked for. */
export const registerCompletion = (session: Session): void => {
  const { connection, editor } = session;
  const sent = new Map<number, Rest>();
  let number = 0;
  connection.onCompletion(async ({ textDocument, position, context }): Promise<CompletionItem[]> => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    const { program, module, root } = opened;
    const offset = opened.offsetAt(position);
    if (context?.triggerCharacter === " " && !asks(module.source.text, offset)) return [];
    const { span, items } = completionsAt(program, module, offset, root.workspace.importable());
    const range = opened.rangeOf(span);
    const rest = items.map((one) => restOf(one, opened));
    sent.set(++number, rest).delete(number - KEPT);
    return items.map((one, index) => ({
      label: one.what === "argument" ? `${one.name}:` : one.name,
      kind: KINDS[one.what],
      detail: one.detail,
      filterText: one.name,
      sortText: String(index).padStart(5, "0"),
      ...putIn(one, range, editor.snippets),
      ...(!editor.resolvesEdits && { additionalTextEdits: rest[index]!.additionalTextEdits }),
      data: [number, index],
    }));
  });
  connection.onCompletionResolve((item) => {
    const [list, index] = item.data as readonly [number, number];
    return { ...item, ...sent.get(list)?.[index] };
  });
};

/** So many lists are remembered: while somebody types on, an editor may still show an older one. */
const KEPT = 8;

/** What of a list's items wasn't sent. */
type Rest = readonly Pick<CompletionItem, "documentation" | "additionalTextEdits">[];

const restOf = (one: Completion, opened: Opened): Rest[number] => ({
  ...(one.doc !== undefined && { documentation: { kind: "markdown", value: one.doc } }),
  ...(one.edits && { additionalTextEdits: editsOf(one, opened) }),
});

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
