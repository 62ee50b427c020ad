import { describe, expect, it } from "vitest";
import { semanticTokens, type SemanticToken } from "../../src/ide/semantic-tokens.ts";
import { openMarked } from "../support/marked-text.ts";

const shown = ({ span, sort, modifiers }: SemanticToken): string =>
  [`${span.source.text.slice(span.start, span.end)}: ${sort}`, ...modifiers].join(" ");

/** The tokens of a text's first line, or of all that stands in `⟦…⟧`. */
const tokensIn = (marked: string): readonly string[] => {
  const { program, module, file } = openMarked(marked);
  const all = semanticTokens(program, module);
  const within = file.ranges;
  return all.filter(({ span }) => within.some(({ start, end }) => start <= span.start && span.end <= end)).map(shown);
};

describe("semantic tokens", () => {
  it("tell what a declaration, its parameters and their types are", () => {
    expect(tokensIn("⟦block Unit(part: block = relu)(x: map[8, 8, 3], into: class) =⟧ x -> part")).toEqual([
      "Unit: block declaration",
      "part: parameter declaration",
      "block: type library",
      "relu: operation library",
      "x: parameter declaration",
      "map: type library",
      "into: parameter declaration",
      "class: axis",
    ]);
  });

  it("tell locals from parameters, labels from axes, members", () => {
    const text = `fn f(x: map, w: int) {
  ⟦rows = for k in 0..w { k * x.channel }
  padded = x -> pad(channel: [0, w]) -> mean(over: [height, width])⟧
  return padded * sum(rows)
}`;
    expect(tokensIn(text)).toEqual([
      "rows: local declaration",
      "k: local declaration",
      "w: parameter",
      "k: local",
      "x: parameter",
      "channel: axis",
      "padded: local declaration",
      "x: parameter",
      "pad: operation library",
      "channel: axis",
      "w: parameter",
      "mean: operation library",
      "over: argument",
      "height: axis",
      "width: axis",
    ]);
  });

  it("take an axis that a parameter bears for the parameter, and a choice's word for itself", () => {
    const text = `fn f(x: tensor, along: axis, form: code | paper = code) {
  ⟦a = if form == paper { x } else { -x }
  b = concat([a, x], along: along)⟧
  return b[along: 0]
}`;
    expect(tokensIn(text)).toEqual([
      "a: local declaration",
      "form: parameter",
      "paper: choice",
      "x: parameter",
      "x: parameter",
      "b: local declaration",
      "concat: operation library",
      "a: local",
      "x: parameter",
      "along: argument",
      "along: parameter",
    ]);
  });

  it("follow imports, and know the library", () => {
    const text = `⟦import { Pair, wide } from "./units"
model Net(image: map[8, 8, 3]) {
  y = image -> Pair(to8(wide))
  output y
}
expect params(Net) > -inf⟧
--- units.kes
wide = 20
block Pair(x: map, out: int) = x -> conv(3, out)
`;
    expect(tokensIn(text)).toEqual([
      "Pair: block",
      "wide: value readonly",
      "Net: model declaration",
      "image: parameter declaration",
      "map: type library",
      "y: local declaration",
      "image: parameter",
      "Pair: block",
      "to8: fn library",
      "wide: value readonly",
      "y: local",
      "params: operation library",
      "Net: model",
      "inf: value library readonly",
    ]);
  });

  it("tell a recipe's fields, parts and parent, records and tables", () => {
    const text = `model Net(image: map[8, 8, 3]) {
  logits = image -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
}
train base(rate: float = 0.1) { model = Net }
⟦rates = table {
  first | then
  1     | 2
}
train long extends base(rate: 0.2) {
  optimizer.lr = rates[0].then
  optimizer    = sgd(lr: 1)
}
both = { first = 1, rates }⟧`;
    expect(tokensIn(text)).toEqual([
      "rates: value declaration readonly",
      "first: field declaration",
      "then: field declaration",
      "long: recipe declaration",
      "base: recipe",
      "rate: argument",
      "optimizer: field",
      "lr: field",
      "rates: value readonly",
      "then: field",
      "optimizer: field",
      "sgd: part library",
      "lr: argument",
      "both: value declaration readonly",
      "first: field declaration",
      "rates: value readonly",
    ]);
  });

  it("leave out what means nothing, and keep the colours of what is half typed", () => {
    expect(tokensIn("⟦fn f(x: mapp) = x -> rellu⟧")).toEqual([
      "f: fn declaration",
      "x: parameter declaration",
      "x: parameter",
    ]);
    // A half-typed statement keeps its colours.
    expect(tokensIn(`⟦fn f(x: map) = x -> relu(y.sum, x: g, "x") // x\n -> \nfn g(x: map) = f(x)⟧`)).toEqual([
      "f: fn declaration",
      "x: parameter declaration",
      "map: type library",
      "x: parameter",
      "relu: operation library",
      "g: fn",
      "g: fn declaration",
      "x: parameter declaration",
      "map: type library",
      "f: fn",
      "x: parameter",
    ]);
    expect(
      tokensIn('⟦fn f(n: int) {\n  require n > 0, "got {n}"\n  return n\n}⟧').filter((each) => each === "n: parameter"),
    ).toHaveLength(3);
  });

  it("come for a range alone", () => {
    const { program, module, file } = openMarked("fn f(x: map) = x\n‸fn g(x: map) = x‸\nfn h(x: map) = x\n");
    const [start, end] = file.offsets;
    const names = semanticTokens(program, module, { start: start!, end: end! }).map(shown);
    expect(names).toEqual(["g: fn declaration", "x: parameter declaration", "map: type library", "x: parameter"]);
  });
});
