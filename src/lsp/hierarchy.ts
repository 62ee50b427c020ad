import { join } from "node:path";
import type { CallHierarchyItem, SymbolInformation } from "vscode-languageserver/node";
import { findSymbols } from "../ide/find-symbols.ts";
import { placedBy, placesOf, placingAt, placingOf, type Placing } from "../ide/hierarchy.ts";
import { locationOf, openText, programOf, takeTexts, type Opened, type Root, type Session } from "./session.ts";
import { SYMBOLS } from "./structure.ts";

/** An item's file need not be open: it is found again through the text that was asked about first. */
interface ItemData {
  readonly from: string;
  readonly path: string;
}

export const hierarchyProviders = { callHierarchyProvider: true, workspaceSymbolProvider: true } as const;

/** Who places a block and what it places; what the files declare. */
export const registerHierarchy = (session: Session): void => {
  const { connection } = session;
  const { callHierarchy } = connection.languages;
  callHierarchy.onPrepare(async ({ textDocument, position }) => {
    const opened = await openText(session, textDocument.uri);
    const placing = opened && placingAt(opened.module, opened.offsetAt(position));
    return placing ? [itemOf(opened, placing)] : null;
  });
  callHierarchy.onIncomingCalls(async ({ item }) => {
    const found = await placingOfItem(session, item);
    if (!found) return [];
    const { opened, placing } = found;
    openAll(opened);
    return placedBy(opened.program, placing).map(({ by, at }) => ({
      from: itemOf(opened, by),
      fromRanges: at.map(opened.rangeOf),
    }));
  });
  callHierarchy.onOutgoingCalls(async ({ item }) => {
    const found = await placingOfItem(session, item);
    if (!found) return [];
    const { opened, placing } = found;
    return placesOf(placing).map(({ by, at }) => ({ to: itemOf(opened, by), fromRanges: at.map(opened.rangeOf) }));
  });
  connection.onWorkspaceSymbol(async ({ query }): Promise<SymbolInformation[]> => {
    await takeTexts(session);
    return [...(await rootsOf(session))].flatMap((root) => symbolsBelow(session, root, query));
  });
};

const openAll = ({ root, program }: Pick<Opened, "root" | "program">): void => {
  for (const path of root.files()) program.open(path);
};

/** Those of open texts, and the editor's folder. */
const rootsOf = async ({ addresses, editor, options }: Session): Promise<ReadonlySet<Root>> => {
  const { folder } = editor;
  return new Set([...addresses.keys(), ...(folder === undefined ? [] : [await options.rootOf(join(folder, "."))])]);
};

const symbolsBelow = (session: Session, root: Root, query: string): SymbolInformation[] => {
  const program = programOf(session, root);
  openAll({ root, program });
  return findSymbols(program, query).map(({ symbol: { name, sort, selection }, module }) => ({
    name,
    kind: SYMBOLS[sort],
    location: locationOf(session, root, selection),
    containerName: module.source.path,
  }));
};

const itemOf = (opened: Opened, { node, module }: Placing): CallHierarchyItem => {
  const { uri, range } = opened.locationOf(node.span);
  const data: ItemData = { from: opened.uri, path: module.source.path };
  return {
    name: node.name.text,
    kind: SYMBOLS[node.kind === "Recipe" ? "recipe" : node.keyword],
    detail: module.source.path,
    uri,
    range,
    selectionRange: opened.rangeOf(node.name.span),
    data,
  };
};

const placingOfItem = async (
  session: Session,
  { name, data }: CallHierarchyItem,
): Promise<{ readonly opened: Opened; readonly placing: Placing } | undefined> => {
  const { from, path } = data as ItemData;
  const opened = await openText(session, from);
  const module = opened?.program.open(path).result;
  const placing = module && placingOf(module, name);
  return opened && placing && { opened, placing };
};
