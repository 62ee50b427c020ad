import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { NetworkCount } from "../../src/compiler/analyses/params-table.ts";
import { programWith } from "./library.ts";

const root = new URL("../..", import.meta.url).pathname;
const filesIn = (folder: string): readonly string[] =>
  readdirSync(`${root}/${folder}`)
    .filter((name) => name.endsWith(".kes"))
    .map((name) => `${folder}/${name}`);
const library = ["std", "paper", "models"].flatMap((folder) =>
  filesIn(`specs/${folder}`).map((path) => path.slice("specs/".length)),
);

describe("every spec, example and sample", () => {
  const program = programWith();
  it.each([...library, ...filesIn("examples"), ...filesIn("test/samples")])(
    "%s has nothing wrong, all its claims included",
    (path) => {
      expect(program.check(path).map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    },
  );
  it("claims are tested: a wrong one is found", () => {
    const wrong = programWith({
      "wrong.kes": `import { WRN_40_2 } from "paper/table1"\nexpect params(WRN_40_2) == 2_243_547\n`,
    });
    expect(wrong.check("wrong.kes").map(({ code }) => code)).toEqual(["KES3503"]);
  });
});

describe("table 1", () => {
  const rows = programWith().counts("paper/table1.kes").result ?? [];
  const numbers = (pick: (row: NetworkCount) => unknown): readonly unknown[] => rows.map(pick);
  it("has the paper's rows in its order", () => {
    expect(numbers((row) => row.name)).toEqual([
      "WRN_40_2",
      "GConv_2",
      "GConv_4",
      "GConv_8",
      "GConv_16",
      "Bottleneck_2",
      "MobileNet",
      "KENet_2_2",
      "KENet_4_2",
      "KENet_8_2",
      "KENet_16_2",
    ]);
  });
  it("counts every trainable number", () => {
    expect(numbers((row) => row.parameters)).toEqual([
      2_243_546n,
      1_358_970n,
      814_650n,
      542_490n,
      406_410n,
      431_834n,
      293_514n,
      257_114n,
      169_754n,
      126_074n,
      104_234n,
    ]);
  });
});
