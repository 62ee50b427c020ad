import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { projectRoot } from "../support/kesc.ts";
import { needs } from "../support/needs.ts";

const folder = mkdtempSync(join(tmpdir(), "kes-vim-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TEXT = `// a comment
/// a doc
block Unit(x: map, out: int) = x -> conv(3, out) -> relu
train quick extends slow { model = Net, share = 1 }
expect params(Net) == 3 within 1
a = if true { "text {n}" } else { none }
share = y.conv
`;

/** Line, a word on it, and what it must be to Vim. */
const WORDS = [
  [1, "comment", "kesComment"],
  [2, "doc", "kesDoc"],
  [3, "block", "kesStatement"],
  [3, "Unit", "kesDeclared"],
  [3, "map", "kesType"],
  [3, "->", "kesArrow"],
  [3, "conv", "kesFunction"],
  [3, "3", "kesNumber"],
  [4, "extends", "kesJoining"],
  [4, "share", ""],
  [5, "expect", "kesStatement"],
  [5, "within", "kesJoining"],
  [6, "true", "kesConstant"],
  [6, "text", "kesString"],
  [7, "share", ""],
  [7, "conv", "kesMember"],
] as const;

test("Neovim knows the file type and colours a file", (ctx) => {
  needs(ctx, spawnSync("nvim", ["--version"]).status === 0, "nvim");
  writeFileSync(join(folder, "a.kes"), TEXT);
  const asks = WORDS.map(([line, word]) => {
    const column = TEXT.split("\n")[line - 1]!.indexOf(word) + 1;
    return `synIDattr(synID(${line}, ${column}, 1), "name")`;
  });
  const script = join(folder, "ask.vim");
  const out = join(folder, "out.txt");
  writeFileSync(
    script,
    `syntax on\nedit ${folder}/a.kes\n` +
      `call writefile([&filetype, &commentstring, ${asks.join(", ")}], "${out}")\nqa!\n`,
  );
  execFileSync(
    "nvim",
    ["--clean", "--headless", "--cmd", `set runtimepath^=${projectRoot}/editors/vim`, "-S", script],
    { encoding: "utf8", timeout: 20_000 },
  );
  const [type, comments, ...names] = readFileSync(out, "utf8").trimEnd().split("\n");
  expect([type, comments]).toEqual(["kes", "// %s"]);
  expect(WORDS.map(([, word], i) => [word, names[i] ?? ""])).toEqual(WORDS.map(([, word, name]) => [word, name]));
});
