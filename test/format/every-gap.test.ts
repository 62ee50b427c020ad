import { describe, expect, test } from "vitest";
import { scan } from "../../grammar/scan.ts";
import { parseFile } from "../../src/compiler/1-syntax/parse.ts";
import { formatText } from "../../src/prettier/format-text.ts";

/** Every construct of the language, a declaration each. */
const DECLARATIONS: Readonly<Record<string, string>> = {
  import: 'import { A, B } from "./units"',
  block: "block F(n: int = 3, act: block = relu)(x: map, out: [int]) = x -> conv(3, out[0]) -> act",
  body: `block G(k: code | paper)(x: tensor[anchor, coord]) {
  { a, b } = x -> Head(2)(64, k: 3)
  share head = Head
  y = if k == code and not x.channel > 1 { -a ^ 2 } else { (a + b) / 2 }
  return y[channel: 0..2, height: .. by 2]
}`,
  steps: `fn s(x: map) = x -> if 1 < 2 { relu } else if true { tanh } else { relu6 -> exp }
  -> repeat(n - 1) { unit(2) -> act } -> fold (a, b) in zip(c, d) { f(a) } -> scan r in 0..3 { g[r].h }`,
  model: `model M(image: map[32, 32, 3]) {
  rows = table {
    a | b
    1 | x + 2
  }
  require 1 == 2, "no {n}"
  output y, z for training
  tap u, v
}`,
  named: "model N = M(1, unit: G(2), r: { a = 1, b }, l: [for k in [1, 2] { k % 2 }, [1, -2, 3, 4, 5, 6]])",
  loss: `loss L(beta: float = 1000)(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}`,
  recipe: "train a extends Base(2) { optimizer.lr = 1e-4, length = 60 epochs }",
  run: "train b(u: block) = Base(u)",
  claims: "expect f(1) == [2.5, 0.5%] within 1% of 2\npublished params(M) = 2238.6K",
};

const COMMENTS = [" // c\n", "\n// c\n", " /* c */ ", " /* c */\n", "/* c\n   d */"];

const reads = (text: string): boolean =>
  parseFile({ path: "text.kes", text }).diagnostics.every(({ severity }) => severity !== "error");

/** A declaration with one more comment, at each place between two tokens where it stays a declaration. */
const commented = (text: string): readonly string[] => {
  const { tokens } = scan({ path: "text.kes", text });
  const gaps = new Set([0, ...tokens.flatMap(({ startOffset, endOffset }) => [startOffset, endOffset + 1])]);
  return [...gaps]
    .flatMap((at) => COMMENTS.map((comment) => `${text.slice(0, at)}${comment}${text.slice(at)}\n`))
    .filter(reads);
};

/** Throws by itself where the tree or a comment would be another one. */
const format = async (text: string, width: number): Promise<string> => {
  const formatted = await formatText({ path: "text.kes", text }, width);
  if ("errors" in formatted) throw new Error(formatted.errors[0]?.message);
  return formatted.text;
};

describe.each(Object.entries(DECLARATIONS))("%s", (_name, text) => {
  test("keeps a comment at every gap between tokens, and twice is once", { timeout: 60_000 }, async () => {
    const texts = commented(text);
    expect(texts.length).toBeGreaterThan(20);
    for (const [i, each] of texts.entries()) {
      const once = await format(each, i % 3 === 0 ? 40 : 120);
      expect(await format(once, i % 3 === 0 ? 40 : 120), each).toBe(once);
    }
  });
});
