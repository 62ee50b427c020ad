import type { InitializeResult, SignatureHelp } from "vscode-languageserver/node";
import { signatureAt } from "../ide/signature.ts";
import { openText, type Session } from "./session.ts";

export const signatureProviders: InitializeResult["capabilities"] = {
  signatureHelpProvider: { triggerCharacters: ["(", ","], retriggerCharacters: [")", ":"] },
};

/** What is being called. */
export const registerSignatures = (session: Session): void => {
  session.connection.onSignatureHelp(async ({ textDocument, position }): Promise<SignatureHelp | null> => {
    const opened = await openText(session, textDocument.uri);
    const help = opened && signatureAt(opened.program, opened.module, opened.offsetAt(position));
    if (!help) return null;
    const { label, doc, parameters, active = parameters.length } = help;
    const signature = {
      label,
      parameters: parameters.map(({ start, end, doc: about }) => ({
        label: [start, end] as [number, number],
        ...(about !== undefined && { documentation: { kind: "markdown" as const, value: about } }),
      })),
      ...(doc !== undefined && { documentation: { kind: "markdown" as const, value: doc } }),
    };
    // An index past the last: no parameter is left.
    return { signatures: [signature], activeSignature: 0, activeParameter: active };
  });
};
