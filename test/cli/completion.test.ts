import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandTable } from "../../src/cli/command-table.ts";
import { ensureBuilt, kesc, projectRoot } from "../support/kesc.ts";
import { needs } from "../support/needs.ts";

const folder = mkdtempSync(join(tmpdir(), "kesc-completion-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  await ensureBuilt();
  mkdirSync(join(folder, "zsh"));
  for (const [shell, file] of [
    ["bash", "kesc.bash"],
    ["zsh", "zsh/_kesc"],
    ["fish", "kesc.fish"],
  ] as const) {
    const { code, out } = await kesc(["completion", shell]);
    expect(code).toBe(0);
    writeFileSync(join(folder, file), out);
  }
  writeFileSync(join(folder, "capture.zsh"), CAPTURE);
});

const has = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;

/** What the shell offers after what was typed, sorted, each once. */
type Ask = (typed: string) => readonly string[];

const lines = (text: string): readonly string[] => [...new Set(text.split("\n").filter((line) => line !== ""))].sort();

/** Bash calls the function with the words in variables; so do we. */
const askBash: Ask = (typed) => {
  const words = typed.split(" ").map((word) => `'${word}'`);
  const script = `source ${folder}/kesc.bash
    [[ $(complete -p kesc) == "complete -F _kesc kesc" ]] || exit 3
    COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; COMP_LINE='${typed}'; COMP_POINT=${typed.length}
    _kesc; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return lines(execFileSync("bash", ["--norc", "-c", script], { cwd: projectRoot, encoding: "utf8" }));
};

const askFish: Ask = (typed) => {
  const script = `source ${folder}/kesc.fish; complete -C '${typed}'`;
  const out = execFileSync("fish", ["--no-config", "-c", script], { cwd: projectRoot, encoding: "utf8" });
  return lines(out).map((line) => line.split("\t")[0]!.replace(/\/$/, ""));
};

/** Runs a zsh of its own on a terminal of its own, presses Tab and notes what its completion is given. */
const CAPTURE = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1=; unsetopt zle_bracketed_paste; fpath=($2 \\$fpath); autoload -Uz compinit; compinit -u -D; print REA''DY"
zpty -r z out '*READY*'
zpty -w z 'cap() { compadd() { if [[ \${@[(I)-(O|A|D)]} -gt 0 ]]; then builtin compadd "$@"; return; fi; local -a got; builtin compadd -O got "$@"; local one; for one in $got; do print -r -- "<<$one>>"; done; builtin compadd "$@"; }; _main_complete; print "<<""end>>"; }; zle -C cap complete-word cap; bindkey "^I" cap; print REA""DIER'
zpty -r z out '*READIER*'
zpty -w -n z "$1"$'\\t'
zpty -r z out '*<<end>>*'
print -r -- $out
zpty -d z
`;

const askZsh: Ask = (typed) => {
  const words = ["-f", join(folder, "capture.zsh"), typed, join(folder, "zsh")];
  const out = execFileSync("zsh", words, { cwd: projectRoot, encoding: "utf8", timeout: 15_000 });
  const offered = [...out.matchAll(/<<([^>$]*)>>/g)].map(([, word]) => word ?? "");
  return lines(offered.filter((word) => word !== "end" && word !== "").join("\n"));
};

const WIDES = ["KENet_16_2", "KENet_2_2", "KENet_4_2", "KENet_8_2"];

/** What was typed, and what every shell must then offer, no more. */
const CASES = [
  ["kesc par", ["params"]],
  ["kesc params specs/paper/table1.kes KEN", WIDES],
  ["kesc graph specs/paper/table1.kes --depth 2 KEN", WIDES],
  ["kesc compile --target ", ["json", "tfjs"]],
  ["kesc compile --tar", ["--target"]],
  ["kesc data ", ["check", "get"]],
  ["kesc completion ", ["bash", "fish", "zsh"]],
] as const;

const asks = { bash: askBash, fish: askFish, zsh: askZsh };

for (const [shell, ask] of Object.entries(asks)) {
  test(`${shell} offers commands, options, their values, and the networks of a spec`, (ctx) => {
    needs(ctx, has(shell), shell);
    for (const [typed, offered] of CASES) expect([typed, ask(typed)]).toEqual([typed, offered]);
    const commands = ask("kesc ");
    for (const { name } of commandTable) expect(commands).toContain(name);
  });
}

test("bash and fish offer recipes behind `FILE#`, and specs and folders as files", (ctx) => {
  const asked = [askBash, ...(has("fish") ? [askFish] : [])];
  for (const ask of asked) {
    expect(ask("kesc train specs/paper/table1.kes#gconv_2")).toEqual([
      "specs/paper/table1.kes#gconv_2",
      "specs/paper/table1.kes#gconv_2_ke",
    ]);
    expect(ask("kesc check specs/paper/bl")).toEqual(["specs/paper/blocks.kes"]);
    expect(ask("kesc check a.kes specs/pa")).toEqual(["specs/paper"]);
  }
  needs(ctx, has("fish"), "fish");
});

test("another shell is refused", async () => {
  const { code, err } = await kesc(["completion", "tcsh"]);
  expect([code, err]).toEqual([2, expect.stringContaining("bash, zsh, fish")]);
});
