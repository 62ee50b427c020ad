import { builders, printer as docPrinter } from "prettier/doc";
import type { AstPath, Doc, ParserOptions, Printer } from "prettier";
import { displayWidth } from "../base/display-width.ts";
import { alignColumns } from "./columns.ts";
import { canAttach, commentDoc, endOfLine, ownLine, remaining } from "./comments.ts";
import type { Context, Told } from "./context.ts";
import type { Marks } from "./marks.ts";
import { printNode } from "./print-node.ts";
import { childKeys, type AttachedComment, type File, type Node } from "./tree.ts";

const { breakParent, hardline, indent, lineSuffix, literalline } = builders;

type Print = (selector?: string | AstPath<Node>, args?: unknown) => Doc;

const atLineEnd = (doc: Doc): Doc => [lineSuffix([" ", doc]), breakParent];

/** What `told` says, or nothing: Prettier remembers the documents of nodes that were told nothing. */
const tell = (told: Told | undefined): Told | undefined =>
  told !== undefined && Object.values(told).some((value) => value !== undefined && value !== false) ? told : undefined;

/** Prettier's way to a node's children. */
const childrenOf = (path: AstPath<Node>, print: Print): Pick<Context, "child" | "childrenOf" | "nested"> => ({
  child: (name, given) => print(name, tell(given)),
  childrenOf: (name, given) => {
    const toldOf = (child: AstPath<Node>): Told | undefined =>
      typeof given === "function" ? given(child.node, child.index ?? 0) : given;
    return path.map((child: AstPath<Node>) => print(child, tell(toldOf(child))), name as never);
  },
  nested: (outer, inner) => {
    const cells = (row: AstPath<Node>): Doc[] => row.map((cell: AstPath<Node>) => print(cell), inner as never);
    return path.map(cells, outer as never);
  },
});

const commentsOf = (
  { comments = [] }: Node,
  text: string,
  marks: Marks,
): Pick<Context, "dangling" | "behind" | "atLineEnd"> => {
  const dangling: Context["dangling"] = (marker) =>
    comments
      .filter((comment) => comment.leading !== true && comment.trailing !== true && comment.marker === marker)
      .map((comment) => {
        comment.printed = true;
        return { doc: commentDoc(comment, text, marks), block: comment.form === "block", start: comment.start };
      });
  const below = (doc: Doc): Doc => indent([lineSuffix([hardline, doc]), breakParent]);
  const behind: Context["behind"] = (marker) =>
    dangling(marker).map(({ doc }, i) => (i === 0 ? atLineEnd(doc) : below(doc)));
  return { dangling, behind, atLineEnd };
};

const contextOf = (path: AstPath<Node>, options: ParserOptions<Node>, print: Print, told: Told): Context => {
  const { marks } = path.root as File;
  const text = options.originalText;
  const flat = (doc: Doc): string => docText(doc, { ...options, printWidth: Infinity });
  const visible = (printed: string): string =>
    marks
      .read(printed)
      .filter((part) => typeof part === "string")
      .join("");
  return {
    text,
    width: options.printWidth,
    marks,
    told,
    ancestors: path.ancestors,
    ...childrenOf(path, print),
    ...commentsOf(path.node, text, marks),
    flat,
    widthOf: (doc) =>
      displayWidth(
        visible(typeof doc === "string" ? doc : flat(doc))
          .split("\n")
          .at(-1) ?? "",
      ),
  };
};

const docText = (doc: Doc, options: ParserOptions<Node>): string =>
  docPrinter.printDocToString(doc, { ...options, endOfLine: "lf" } as never).formatted;

/** The whole file: laid out, then lined up, then handed to Prettier line by line. */
const wholeFile = (doc: Doc, file: File, options: ParserOptions<Node>): Doc => {
  const formatted = docText(doc, options);
  const lines = alignColumns(formatted, file.marks, options.printWidth);
  return [
    lines.map(({ text, raw }, i) => [i === 0 ? "" : raw ? literalline : hardline, text]),
    formatted === "" ? "" : hardline,
  ];
};

/** Prints files of kes for Prettier. */
export const printer: Printer<Node> = {
  print: (path, options, print, args) => {
    const doc = printNode(path.node, contextOf(path, options, print, args ?? {}));
    return path.node.kind === "File" ? wholeFile(doc, path.node as File, options) : doc;
  },
  canAttachComment: (node, ancestors) => canAttach(node, ancestors),
  isBlockComment: (comment) => (comment as unknown as AttachedComment).form === "block",
  printComment: (path, options) =>
    commentDoc(path.node as unknown as AttachedComment, options.originalText, (path.root as File).marks),
  getVisitorKeys: childKeys,
  handleComments: {
    ownLine: (comment: AttachedComment, text) => ownLine(comment, text),
    endOfLine: (comment: AttachedComment, text) => endOfLine(comment, text),
    remaining: (comment: AttachedComment, text) => remaining(comment, text),
  },
};
