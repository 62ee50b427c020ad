import { describe, expect, test } from "vitest";
import { signatureAt } from "../../src/ide/signature.ts";
import { openMarked } from "../support/marked-text.ts";

/** The label with the active parameter in ⟦ ⟧, and its doc. */
const signature = (marked: string): { readonly label: string; readonly doc?: string } | undefined => {
  const { program, module, offset } = openMarked(marked);
  const help = signatureAt(program, module, offset);
  if (!help) return undefined;
  const { label, parameters, active } = help;
  const at = active === undefined ? undefined : parameters[active];
  if (!at) return { label };
  const shown = `${label.slice(0, at.start)}⟦${label.slice(at.start, at.end)}⟧${label.slice(at.end)}`;
  return { label: shown, ...(at.doc !== undefined && { doc: at.doc }) };
};
const label = (marked: string): string | undefined => signature(marked)?.label;

const WIDE = `/// A wide one.
block Wide(
  /// Edge of the kernel.
  k: int, bias: bool = false,
)(x: map, out: int, stride: int = 1) = x -> conv(k, out, stride: stride, bias: bias)
`;

describe("the parameter at a place", () => {
  test("by its position, without the one that an arrow fills", () => {
    expect(label("block F(x: map) = x -> max_pool(‸")).toMatch(/^x -> max_pool\(⟦k⟧, stride, pad = /);
    expect(label("block F(x: map) = x -> max_pool(2, ‸")).toContain("⟦stride⟧");
    expect(label("block F(x: map) = max_pool(‸")).toMatch(/^max_pool\(⟦x⟧, k, stride/);
    expect(label("block F(x: map) = x -> max_pool(2, 2, 2, 2, 2, 2, ‸")).not.toContain("⟦");
  });

  test("by its name", () => {
    expect(label("block F(x: map) = x -> conv(3, groups: ‸, 8)")).toContain("⟦groups: number = 1⟧");
    expect(label("block F(x: map) = x -> conv(k: 3, ‸)")).toContain("⟦out: number⟧");
    expect(label("block F(x: map) = x -> conv(‸, out: 3)")).toContain("⟦k⟧");
    expect(label("fn f(y: map) = gather(index: y, ‸)")).toContain("⟦x⟧");
  });

  test("of both lists of a block, with docs", () => {
    const first = signature(`${WIDE}block F(x: map) = x -> Wide(‸`);
    expect(first).toEqual({
      label: "x -> Wide(⟦k: int⟧, bias: bool = false)(out: int, stride: int = 1)",
      doc: "Edge of the kernel.",
    });
    expect(label(`${WIDE}block F(x: map) = x -> Wide(3)(8, ‸`)).toBe(
      "x -> Wide(k: int, bias: bool = false)(out: int, ⟦stride: int = 1⟧)",
    );
    expect(label(`${WIDE}block G = Wide(3, bias: ‸`)).toBe(
      "Wide(k: int, ⟦bias: bool = false⟧)(x: map, out: int, stride: int = 1)",
    );
    const { program, module, offset } = openMarked(`${WIDE}block G = Wide(‸`);
    expect(signatureAt(program, module, offset)?.doc).toBe("A wide one.");
  });

  test("of what a name stands for", () => {
    expect(label(`${WIDE}block Same = Wide(3)\nblock F(x: map) = x -> Same(‸`)).toContain("⟦out: int⟧");
    expect(label(`${WIDE}block F(part: block = Wide)(x: map) = x -> part(‸`)).toBe(
      "x -> part(⟦out: int⟧, stride: int = 1)",
    );
    expect(label("train A(width: int) { batch = width }\ntrain b = A(‸")).toBe("A(⟦width: int⟧)");
    expect(label("train a { optimizer = sgd(0.1, ‸")).toContain("⟦momentum: number = 0⟧");
  });

  test("of the innermost call", () => {
    expect(label("fn f(x: map) = max(sum(x, over: [‸")).toContain("sum(x, ⟦over: ");
    expect(label("fn f(x: map) = max(sum(x), ‸")).toMatch(/^max\(a, ⟦b/);
    expect(label("block F(x: map) = x -> conv(max(1, 2) * ‸")).toContain("conv(⟦k⟧");
    expect(label("block F(x: map) = x -> unknown(conv(3, ‸")).toContain("⟦k⟧");
    expect(label('train a {\n  data = cifar10(path: "‸")\n}')).toContain("⟦path");
  });

  test("nothing outside of calls", () => {
    for (const text of ["block F(‸", "block F(x: map) = x -> conv‸(3, 4)", "fn f(n: int) = (‸", "// conv(‸", "‸"])
      expect(label(text), text).toBeUndefined();
    expect(label("block F(x: map) = x -> conv(3, 4)‸")).toBeUndefined();
  });
});
