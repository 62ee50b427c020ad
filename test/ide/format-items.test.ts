import { expect, it } from "vitest";
import { editsWithin } from "../../src/ide/format-items.ts";
import { formatText } from "../../src/prettier/format-text.ts";
import { editedText, openMarked } from "../support/marked-text.ts";

/** The text after formatting what `⟦…⟧` touches. */
const formatted = async (marked: string): Promise<string> => {
  const { module, file } = openMarked(marked);
  const after = await formatText({ path: file.path, text: file.text }, 120);
  if (!("text" in after)) throw new Error("the text has errors");
  return editedText(file.text, editsWithin(module, after.text, file.ranges[0]!));
};

it("formats the declarations that a range touches, and no others", async () => {
  const text = "a   =   1\n⟦fn f(x:map) {\n y=x\n⟧ wide = y\n return wide\n}\nb   =   2\n";
  expect(await formatted(text)).toBe("a   =   1\nfn f(x: map) {\n  y = x\n  wide = y\n  return wide\n}\nb   =   2\n");
  expect(await formatted("a   =   1\n⟦⟧\nb   =   2\n")).toBe("a   =   1\n\nb   =   2\n");
});
