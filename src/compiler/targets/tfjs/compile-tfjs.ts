import { diagnose, type Diagnostic } from "../../../base/diagnostic.ts";
import type { Network } from "../../4-graph/graph.ts";
import type { NetworkLoss } from "../../losses-on-network.ts";
import { targetLacks } from "../../diagnostics/compiling.ts";
import { moduleText, type ModuleSource } from "./module.ts";
import { isIdentifier } from "./names.ts";
import { typesText } from "./types-text.ts";

/** A network as files; none where it can't be written. */
export interface Compiled {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly diagnostics: readonly Diagnostic[];
  /** Losses that the module lacks though they were given, with the reason. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

/**
 * An ES module `<name>.mjs` with types `<name>.d.mts`: one function for each block, on whatever TensorFlow.js it is given. The same
 * network gives the same bytes.
 */
export const compileTfjs = (network: Network, source: ModuleSource, losses: readonly NetworkLoss[] = []): Compiled => {
  const { text, refused, losses: written, leftOut } = moduleText(network, source, losses);
  if (text === undefined)
    return {
      files: [],
      leftOut,
      diagnostics: [...refused].map(([op, { why, node }]) =>
        diagnose(targetLacks, node.origin.span, { op, why, target: "TensorFlow.js" }),
      ),
    };
  const name = fileName(network.name);
  return {
    files: [
      { name: `${name}.mjs`, text },
      { name: `${name}.d.mts`, text: typesText(network, source, written) },
    ],
    diagnostics: [],
    leftOut,
  };
};

/** `Net(40, 2)` as `Net_40_2`; names stay as they are, so that no two of a file's networks share one. */
export const fileName = (network: string): string =>
  isIdentifier(network) ? network : network.replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "") || "network";
