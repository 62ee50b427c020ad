import type { TextDocumentContentChangeEvent, TextDocumentsConfiguration } from "vscode-languageserver/node";
import type { Source } from "../base/source.ts";
import type { Places } from "./places.ts";

/** A text as the editor has it open. Each change makes another. */
export interface Text {
  readonly uri: string;
  readonly version: number;
  readonly source: Source;
}

/** How texts begin and change, in the columns that were agreed upon. */
export const textsIn = (places: Places): TextDocumentsConfiguration<Text> => ({
  create: (uri, _, version, text) => ({ uri, version, source: { path: uri, text } }),
  update: ({ uri, source }, changes, version) => ({
    uri,
    version,
    source: {
      path: uri,
      text: changes.reduce((text, change) => changed({ path: uri, text }, change, places), source.text),
    },
  }),
});

/** Each change counts from what the ones before it left. */
const changed = (source: Source, change: TextDocumentContentChangeEvent, places: Places): string => {
  if (!("range" in change)) return change.text;
  const [from, to] = [places.offsetAt(source, change.range.start), places.offsetAt(source, change.range.end)];
  return source.text.slice(0, Math.min(from, to)) + change.text + source.text.slice(Math.max(from, to));
};
