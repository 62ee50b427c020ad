import { expect, test } from "vitest";
import { codeFrame } from "../../src/base/code-frame.ts";
import { displayWidth } from "../../src/base/display-width.ts";
import { lineMap } from "../../src/base/line-map.ts";
import { nearest } from "../../src/base/nearest.ts";
import { span, type Source } from "../../src/base/source.ts";

const source = (text: string): Source => ({ path: "a.kes", text });

/** The frame of the first `what` in the text, with line and column. */
const frameOf = (text: string, what: string) => {
  const from = source(text);
  const lines = lineMap(from);
  const start = text.indexOf(what);
  const { line, column } = lines.position(start);
  return { at: `${line}:${column}`, ...codeFrame(span(from, start, start + what.length), lines) };
};

test("columns count characters from 1, lines end at \\n and \\r\\n, and a byte order mark is no character", () => {
  expect(frameOf("\ufeffx = bad", "bad")).toMatchObject({ at: "1:5", text: "x = bad", marks: "    ^^^" });
  expect(frameOf("a\r\nb\n  bad\r\n", "bad")).toMatchObject({ at: "3:3", text: "  bad", marks: "  ^^^" });
  expect(frameOf("\ufeff\n\nbad", "bad")).toMatchObject({ at: "3:1" });
});

test("carets stand under tabs, wide characters, emoji and combining marks", () => {
  expect(frameOf("\t\tbad", "bad")).toMatchObject({ at: "1:3", text: "    bad", marks: "    ^^^" });
  expect(frameOf("教师 = bad", "bad")).toMatchObject({ at: "1:6", marks: "       ^^^" });
  expect(frameOf("教师 = 1", "教师")).toMatchObject({ at: "1:1", marks: "^^^^" });
  expect(frameOf(`"😀" + bad`, "bad")).toMatchObject({ at: "1:7", marks: "       ^^^" });
  expect(frameOf("e\u0301 = bad", "bad")).toMatchObject({ at: "1:6", marks: "    ^^^" });
  expect(displayWidth("日本 ok 😀")).toBe(10);
});

test("an empty span has one caret, also at the end of a file without a newline", () => {
  const from = source("x =");
  expect(codeFrame(span(from, 3, 3), lineMap(from))).toEqual({ line: 1, text: "x =", marks: "   ^" });
  const empty = source("");
  expect(codeFrame(span(empty, 0, 0), lineMap(empty))).toEqual({ line: 1, text: "", marks: "^" });
});

test("a span over several lines is marked to the end of its first line", () => {
  expect(frameOf("a = f(\n  1)\n", "f(\n  1)")).toMatchObject({ text: "a = f(", marks: "    ^^" });
});

test("a long line is cut around the marks, and control characters can't reach the terminal", () => {
  const { text, marks } = frameOf(`${"a".repeat(5000)}bad${"c".repeat(5000)}`, "bad");
  expect(displayWidth(text)).toBeLessThanOrEqual(125);
  expect(text.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("bad");
  expect(frameOf("x\u001b[31m bad", "bad")).toMatchObject({ text: "x␛[31m bad", marks: "       ^^^" });
});

test("every offset of a text has a place, and places grow", () => {
  const text = "a\r\n\r\nb\n\n教\r\n";
  const lines = lineMap(source(text));
  const places = [...Array(text.length + 1).keys()].map((offset) => lines.position(offset));
  for (const [i, { line, column }] of places.entries()) {
    expect(line).toBeLessThanOrEqual(lines.count);
    const before = places[i - 1];
    if (before) expect(line > before.line || (line === before.line && column >= before.column)).toBe(true);
  }
});

test("the nearest name is offered, and none where all are far", () => {
  expect(nearest("cnov", ["dense", "conv", "con"])).toBe("conv");
  expect(nearest("Batch_Norm", ["batch_norm"])).toBe("batch_norm");
  expect(nearest("strde", ["groups", "stride"])).toBe("stride");
  expect(nearest("xyz", ["dense", "conv"])).toBeUndefined();
  expect(nearest("a".repeat(1e6), ["a".repeat(1e6 - 1)])).toBeUndefined();
});
