import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { projectRoot } from "../support/kesc.ts";
import { needs } from "../support/needs.ts";

const folder = mkdtempSync(join(tmpdir(), "kes-emacs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hasEmacs = spawnSync("emacs", ["--version"]).status === 0;

const TEXT = `// a comment
block Unit(x: map, out: int) = x -> conv(3, out) -> relu
model Net = Unit
train quick extends slow { model = Net, share = 1 }
expect params(Net) == 3 within 1
a = if true { "text" } else { none }
`;

/** What stands at each of these words, as Emacs colours it. */
const WORDS = [
  ["// a", "comment-delimiter"],
  ["comment", "comment"],
  ["block", "keyword"],
  ["Unit", "function-name"],
  ["map", "type"],
  ["conv", "builtin"],
  ["extends", "keyword"],
  ["share", ""],
  ["expect", "keyword"],
  ["within", "keyword"],
  ["if", "keyword"],
  ["true", "constant"],
  ["text", "string"],
] as const;

test("the mode colours a file", (ctx) => {
  needs(ctx, hasEmacs, "emacs");
  const file = join(folder, "a.kes");
  writeFileSync(file, TEXT);
  const asks = WORDS.map(
    ([word]) => `(progn (goto-char (point-min)) (search-forward ${JSON.stringify(word)})
      (princ (format "%s\\n" (or (get-text-property (match-beginning 0) 'face) ""))))`,
  );
  const script = `(progn (require 'kes-mode) (find-file ${JSON.stringify(file)}) (font-lock-ensure)
    (princ (format "%s\\n" major-mode)) ${asks.join("\n")})`;
  const words = ["-Q", "--batch", "-L", join(projectRoot, "editors/emacs"), "--eval", script];
  const [mode, ...faces] = execFileSync("emacs", words, { encoding: "utf8" }).split("\n");
  expect(mode).toBe("kes-mode");
  expect(faces.slice(0, WORDS.length).map((face, i) => [WORDS[i]![0], face])).toEqual(
    WORDS.map(([word, face]) => [word, face === "" ? "" : `font-lock-${face}-face`]),
  );
});

test("the mode compiles without a warning", (ctx) => {
  needs(ctx, hasEmacs, "emacs");
  const compile = `(progn (setq byte-compile-error-on-warn t byte-compile-dest-file-function (lambda (_) "${folder}/kes-mode.elc"))
    (unless (byte-compile-file "${projectRoot}/editors/emacs/kes-mode.el") (kill-emacs 1)))`;
  const { status, stderr } = spawnSync("emacs", ["-Q", "--batch", "--eval", compile], { encoding: "utf8" });
  expect([status, status === 0 ? "" : stderr]).toEqual([0, ""]);
});
