import type * as ast from "../../compiler/1-syntax/ast.ts";
import type { Rule } from "../rule.ts";

export const rule: Rule = {
  code: "KES6003",
  name: "missing-doc",
  summary: "a declaration without a doc comment",
  level: "off",
  about: "text",
  explanation:
    "A line of `///` above a block, model, loss or recipe tells where it stands in the paper, and is what an editor shows. Another name for something (`block Plain = Unit(3)`) needs none. Off unless the configuration asks for it.",
  bad: `fn half(x: tensor) = x / 2`,
  good: `/// Eq. (4).
fn half(x: tensor) = x / 2`,
  *check({ items }) {
    for (const item of items) {
      if ((item.kind !== "Declaration" && item.kind !== "Recipe") || item.doc !== undefined || isAlias(item)) continue;
      const what = item.kind === "Recipe" ? "recipe" : item.keyword;
      yield {
        at: item.name.span,
        message: `the ${what} \`${item.name.text}\` has no doc comment`,
        help: ["/// one line above it"],
      };
    }
  },
};

const isAlias = (item: ast.Declaration | ast.Recipe): boolean =>
  item.kind === "Recipe" ? item.value !== undefined : item.lists.length === 0 && item.body.kind !== "Body";
