import type { IGrammar } from "vscode-textmate";
import { beforeAll, expect, test } from "vitest";
import { scan } from "../../grammar/scan.ts";
import * as t from "../../grammar/tokens.ts";
import { parseFile } from "../../src/compiler/1-syntax/parse.ts";
import { corpus } from "../format/corpus.ts";
import { openGrammar, scopesOf } from "./colours.ts";

let grammar: IGrammar;
beforeAll(async () => {
  grammar = await openGrammar();
});

/** Kinds of nodes whose first word is a keyword. */
const STATEMENTS = new Set([
  "Import",
  "Declaration",
  "Recipe",
  "Expect",
  "Published",
  "Require",
  "Return",
  "Output",
  "Tap",
  "Term",
  "Share",
]);

/** Offsets of nodes of a kind, wherever they stand in the tree. */
const starts = (node: unknown, kinds: ReadonlySet<string>, found = new Set<number>()): Set<number> => {
  if (Array.isArray(node)) for (const each of node) starts(each, kinds, found);
  else if (typeof node === "object" && node !== null && "kind" in node) {
    const { kind, span } = node as { readonly kind: string; readonly span?: { readonly start: number } };
    if (span && kinds.has(kind)) found.add(span.start);
    for (const [key, value] of Object.entries(node))
      if (key !== "span" && key !== "source") starts(value, kinds, found);
  }
  return found;
};

const KEYWORD = /^(?:keyword|storage|constant\.language)\./;
const reserved = new Set<string>(t.reservedWords);
const stating = new Set<string>(t.statementWords);

interface Wrong {
  readonly at: string;
  readonly text: string;
  readonly wanted: string;
  readonly scopes: readonly string[];
}

/** What the colours of a text get wrong, by what the language's own scanner and parser say of it; and how many were asked. */
const compare = (name: string, text: string): { readonly asked: number; readonly wrong: readonly Wrong[] } => {
  const source = { path: name, text };
  const { tokens, comments } = scan(source);
  const keywords = starts(parseFile(source).file, STATEMENTS);
  const types = starts(parseFile(source).file, new Set(["NamedType"]));
  const at = scopesOf(grammar, text);
  const wrong: Wrong[] = [];
  let asked = 0;
  const demand = (
    offset: number,
    image: string,
    wanted: string,
    holds: (scopes: readonly string[]) => boolean,
  ): void => {
    asked++;
    const scopes = at(offset);
    if (!holds(scopes))
      wrong.push({ at: `${name}:${text.slice(0, offset).split("\n").length}`, text: image, wanted, scopes });
  };
  for (const { image, startOffset, tokenType } of tokens) {
    const last = (pattern: RegExp) => (scopes: readonly string[]) => pattern.test(scopes.at(-1) ?? "");
    if (tokenType === t.NumberToken) demand(startOffset, image, "number", last(/^constant\.numeric\./));
    else if (tokenType === t.StringToken)
      demand(startOffset, image, "string", (scopes) => scopes[0] === "string.quoted.double.kes");
    else if (tokenType === t.Identifier)
      demand(startOffset, image, "name", last(/^(?!keyword|storage|comment|constant|string)/));
    else if (reserved.has(image)) demand(startOffset, image, "keyword", last(KEYWORD));
    else if (stating.has(image)) {
      if (keywords.has(startOffset)) demand(startOffset, image, "keyword", last(KEYWORD));
      else if (types.has(startOffset)) demand(startOffset, image, "type", last(/^support\.type\./));
      else demand(startOffset, image, "name", last(/^(?!keyword|storage)/));
    }
  }
  for (const { start, form } of comments)
    demand(start, form, `${form} comment`, (scopes) => scopes[0]?.startsWith(FORMS[form]) ?? false);
  return { asked, wrong };
};

const FORMS = {
  line: "comment.line.double-slash",
  doc: "comment.line.documentation",
  block: "comment.block",
} as const;

test("every keyword, name, number, text and comment of the corpus has its colour", () => {
  const texts = corpus().filter(
    ({ name }) => !name.startsWith("..") && !name.endsWith(".crlf.kes") && !name.includes("golden"),
  );
  const results = texts.map(({ name, text }) => compare(name, text));
  expect(results.flatMap(({ wrong }) => wrong).slice(0, 20)).toEqual([]);
  expect(results.reduce((sum, { asked }) => sum + asked, 0)).toBeGreaterThan(6000);
});

/** Pieces between `‹` and `›` are followed by `{scope}`: what stands there must have it. */
const marked = (text: string): { readonly text: string; readonly marks: readonly (readonly [number, string])[] } => {
  const marks: (readonly [number, string])[] = [];
  let plain = "";
  let rest = text;
  for (let match = /‹([^›]*)›\{([^}]*)\}/.exec(rest); match; match = /‹([^›]*)›\{([^}]*)\}/.exec(rest)) {
    plain += rest.slice(0, match.index);
    marks.push([plain.length, match[2] ?? ""]);
    plain += match[1];
    rest = rest.slice(match.index + match[0].length);
  }
  return { text: plain + rest, marks };
};

test.each([
  "‹train›{storage.type} ‹quick›{entity.name.type} ‹extends›{keyword.other} slow { ‹length›{variable.other.definition} = ‹2›{constant.numeric} ‹epochs›{keyword.other.unit} }",
  "‹expect›{keyword.other.statement} ‹macs›{support.function}(A) == ‹1.5M›{constant.numeric} ‹within›{keyword.other} ‹1%›{constant.numeric} ‹of›{keyword.other} 3",
  '‹import›{keyword.control.import} { A } ‹from›{keyword.other} ‹"./a"›{string.quoted}',
  "  ‹output›{keyword.other.statement} a for ‹training›{keyword.other.statement}",
  "  x ‹->›{keyword.operator.arrow} ‹conv›{support.function}(1, out, ‹stride›{variable.parameter}: 2)",
  '  require ‹not›{keyword.operator.word} ok, "it is ‹{›{punctuation.section.embedded}‹n›{variable.other} ‹+›{keyword.operator} 1}"',
  "block A(‹unit›{variable.parameter}: ‹block›{support.type} = B)(x: ‹map›{support.type}) = x",
  "  a[channel: ‹..›{keyword.operator}‹5›{constant.numeric} ‹by›{keyword.operator.word} 2]",
  "  ‹share›{variable.other.definition} = 3",
  "  y = student.‹for›{variable.other.property}",
])("%s", (line) => {
  const { text, marks } = marked(line);
  const at = scopesOf(grammar, text);
  for (const [offset, scope] of marks)
    expect([text.slice(offset), at(offset).at(-1)]).toEqual([text.slice(offset), expect.stringMatching(`^${scope}`)]);
});

test("what is not whole yet ends with its line", () => {
  const at = scopesOf(grammar, 'a = "open {b\nc = 1');
  expect(at(4)[0]).toBe("string.quoted.double.kes");
  expect(at(13)).toEqual(["variable.other.definition.kes"]);
});
