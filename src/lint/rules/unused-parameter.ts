import type * as ast from "../../compiler/1-syntax/ast.ts";
import { namesUsedIn } from "../name-uses.ts";
import type { Finding, Rule } from "../rule.ts";
import { hasHole, type TreeNode } from "../../compiler/1-syntax/walk-tree.ts";

export const rule: Rule = {
  code: "KES6002",
  name: "unused-parameter",
  summary: "a parameter that nothing uses",
  level: "warning",
  about: "text",
  explanation:
    "Whoever gives it believes that it does something. Where a block must take what its neighbours take, say so behind `// kes-disable-next-line unused-parameter --`; a name that begins with `_` may stay unused.",
  bad: `block Unit(wide: int, k: int)(x: map) = x -> conv(k, 8)`,
  good: `block Unit(wide: int, k: int)(x: map) = x -> conv(k, wide)`,
  *check({ items }) {
    for (const item of items)
      if ((item.kind === "Declaration" || item.kind === "Recipe") && !hasHole(item)) yield* unusedIn(item);
  },
};

function* unusedIn(item: ast.Declaration | ast.Recipe): Generator<Finding> {
  const lists = item.kind === "Recipe" ? (item.list ? [item.list] : []) : item.lists;
  const parameters = lists.flatMap((list) => list.parameters);
  const inside = bodyOf(item);
  for (const parameter of parameters) {
    const { text, span: at } = parameter.name;
    const labels = { labels: isAxis(parameter.type) };
    const others = parameters.filter((other) => other !== parameter);
    const places: readonly TreeNode[] = [
      ...inside,
      ...others.flatMap((other) => [other.type, ...(other.default ? [other.default] : [])]),
    ];
    if (text.startsWith("_") || places.some((place) => namesUsedIn(place, labels).has(text))) continue;
    const what = `\`${item.name.text}\` has no use for its parameter \`${text}\``;
    yield { at, message: what, help: ["take it out, or use it"] };
  }
}

const bodyOf = (item: ast.Declaration | ast.Recipe): readonly TreeNode[] => {
  if (item.kind === "Declaration") return [item.body];
  const given = item.parent?.arguments;
  return [...(item.value ? [item.value] : []), ...(item.fields ?? []), ...(given ? [given] : [])];
};

/** An axis may be named as a label, `[box: n]`. */
const isAxis = (type: ast.Type): boolean =>
  type.kind === "ListType" ? isAxis(type.element) : type.kind === "NamedType" && type.name.text === "axis";
