import type * as ast from "../1-syntax/ast.ts";

/** `conv(3)(4)` as it would be written with one list: `conv(3, 4)`. */
export const joinedLists = (call: ast.Call & { readonly callee: ast.Call }): string => {
  const { callee: name, arguments: first } = call.callee;
  const written = [first, call.arguments].flatMap((list) => list.arguments.map(({ span }) => textOf(span)));
  return `${textOf(name.span)}(${written.join(", ")})`;
};

const textOf = ({ source, start, end }: ast.Expression["span"]): string => source.text.slice(start, end);
