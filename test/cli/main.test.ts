import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { PassThrough } from "node:stream";
import { beforeAll, describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { parseArguments } from "../../src/cli/argument-parser.ts";
import { commandTable } from "../../src/cli/command-table.ts";
import { output } from "../../src/cli/output.ts";
import { ensureBuilt, kesc, projectRoot, startKesc } from "../support/kesc.ts";
import { needs } from "../support/needs.ts";

beforeAll(ensureBuilt);

describe("help", () => {
  test("`kesc --help` lists every command on standard output", async () => {
    const { code, out, err } = await kesc(["--help"]);
    expect(code).toBe(0);
    expect(err).toBe("");
    for (const { name, summary } of commandTable) {
      expect(out).toContain(name);
      expect(out.replace(/\s+/g, " ")).toContain(summary);
    }
  });

  test("without a command the help goes to standard error and the code is 2", async () => {
    const { code, out, err } = await kesc([]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("Usage: kesc");
  });

  test.each(commandTable.map(({ name }) => name))("`kesc %s --help` shows arguments and examples", async (name) => {
    const { code, out } = await kesc([name, "--help"]);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: kesc ${name}`);
    expect(out).toContain("Examples:");
    expect((await kesc(["help", name])).out).toBe(out);
  });
});

test.each(commandTable)(
  "the examples of $name are understood, and its summary is one plain line",
  async ({ name, summary, load }) => {
    const command = await load();
    expect(command.name).toBe(name);
    expect(summary).toMatch(/^[a-z].*[^.]$/);
    expect(command.examples.length).toBeGreaterThan(0);
    const silent = output(new PassThrough(), {});
    for (const example of command.examples) {
      const line = typeof example === "string" ? example : example.line;
      const [program, verb, ...words] = shellWords(line);
      expect([program, verb]).toEqual(["kesc", name]);
      expect(() => parseArguments(command, words, silent, silent)).not.toThrow();
    }
  },
);

/** Splits at blanks; quotes keep words together. */
const shellWords = (line: string): readonly string[] =>
  (line.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^(['"])(.*)\1$/, "$2"));

test("`kesc --version` prints the package's version and nothing else", async () => {
  expect(await kesc(["--version"])).toMatchObject({ code: 0, out: `${manifest.version}\n`, err: "" });
});

describe("asked wrongly: code 2, on standard error, with what was meant", () => {
  test.each([
    [["chek", "a.kes"], "Did you mean check?"],
    [["help", "chek"], "Did you mean check?"],
    [["check"], "missing required argument 'FILE'"],
    [["check", "a.kes", "--wach"], "Did you mean --watch?"],
    [["check", "a.kes", "--diagnostics", "xml"], "pretty, json"],
    [["explain", "unknown-nam"], "did you mean `unknown-name`?"],
    [["check", "no-such-file.kes"], "no-such-file.kes"],
  ])("%j", async (words, message) => {
    const { code, out, err } = await kesc(words);
    expect(err).toContain(message);
    expect([code, out]).toEqual([2, ""]);
  });
});

describe("colours", () => {
  test("are off in a pipe, on with FORCE_COLOR, and FORCE_COLOR=0 turns them off", async () => {
    const colored = async (env: Readonly<Record<string, string>>): Promise<boolean> =>
      (await kesc(["explain", "KES3501"], { env })).out.includes("\u001b[");
    expect(await colored({})).toBe(false);
    expect(await colored({ FORCE_COLOR: "1" })).toBe(true);
    expect(await colored({ FORCE_COLOR: "0" })).toBe(false);
    expect(await colored({ NO_COLOR: "1" })).toBe(false);
    expect(await colored({ NO_COLOR: "1", FORCE_COLOR: "1" })).toBe(true);
  });
});

test("a reader that goes away early is no error", async () => {
  const child = startKesc(["explain", "--json"]);
  let err = "";
  child.stderr.on("data", (text: string) => (err += text));
  child.stdout.destroy();
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect([code, err]).toEqual([0, ""]);
});

test("a result that can't be written is told, a word that can't is none's loss", async (ctx) => {
  needs(ctx, existsSync("/dev/full"), "a device that is always full");
  const ending = (line: string) =>
    spawnSync("sh", ["-c", `"${process.execPath}" dist/kesc.cjs ${line}`], { cwd: projectRoot, encoding: "utf8" });
  for (const words of ["explain", "--help", "check --help", "--version"]) {
    const { status, stderr } = ending(`${words} > /dev/full`);
    expect([words, status, stderr]).toEqual([words, 2, "error standard output: no space is left\n"]);
  }
  expect(ending("check no-such-file.kes 2> /dev/full").status).toBe(2);
  expect(ending("check specs/std/prelude.kes --verbose 2> /dev/full").status).toBe(0);
});

test("a terminal that doesn't know its width is taken for one of 80 columns", () => {
  const [unsized, wide] = [0, 200].map((columns) => Object.assign(new PassThrough(), { isTTY: true, columns }));
  expect([unsized, wide, new PassThrough()].map((stream) => output(stream!, {}).columns)).toEqual([80, 200, 120]);
  output(unsized!, {}).status("x".repeat(100));
  expect(String(unsized!.read())).toContain("x".repeat(79));
});

test("a slow reader gets everything, more than a pipe holds", async () => {
  const whole = (await kesc(["explain", "--json"])).out;
  const slow = spawnSync("sh", ["-c", `"${process.execPath}" dist/kesc.cjs explain --json | (sleep 0.3; cat)`], {
    cwd: projectRoot,
    encoding: "utf8",
  });
  expect(slow.stdout).toBe(whole);
  expect(whole.length).toBeGreaterThan(64 * 1024);
});
