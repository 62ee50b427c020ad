import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ensureBuilt, kesc, startKesc } from "../support/kesc.ts";

beforeAll(ensureBuilt);

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kes-check-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
};

const GOOD = `block Unit(x: map, out: int) = x -> conv(3, out) -> relu\n`;
const NET = `import { Unit } from "./unit"
model Net(image: map[8, 8, 3]) {
  y = image -> Unit(4) -> mean(over: [height, width]) -> dense(10, as: class)
  output y
}
`;

describe("kesc check", () => {
  test("says nothing about what is right", async () => {
    write("unit.kes", GOOD);
    write("net.kes", NET);
    expect(await kesc(["check", "net.kes"], { cwd: folder })).toMatchObject({ code: 0, out: "", err: "" });
  });

  test("prints findings on standard output and ends with 1", async () => {
    write("unit.kes", GOOD);
    write("net.kes", NET.replace("-> Unit(4)", "-> Uint(4)"));
    const { code, out, err } = await kesc(["check", "net.kes"], { cwd: folder });
    expect([code, err]).toEqual([1, ""]);
    expect(out).toMatch(/^error KES2\d{3} unknown-name: /m);
    expect(out).toContain("net.kes:3:16\n    3 │   y = image -> Uint(4)");
    expect(out).toContain("      │                ^^^^\n");
    expect(out).toContain("`Unit`");
    expect(out).toMatch(/\n1 error.*`kesc explain \w+` says more\.\n$/);
  });

  test("finds what is wrong in an imported file, once, however many import it", async () => {
    write("unit.kes", `${GOOD}block Other(x: map) = x -> cnov(3, 4)\n`);
    write("net.kes", NET);
    write("net2.kes", NET);
    const { code, out } = await kesc(["check", "net.kes", "net2.kes"], { cwd: folder });
    expect(code).toBe(1);
    expect(out.match(/^error /gm)).toHaveLength(1);
    expect(out).toContain("unit.kes:2:28");
  });

  test("paths are shown from where the user stands", async () => {
    write("deep/kes.config.json", "{}");
    write("deep/nets/net.kes", NET);
    const { out } = await kesc(["check", "deep/nets/net.kes"], { cwd: folder });
    expect(out).toContain("  deep/nets/net.kes:1:");
    expect((await kesc(["check", "net.kes"], { cwd: join(folder, "deep/nets") })).out).toContain("  net.kes:1:");
  });

  test("with --diagnostics json every line is an object with a version and places", async () => {
    write("net.kes", `model Net(image: map[8, 8, 3]) {\r\n\ty = image -> cnov(3)\r\n  output y\r\n}\r\n`);
    const { code, out } = await kesc(["check", "net.kes", "--diagnostics", "json"], { cwd: folder });
    expect(code).toBe(1);
    const lines = out.trimEnd().split("\n");
    const [first] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toMatchObject({
      version: 1,
      code: expect.stringMatching(/^KES2\d{3}$/) as string,
      severity: "error",
      file: "net.kes",
      start: { line: 2, column: 15, offset: 48 },
      end: { line: 2, column: 19, offset: 52 },
    });
  });

  test("a folder or a missing file is code 2", async () => {
    mkdirSync(join(folder, "nets"));
    expect(await kesc(["check", "nets"], { cwd: folder })).toMatchObject({ code: 2, out: "" });
    const { code, err } = await kesc(["check", "gone.kes"], { cwd: folder });
    expect([code, err]).toEqual([2, "error gone.kes: no such file or folder\n"]);
  });

  test("an import leaves the root only where the configuration allows it, also through a link", async () => {
    write("theirs/unit.kes", GOOD);
    write("mine/net.kes", NET.replace("./unit", "../theirs/unit"));
    mkdirSync(join(folder, "mine/linked"));
    symlinkSync(join(folder, "theirs/unit.kes"), join(folder, "mine/linked/unit.kes"));
    write("mine/linked.kes", NET.replace("./unit", "./linked/unit"));
    for (const file of ["mine/net.kes", "mine/linked.kes"]) {
      const { code, out } = await kesc(["check", file], { cwd: folder });
      expect([file, code]).toEqual([file, 1]);
      expect(out).toMatch(/outside/);
    }
    write("mine/kes.config.json", `{ "allowOutside": ["../theirs"] }`);
    for (const file of ["mine/net.kes", "mine/linked.kes"])
      expect((await kesc(["check", file], { cwd: folder })).code).toBe(0);
  });

  test("a user's own folder called `models` is the user's", async () => {
    write("models/unit.kes", GOOD);
    write("models/net.kes", NET);
    write("net.kes", NET.replace("./unit", "./models/unit"));
    expect(await kesc(["check", "models/net.kes", "net.kes"], { cwd: folder })).toMatchObject({ code: 0, out: "" });
    write("models/unit.kes", GOOD.replace("conv", "cnov"));
    expect((await kesc(["check", "net.kes"], { cwd: folder })).out).toContain("models/unit.kes:1:");
  });
});

describe("kesc check --watch", () => {
  /** Starts to watch and gives what to do with it. */
  const watch = (...files: string[]) => {
    const child = startKesc(["check", "--watch", ...files], { cwd: folder });
    let [out, err, rounds] = ["", "", 0];
    child.stdout.on("data", (text: string) => (out += text));
    child.stderr.on("data", (text: string) => (err += text));
    return {
      /** What the next round printed. */
      next: async (): Promise<{ out: string; err: string }> => {
        for (let waited = 0; waited < 300; waited++) {
          if ((err.match(/waiting for changes/g) ?? []).length > rounds) break;
          await sleep(50);
        }
        rounds++;
        await sleep(50);
        const said = { out, err };
        [out, err, rounds] = ["", "", 0];
        return said;
      },
      end: async (): Promise<number | null> => {
        child.kill("SIGINT");
        return new Promise((resolve) => child.on("close", resolve));
      },
    };
  };

  test("follows imports, survives errors and files that go and come back, and Ctrl-C ends it", async () => {
    write("unit.kes", GOOD);
    write("net.kes", NET);
    const watching = watch("net.kes");
    expect((await watching.next()).out).toBe("");

    write("unit.kes", GOOD.replace("conv", "cnov"));
    expect((await watching.next()).out).toContain("unit.kes:1:");

    unlinkSync(join(folder, "unit.kes"));
    expect((await watching.next()).out).toContain("net.kes:1:22");

    write("unit.kes", GOOD);
    expect((await watching.next()).out).toBe("");

    write("kes.config.json", "{"); // there was none
    expect((await watching.next()).err).toContain("kes.config.json:1:2 is not JSON: it ends too early");
    unlinkSync(join(folder, "kes.config.json"));
    expect((await watching.next()).err).toContain("all is well");

    renameSync(join(folder, "net.kes"), join(folder, "away.kes"));
    expect((await watching.next()).err).toContain("net.kes: no such file");

    renameSync(join(folder, "away.kes"), join(folder, "net.kes"));
    expect(await watching.next()).toMatchObject({ out: "", err: expect.stringContaining("all is well") as string });
    expect(await watching.end()).toBe(0);
  });
});
