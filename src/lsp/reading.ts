import { CodeLensRefreshRequest, InlayHintKind, type Command } from "vscode-languageserver/node";
import { hoverAt } from "../ide/hover.ts";
import { lensesOf, lensText } from "../ide/lenses.ts";
import { definitionAt, referencesAt } from "../ide/references.ts";
import { choiceKey, placementTitles, shapesOf, type ShapesAsked } from "../ide/shapes.ts";
import { locate, openText, type Opened, type Session } from "./session.ts";

/** What a place means and where else it does. */
export const registerNavigation = (session: Session): void => {
  const { connection } = session;
  connection.onHover(async ({ textDocument, position }) => {
    const opened = await openText(session, textDocument.uri);
    const hover = opened && hoverAt(opened.program, opened.module, opened.offsetAt(position), shownIn(session, opened));
    return hover ? { contents: { kind: "markdown", value: hover.text }, range: opened.rangeOf(hover.span) } : null;
  });
  connection.onDefinition(async ({ textDocument, position }) => {
    const opened = await openText(session, textDocument.uri);
    const span = opened && definitionAt(opened.program, opened.module, opened.offsetAt(position));
    return opened && span ? opened.locationOf(span) : null;
  });
  connection.onReferences(async ({ textDocument, position }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    for (const path of opened.root.files()) opened.program.open(path);
    return referencesAt(opened.program, opened.module, opened.offsetAt(position)).map((span) =>
      opened.locationOf(span),
    );
  });
  connection.onDocumentHighlight(async ({ textDocument, position }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    return referencesAt(opened.program, opened.module, opened.offsetAt(position))
      .filter(({ source }) => source.path === opened.path)
      .map((span) => ({ range: opened.rangeOf(span) }));
  });
};

/** What stands beside the text: shapes, counts; and the placement that they are of. */
export const registerHints = (session: Session): void => {
  const { connection, choices, editor } = session;
  connection.languages.inlayHint.on(async ({ textDocument, range }) => {
    const opened = await openText(session, textDocument.uri);
    if (!opened) return [];
    const [from, to] = [opened.offsetAt(range.start), opened.offsetAt(range.end)];
    const asked = shownIn(session, opened);
    return opened.module.file.items
      .filter(({ span }) => span.start <= to && from <= span.end)
      .flatMap((item) => [...shapesOf(opened.program, opened.module, item, asked).steps])
      .filter(([at]) => from <= at && at <= to)
      .map(([at, shape]) => ({
        position: opened.positionAt(at),
        label: shape,
        kind: InlayHintKind.Type,
        paddingLeft: true,
      }));
  });
  connection.onCodeLens(async ({ textDocument: { uri } }) => {
    const opened = await openText(session, uri);
    if (!opened) return [];
    return lensesOf(opened.module).map(({ span, item }) => ({
      range: opened.rangeOf(span),
      data: { uri, name: item.name.text } satisfies LensData,
    }));
  });
  // Text is made when the editor is about to show it: it may take a while to count.
  connection.onCodeLensResolve(async (lens) => ({
    ...lens,
    command: await lensCommand(session, lens.data as LensData),
  }));
  connection.onRequest(
    "kes/placements",
    async ({ textDocument: { uri }, name }: PlacementsOf): Promise<readonly PlacementTitle[]> => {
      const opened = await openText(session, uri);
      const item = opened?.module.file.items.find((each) => each.kind === "Declaration" && each.name.text === name);
      if (!opened || item?.kind !== "Declaration") return [];
      return placementTitles(opened.program, opened.module, item, opened.root.files()).map((title, index) => ({
        title,
        index,
      }));
    },
  );
  connection.onRequest("kes/choosePlacement", async ({ textDocument: { uri }, name, index }: Choice): Promise<null> => {
    const { root, path } = await locate(session, uri);
    choices.set(root, new Map([...(choices.get(root) ?? []), [choiceKey(path, name), index]]));
    if (editor.refreshesHints) void connection.languages.inlayHint.refresh();
    if (editor.refreshesLenses) void connection.sendRequest(CodeLensRefreshRequest.type);
    return null;
  });
};

/** Where placements are looked for, and which are shown. */
const shownIn = ({ choices }: Session, { root }: Opened): Required<ShapesAsked> => ({
  files: root.files(),
  choices: choices.get(root) ?? new Map<string, number>(),
});

interface LensData {
  readonly uri: string;
  readonly name: string;
}

/** `kes/placements`: where a declaration is placed. */
interface PlacementsOf {
  readonly textDocument: { readonly uri: string };
  readonly name: string;
}
interface PlacementTitle {
  readonly title: string;
  readonly index: number;
}
/** `kes/choosePlacement`: of which of them hints and counts are shown. */
interface Choice extends PlacementsOf {
  readonly index: number;
}

const lensCommand = async (session: Session, { uri, name }: LensData): Promise<Command> => {
  const opened = await openText(session, uri);
  const lens = opened && lensesOf(opened.module).find(({ item }) => item.name.text === name);
  const chosen = opened && shownIn(session, opened);
  const shown = lens && lensText(opened.program, opened.module, lens, chosen);
  if (!shown) return { title: "", command: "" };
  if (shown.placements > 1) return { title: shown.text, command: "kes.choosePlacement", arguments: [uri, name] };
  const isModel = lens.item.kind === "Declaration" && lens.item.keyword === "model";
  return isModel
    ? { title: shown.text, command: "kes.count", arguments: [uri, name] }
    : { title: shown.text, command: "" };
};
