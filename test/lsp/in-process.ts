import { PassThrough } from "node:stream";
import { createConnection } from "vscode-languageserver/node";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type InitializeResult,
} from "vscode-languageserver-protocol/node";
import { layeredHost, memoryHost } from "../../src/base/host.ts";
import { isLibraryPath } from "../../src/base/library-path.ts";
import { nodeHost } from "../../src/cli/node-host.ts";
import { createWorkspace } from "../../src/ide/workspace.ts";
import { serve } from "../../src/lsp/server.ts";
import { formatText } from "../../src/prettier/format-text.ts";
import { projectRoot } from "../support/kesc.ts";

export interface Client {
  readonly capabilities: InitializeResult["capabilities"];
  uriOf(path: string): string;
  /** Opens a text, or changes it whole. */
  write(path: string, text: string): Promise<void>;
  ask<Answer>(method: string, params: object): Promise<Answer>;
  stop(): void;
}

/** A server in this process that knows the files of `disk`, and a client: for what a feature's answers look like in the protocol. */
export const startServer = async (disk: Readonly<Record<string, string>>): Promise<Client> => {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const workspace = createWorkspace({
    host: layeredHost(memoryHost(disk), nodeHost({ root: projectRoot })),
    specs: () => Object.keys(disk),
    now: () => 0,
  });
  const root = {
    workspace,
    lint: {},
    printWidth: 120,
    pathOf: (file: string) => file.slice("/project/".length),
    fileOf: (path: string) => (isLibraryPath(path) ? `/library/${path}` : `/project/${path}`),
    files: workspace.files,
  };
  const options = {
    version: "0",
    rootOf: () => root,
    forgetRoots: () => undefined,
    pageOf: () => undefined,
    nameOf: (uri: string) => uri.slice("file://".length),
    async format(path: string, text: string) {
      const formatted = await formatText({ path, text }, 120);
      return "text" in formatted ? formatted.text : undefined;
    },
  };
  serve(options, createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)));
  const client = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  client.listen();
  const params = { processId: null, rootUri: null, capabilities: {} };
  const { capabilities } = await client.sendRequest<InitializeResult>("initialize", params);
  await client.sendNotification("initialized", {});
  const uriOf = (path: string): string => `file:///project/${path}`;
  const versions = new Map<string, number>();
  return {
    capabilities,
    uriOf,
    async write(path, text) {
      const version = (versions.get(path) ?? 0) + 1;
      versions.set(path, version);
      const textDocument = { uri: uriOf(path), languageId: "kes", version, text };
      if (version === 1) return client.sendNotification("textDocument/didOpen", { textDocument });
      return client.sendNotification("textDocument/didChange", { textDocument, contentChanges: [{ text }] });
    },
    ask: (method, more) => client.sendRequest(method, more),
    stop: () => client.dispose(),
  };
};
