import {
  SemanticTokenModifiers,
  SemanticTokensBuilder,
  SemanticTokenTypes,
  type Range,
  type SemanticTokensLegend,
} from "vscode-languageserver/node";
import { semanticTokens, type TokenModifier, type TokenSort } from "../ide/semantic-tokens.ts";
import { openText, type Opened, type Session } from "./session.ts";

/** Colours by meaning. The protocol's own types, so that every theme has a colour for them. */
const TYPES: Readonly<Record<TokenSort, SemanticTokenTypes>> = {
  operation: SemanticTokenTypes.function,
  part: SemanticTokenTypes.function,
  fn: SemanticTokenTypes.function,
  block: SemanticTokenTypes.class,
  model: SemanticTokenTypes.struct,
  loss: SemanticTokenTypes.interface,
  recipe: SemanticTokenTypes.event,
  parameter: SemanticTokenTypes.parameter,
  argument: SemanticTokenTypes.parameter,
  local: SemanticTokenTypes.variable,
  value: SemanticTokenTypes.variable,
  axis: SemanticTokenTypes.property,
  field: SemanticTokenTypes.property,
  choice: SemanticTokenTypes.enumMember,
  type: SemanticTokenTypes.type,
};
const MODIFIERS: Readonly<Record<TokenModifier, SemanticTokenModifiers>> = {
  declaration: SemanticTokenModifiers.declaration,
  library: SemanticTokenModifiers.defaultLibrary,
  readonly: SemanticTokenModifiers.readonly,
};

const legend: SemanticTokensLegend = {
  tokenTypes: [...new Set(Object.values(TYPES))],
  tokenModifiers: Object.values(MODIFIERS),
};
export const tokensProvider = { legend, full: { delta: true }, range: true } as const;

const bitOf = (modifier: TokenModifier): number => 1 << legend.tokenModifiers.indexOf(MODIFIERS[modifier]);

export const registerTokens = (session: Session): void => {
  const { semanticTokens: requests } = session.connection.languages;
  /** One a text: it knows what it gave last. */
  const builders = new Map<string, SemanticTokensBuilder>();
  session.documents.onDidClose(({ document }) => void builders.delete(document.uri));
  /** `previous`: what the editor has; none that was given begins anew. */
  const build = async (uri: string, previous: string): Promise<SemanticTokensBuilder> => {
    const opened = await openText(session, uri);
    const builder = builders.get(uri) ?? new SemanticTokensBuilder();
    builders.set(uri, builder);
    builder.previousResult(previous);
    if (opened) addTokens(builder, opened);
    return builder;
  };
  requests.on(async ({ textDocument: { uri } }) => (await build(uri, "")).build());
  requests.onDelta(async ({ textDocument: { uri }, previousResultId }) =>
    (await build(uri, previousResultId)).buildEdits(),
  );
  requests.onRange(async ({ textDocument: { uri }, range }) => {
    const opened = await openText(session, uri);
    const builder = new SemanticTokensBuilder();
    if (opened) addTokens(builder, opened, range);
    return builder.build();
  });
};

const addTokens = (builder: SemanticTokensBuilder, opened: Opened, range?: Range): void => {
  const { program, module } = opened;
  const within = range && { start: opened.offsetAt(range.start), end: opened.offsetAt(range.end) };
  for (const { span, sort, modifiers } of semanticTokens(program, module, within)) {
    const start = opened.positionAt(span.start);
    const { character } = opened.positionAt(span.end);
    const bits = modifiers.reduce((sum, modifier) => sum | bitOf(modifier), 0);
    builder.push(
      start.line,
      start.character,
      character - start.character,
      legend.tokenTypes.indexOf(TYPES[sort]),
      bits,
    );
  }
};
