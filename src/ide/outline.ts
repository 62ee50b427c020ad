import type { Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import type { Module } from "../compiler/2-bind/module.ts";

export interface Outlined {
  readonly name: string;
  readonly sort: ast.Declaration["keyword"] | "recipe" | "value" | "binding" | "output" | "tap" | "term" | "field";
  /** What is said beside the name; "" where nothing is. */
  readonly detail: string;
  /** All of it; holds `selection`. */
  readonly span: Span;
  /** The name. */
  readonly selection: Span;
  readonly children: readonly Outlined[];
}

/** What a file declares, with what each declaration binds, gives, shows and sets. */
export const outlineOf = ({ file }: Module): readonly Outlined[] =>
  file.items.flatMap((item): readonly Outlined[] => {
    switch (item.kind) {
      case "Declaration": {
        const children = item.body.kind === "Body" ? outlineOfBody(item.body) : [];
        return [entry(item.name, item, item.keyword, item.keyword, children)];
      }
      case "Recipe": {
        const detail = item.parent ? `train extends ${item.parent.name.text}` : "train";
        return [entry(item.name, item, "recipe", detail, (item.fields ?? []).flatMap(outlineField))];
      }
      case "Binding":
        return item.path.slice(0, 1).map((name) => entry(name, item, "value"));
      case "Unpack":
        return item.names.map((name) => entry(name, item, "value"));
      default:
        return [];
    }
  });

const entry = (
  { text, span: selection }: ast.Name,
  { span }: { readonly span: Span },
  sort: Outlined["sort"],
  detail = "",
  children: readonly Outlined[] = [],
): Outlined => ({
  name: text === "" ? "?" : text,
  sort,
  detail,
  // Behind an error a name may stand outside of what was read.
  span: { ...span, start: Math.min(span.start, selection.start), end: Math.max(span.end, selection.end) },
  selection,
  children,
});

/** `optimizer.lr = 0.1` is one name. */
const outlineField = (field: ast.Binding): readonly Outlined[] => {
  const [first, last] = [field.path[0], field.path.at(-1)];
  if (!first || !last) return [];
  const text = field.path.map((name) => name.text).join(".");
  return [entry({ kind: "Name", text, span: { ...first.span, end: last.span.end } }, field, "field")];
};

/** What is bound, marked as output or tap where it is one; outputs that are bound elsewhere stand for themselves. */
const outlineOfBody = ({ statements }: ast.Body): readonly Outlined[] => {
  const shown = new Map<string, "output" | "tap">();
  for (const each of statements)
    if (each.kind === "Output" || each.kind === "Tap")
      for (const { text } of each.names)
        if (shown.get(text) !== "output") shown.set(text, each.kind === "Output" ? "output" : "tap");
  const found: Outlined[] = [];
  const bound = new Set<string>();
  const add = (name: ast.Name, node: ast.Statement): void => {
    const sort = node.kind === "Term" ? "term" : (shown.get(name.text) ?? "binding");
    found.push(entry(name, node, sort, sort === "binding" ? "" : sort));
    bound.add(name.text);
  };
  for (const each of statements) {
    if (each.kind === "Binding") each.path.slice(0, 1).forEach((name) => add(name, each));
    if (each.kind === "Term" || each.kind === "Share") each.binding.path.slice(0, 1).forEach((name) => add(name, each));
    if (each.kind === "Unpack") each.names.forEach((name) => add(name, each));
    if (each.kind === "Output" || each.kind === "Tap")
      for (const name of each.names) if (!bound.has(name.text)) add(name, each);
  }
  return found;
};
