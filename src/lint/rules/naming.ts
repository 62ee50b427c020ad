import type * as ast from "../../compiler/1-syntax/ast.ts";
import type { Finding, Rule } from "../rule.ts";
import { nodesUnder } from "../../compiler/1-syntax/walk-tree.ts";

export const rule: Rule = {
  code: "KES6004",
  name: "naming",
  summary: "a name against the field's habits",
  level: "warning",
  about: "text",
  explanation:
    "Blocks, models and losses are written like classes (`WideNet`, `Unit`), functions, parameters and bindings in small letters with `_` (`soft_step`, `out`). One capital letter is a symbol of the paper (`G`, `T`, `W1`). So a reader knows from its name what holds weights.",
  bad: `fn softStep(x: tensor) = x * relu6(x + 3) / 6`,
  good: `fn soft_step(x: tensor) = x * relu6(x + 3) / 6`,
  *check({ items }) {
    for (const item of items) {
      if (item.kind === "Declaration") yield* declarationName(item);
      if (item.kind === "Recipe" && isCamel(item.name.text) && !isCapital(item.name.text))
        yield small(item.name, "a recipe");
      for (const name of boundIn(item)) if (!isSmall(name.text)) yield small(name, "what is bound");
    }
  },
};

const isCapital = (text: string): boolean => /^_?\p{Lu}/u.test(text) || !/^_?\p{Ll}/u.test(text);
const isCamel = (text: string): boolean => /\p{Ll}\p{Lu}/u.test(text);
/** Letters without case, `日本`, and single symbols are as good as small ones. */
const isSmall = (text: string): boolean =>
  !isCamel(text) && (!/^_*\p{Lu}/u.test(text) || /^_*\p{Lu}(?:\p{N}|_.*)?$/u.test(text));

function* declarationName({ keyword, name }: ast.Declaration): Generator<Finding> {
  if (keyword === "fn") {
    if (!isSmall(name.text)) yield small(name, "a function");
    return;
  }
  const { text, span: at } = name;
  if (isCapital(text) && !/^_?\p{Lu}.*\p{Ll}_\p{Ll}/u.test(text)) return;
  yield {
    at,
    message: `a ${keyword} is written like a class: \`${classLike(text)}\``,
    help: [`\`${classLike(text)}\``],
  };
}

const small = ({ text, span: at }: ast.Name, what: string): Finding => ({
  at,
  message: `${what} is written in small letters: \`${snake(text)}\``,
  help: [`\`${snake(text)}\``],
});

const snake = (text: string): string =>
  text
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1_$2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2")
    .toLowerCase();

const classLike = (text: string): string =>
  text.replace(/(^|_)(\p{Ll})/gu, (_, __, letter: string) => letter.toUpperCase());

/** Parameters, bindings and variables below an item; a recipe's fields are the language's own. */
function* boundIn(item: ast.Item): Generator<ast.Name> {
  const fields: ReadonlySet<unknown> = new Set(item.kind === "Recipe" ? item.fields : []);
  for (const node of nodesUnder(item)) {
    if (node.kind === "Parameter") yield node.name;
    if (node.kind === "Binding" && !fields.has(node)) yield* node.path.slice(0, 1);
    if (node.kind === "Pattern") yield* node.names;
  }
}
