import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";
import { projectRoot } from "../support/kesc.ts";

const GRAMMAR = join(projectRoot, "editors/vscode/syntaxes/kes.tmLanguage.json");

/** The grammar as an editor loads it: the same packages, the same WebAssembly. */
export const openGrammar = async (): Promise<IGrammar> => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(GRAMMAR, "utf8"), GRAMMAR),
  });
  const grammar = await registry.loadGrammar("source.kes");
  if (!grammar) throw new Error("no grammar");
  return grammar;
};

/** The scopes at each offset of a text, outermost first, without the language's own. */
export const scopesOf = (grammar: IGrammar, text: string): ((offset: number) => readonly string[]) => {
  const starts: number[] = [];
  const scopes: (readonly string[])[] = [];
  let stack = textmate.INITIAL;
  let at = 0;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    for (const token of tokens) {
      starts.push(at + token.startIndex);
      scopes.push(token.scopes.slice(1));
    }
    at += line.length + 1;
  }
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return scopes[low] ?? [];
  };
};
