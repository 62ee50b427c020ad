import { expect, test } from "vitest";
import { completionsAt } from "../../src/ide/complete.ts";
import { hoverAt } from "../../src/ide/hover.ts";
import { definitionAt } from "../../src/ide/references.ts";
import { openMarked, placeOf } from "../support/marked-text.ts";

/** Where the name at `‸` is defined, and where `⟦…⟧` says it is. */
const defined = (marked: string): readonly (string | undefined)[] => {
  const { program, module, offset, ranges } = openMarked(marked);
  const span = definitionAt(program, module, offset);
  return [span && placeOf(span), ranges[0]];
};

const expectFound = (marked: string): void => {
  const [found, wanted] = defined(marked);
  expect(found).toBe(wanted);
  expect(found).toBeDefined();
};

const NET = `model Net(image: map[8, 8, 3]) {
  stem = image -> conv(3, 4)
  logits = stem -> mean(over: [height, width]) -> dense(2, as: class)
  output ⟦logits⟧
  tap stem
}
`;

test("outputs of a model, in a loss that recipes hand it to and where it is placed", () => {
  const loss = "loss L(student: model, label: class) = mean(cross_entropy(student.lo‸gits, label), over: batch)\n";
  expectFound(`${loss}train r { model = Net, loss = L }\n${NET}`);
  expectFound(`${NET}block Two(image: map[8, 8, 3]) = softmax((image -> Net).‸logits, over: class)\n`);
  expectFound(`import { Net } from "./net"
block Two(image: map[8, 8, 3]) {
  both = Net(image)
  return softmax(both.logits‸, over: class)
}
--- net.kes
${NET}`);
});

test("fields of records and columns of tables, through loops", () => {
  const heads = "block Head(x: map) = { ⟦loc⟧ = x -> conv(3, 4), conf = x -> conv(3, 2) }\n";
  expectFound(`${heads}block A(x: map) = (x -> Head).lo‸c\n`);
  expectFound(`${heads}block B(x: map) {
  all = for k in 0..2 { x -> Head }
  return concat(all.l‸oc, along: channel)
}
`);
  const rows = "rows = table {\n  t | ⟦c⟧\n  1 | 16\n  6 | 24\n}\n";
  expectFound(`${rows}block C(x: map) = x -> fold row in rows { conv(3, row.‸c) }\n`);
  expectFound(`${rows}widths = for row in rows { 2 * row.c‸ }\n`);
  expectFound(`${rows}widths = for (k, row) in zip([1, 2], rows) { k * row.c‸ }\n`);
});

test("what nothing in the text makes has no place", () => {
  expect(defined("block A(x: map) = x -> conv(3, x.chan‸nel)\n")).toEqual([undefined, undefined]);
  expect(defined("block A(x: map) = top_k(x, 2, over: channel).val‸ue\n")).toEqual([undefined, undefined]);
  expect(defined("block A(x: map) = x.nothing‸\n")).toEqual([undefined, undefined]);
});

test("hover tells what a field is, with its shape where networks tell", () => {
  const { program, module, offset } = openMarked(`${NET.replace(/[⟦⟧]/g, "")}
block Two(image: map[8, 8, 3]) = softmax((image -> Net).lo‸gits, over: class)
`);
  const hover = hoverAt(program, module, offset)!;
  expect(module.source.text.slice(hover.span.start, hover.span.end)).toBe("logits");
  expect(hover.text).toContain("logits");
  expect(hover.text).toContain("[class 2]");
  expect(hover.text).toContain("output");
});

test("the variable of a loop is what its list holds", () => {
  const { program, module, offset } = openMarked(
    "rows = table {\n  t | c\n  1 | 16\n}\nblock C(x: map) = x -> fold row in rows { conv(3, row.‸) }\n",
  );
  expect(completionsAt(program, module, offset).items.map(({ name }) => name)).toEqual(["t", "c"]);
});
