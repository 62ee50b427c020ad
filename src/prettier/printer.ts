import { builders, printer as docPrinter } from "prettier/doc";
import type { AstPath, Doc, ParserOptions, Printer } from "prettier";
import { displayWidth } from "../base/display-width.ts";
import { alignColumns } from "./columns.ts";
import { canAttach, commentDoc, endOfLine, ownLine } from "./comments.ts";
import type { Context, Told } from "./context.ts";
import { printNode } from "./print-node.ts";
import { childKeys, type AttachedComment, type File, type Node } from "./tree.ts";

const { breakParent, hardline, lineSuffix, literalline } = builders;

type Print = (selector?: string | AstPath<Node>, args?: unknown) => Doc;

const atLineEnd = (doc: Doc): Doc => [lineSuffix([" ", doc]), breakParent];

const contextOf = (path: AstPath<Node>, options: ParserOptions<Node>, print: Print, told: Told): Context => {
  const { marks } = path.root as File;
  const text = options.originalText;
  const node = path.node;
  const flat = (doc: Doc): string =>
    docPrinter.printDocToString(doc, { ...options, printWidth: Infinity, endOfLine: "lf" } as never).formatted;
  const visible = (printed: string): string => marks.read(printed).filter((part) => typeof part === "string").join("");
  const dangling: Context["dangling"] = (marker) =>
    (node.comments ?? [])
      .filter((comment) => comment.leading !== true && comment.trailing !== true && comment.marker === marker)
      .map((comment) => {
        comment.printed = true;
        return { doc: commentDoc(comment, text, marks), block: comment.form === "block", start: comment.start };
      });
  const tell = (given: Told | undefined): Told | undefined => (given !== undefined && Object.values(given).some((v) => v !== undefined) ? given : undefined);
  return {
    text,
    width: options.printWidth,
    marks,
    told,
    ancestors: path.ancestors,
    child: (name, given) => print(name, tell(given)),
    childrenOf: (name, given) =>
      path.map((child: AstPath<Node>) => print(child, tell(typeof given === "function" ? given(child.node, child.index ?? 0) : given)), name as never) as Doc[],
    nested: (outer, inner) =>
      path.map((row: AstPath<Node>) => row.map((cell: AstPath<Node>) => print(cell), inner as never) as Doc[], outer as never) as Doc[][],
    dangling,
    behind: (marker) => dangling(marker).map(({ doc }) => atLineEnd(doc)),
    atLineEnd,
    flat,
    widthOf: (doc) => displayWidth(visible(typeof doc === "string" ? doc : flat(doc)).split("\n").at(-1) ?? ""),
  };
};

/** The whole file: laid out, then lined up, then handed to Prettier line by line. */
const wholeFile = (doc: Doc, file: File, options: ParserOptions<Node>): Doc => {
  const { formatted } = docPrinter.printDocToString(doc, { ...options, endOfLine: "lf" } as never);
  const lines = alignColumns(formatted, file.marks, options.printWidth);
  return [lines.map(({ text, raw }, i) => [i === 0 ? "" : raw ? literalline : hardline, text]), formatted === "" ? "" : hardline];
};

/** Prints files of kes for Prettier. */
export const printer: Printer<Node> = {
  print: (path, options, print, args) => {
    const doc = printNode(path.node, contextOf(path, options, print as Print, (args ?? {}) as Told));
    return path.node.kind === "File" ? wholeFile(doc, path.node as File, options) : doc;
  },
  canAttachComment: (node, ancestors) => canAttach(node, ancestors),
  isBlockComment: (comment) => (comment as unknown as AttachedComment).form === "block",
  printComment: (path, options) => commentDoc(path.node as unknown as AttachedComment, options.originalText, (path.root as File).marks),
  getVisitorKeys: childKeys,
  handleComments: {
    ownLine: (comment: AttachedComment, text) => ownLine(comment, text),
    endOfLine: (comment: AttachedComment, text) => endOfLine(comment, text),
  },
} as Printer<Node>;
