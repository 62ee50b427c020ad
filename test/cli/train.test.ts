import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Failure } from "../../src/cli/failure.ts";
import { memoryHost } from "../../src/base/host.ts";
import { madeText, originsOf } from "../../src/cli/open-recipe.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { bar } from "../../src/cli/bar.ts";
import { duration } from "../../src/runtime/report/show-number.ts";
import { ensureBuilt, kesc, projectRoot, startKesc } from "../support/kesc.ts";
import { needs } from "../support/needs.ts";
import { littleSpec } from "../train/little-spec.ts";

let cwd: string;
beforeAll(async () => {
  await ensureBuilt();
  cwd = await mkdtemp(join(tmpdir(), "kes-cli-train-"));
  await writeFile(join(cwd, "net.kes"), littleSpec());
  const more =
    "train wide(classes: int) extends net { data = shapes(split: train, count: 64, size: 8, classes: classes), model = Net(classes), test = none }";
  await writeFile(join(cwd, "two.kes"), littleSpec({}, `${more}\ntrain other extends net { seed = 2 }`));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const run = (...words: string[]) => kesc(words, { cwd });

describe("kesc train", () => {
  it("trains the only recipe, tells of each epoch, and ends with the facts and a command to repeat it", async () => {
    const { code, out, err } = await run("train", "net.kes", "--engine", "cpu");
    expect(err).toMatch(
      /^net {3}Net {3}[\d,]+ parameters {3}TensorFlow\.js .*cpu.* {3}shapes 64 \/ 50\nepoch 1\/2 {3}hard [\d.]+ .*\nepoch 2\/2 .*test error [\d.]+ %\n$/,
    );
    expect(out).toMatch(
      /^test error {5}[\d.]+ %\nparameters {5}[\d,]+\nmultiply-adds {2}.*\ntime .*\nrun {12}(runs\/net-[0-9a-f]{6})\npage {11}\1\/report\.html\nrepeat {9}kesc train net\.kes --engine cpu\n$/,
    );
    expect(code).toBe(0);
    const folder = /runs\/net-[0-9a-f]{6}/.exec(out)![0];
    const names = (await readdir(join(cwd, folder))).map((name) => name.replace(/tfevents\..*/, "tfevents"));
    expect(names.sort()).toEqual([
      "events.out.tfevents",
      "metrics.jsonl",
      "recipe.json",
      "report.html",
      "run.json",
      "spec",
      "steps.jsonl",
      "weights.safetensors",
    ]);
    const tested = await run("eval", folder, "--json");
    const { result } = JSON.parse(await readFile(join(cwd, folder, "run.json"), "utf8")) as {
      result: { error: number };
    };
    expect(JSON.parse(tested.out)).toEqual({ version: 1, data: "shapes test", pictures: 50, error: result.error });
    const other = await run("eval", folder, "--data", "shapes(split: train, count: 64, size: 8, classes: 4)");
    expect(other.err).toContain("shapes train, 64 pictures");
    expect(other.code).toBe(0);
  });

  it("evaluates a run that is kept elsewhere with the data of where the user stands", async () => {
    const [project, elsewhere] = [join(cwd, "project"), join(cwd, "elsewhere")];
    const folder = join(project, "data/cifar-10-batches-bin");
    await mkdir(folder, { recursive: true });
    for (const name of [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`).concat("test_batch.bin"))
      await writeFile(join(folder, name), new Uint8Array(3073 * 4));
    const data = { data: "cifar10(split: train)", test: "cifar10(split: test)", model: "Big" };
    const big =
      "model Big(image: map[32, 32, 3]) {\n  logits = image -> mean(over: [height, width]) -> dense(10, as: class)\n  output logits\n}";
    await writeFile(join(project, "net.kes"), littleSpec(data, big));
    const trained = await kesc(["train", "net.kes", "--engine", "cpu", "--runs", elsewhere], { cwd: project });
    const run = /^run +(.*)$/m.exec(trained.out)![1]!;
    const tested = await kesc(["eval", run], { cwd: project });
    expect([tested.code, tested.out]).toEqual([0, expect.stringMatching(/^error /)]);
    expect((await kesc(["eval", run], { cwd: elsewhere })).err).toContain("KES5001");
  });

  it("changes what --set says, checked like the file itself", async () => {
    const { code, out } = await run(
      "train",
      "two.kes#net",
      "--engine",
      "cpu",
      "--runs",
      "set",
      "--set",
      "length=3steps",
      "--set",
      "optimizer.lr=0.5",
      "--set",
      "data.count=32",
    );
    expect(code).toBe(0);
    expect(out).toContain(
      "repeat         kesc train two.kes#net --set length=3steps --set optimizer.lr=0.5 --set data.count=32 --runs set --engine cpu",
    );
    const folder = /set\/net-[0-9a-f]{6}/.exec(out)![0];
    const recipe = JSON.parse(await readFile(join(cwd, folder, "recipe.json"), "utf8")) as unknown;
    expect(recipe).toMatchObject({
      name: "net",
      length: { steps: 3 },
      optimizer: { lr: 0.5, momentum: 0.9 },
      data: { count: 32 },
    });
    expect((await run("eval", folder)).code).toBe(0);

    const wrong = await run("train", "two.kes#net", "--set", "batch=0", "--set", "optimizer.rate=1", "--engine", "cpu");
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain("optimizer.rate");
    expect((await run("train", "net.kes", "--set", "batch", "--engine", "cpu")).code).toBe(2);
  });

  it("takes a recipe with arguments", async () => {
    const { code, out } = await run("train", "two.kes#wide(3)", "--engine", "cpu", "--set", "length=1steps");
    expect(out).toContain("'two.kes#wide(3)'");
    expect(code).toBe(0);
  });

  it("says which recipes there are", async () => {
    const several = await run("train", "two.kes");
    expect([several.code, several.err]).toEqual([
      2,
      expect.stringContaining("two.kes has 2 recipes: which one?\n  two.kes#net\n  two.kes#other\n  or --all"),
    ]);
    const unknown = await run("train", "two.kes#nett");
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("did you mean two.kes#net?")]);
  });

  it("lists all problems before the first step and writes nothing", async () => {
    await writeFile(
      join(cwd, "bad.kes"),
      littleSpec(
        { schedule: "[cosine, cosine]", data: "cifar10(split: train)", test: "cifar10(split: test)", model: "Big" },
        "model Big(image: map[32, 32, 3]) {\n  logits = image -> mean(over: [height, width]) -> dense(10, as: class)\n  output logits\n}",
      ),
    );
    const { code, err, out } = await run("train", "bad.kes", "--engine", "cpu", "--runs", "none");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/KES5001 data-folder-missing: `cifar10` finds no folder/);
    expect(err).toContain("kesc data get cifar10");
    expect(err.match(/KES5001 data/g)?.length).toBe(1); // training and test data lack the same folder
    expect(err).toContain("KES4101 endless-schedule");
    expect(existsSync(join(cwd, "none"))).toBe(false);
  });

  it("lists what can be known beside errors in the text, too", async () => {
    await writeFile(
      join(cwd, "worse.kes"),
      littleSpec(
        { schedule: "cosin", data: 'images("nowhere", size: 8, classes: 4, split: train)', loss: "Wrong" },
        `loss Wrong(student: model, label: class) {
  return mean(cross_entropy(student.logit, label), over: batch)
}
train large extends net { data = shapes(split: train, count: 64, size: 8, classes: 4), batch = 65 }`,
      ),
    );
    const codes = async (...words: string[]) => {
      const { code, err, out } = await run("train", ...words, "--engine", "wasm");
      expect([code, out]).toEqual([1, ""]);
      return err.match(/KES\d+ [\w-]+/g)?.sort();
    };
    const found = ["KES2101 unknown-name", "KES3006 no-such-member"];
    expect(await codes("worse.kes#net", "--runs", "net.kes")).toEqual([
      ...found,
      "KES5001 data-folder-missing",
      "KES5105 cant-write",
    ]);
    expect(await codes("worse.kes#large")).toEqual([...found, "KES4103 batch-larger-than-data"].sort());
    expect(
      await codes(
        "worse.kes#net",
        "--set",
        "loss=Plain",
        "--set",
        "data=shapes(split: train, count: 64, size: 8, classes: 4)",
        "--set",
        "batch=90000000",
      ),
    ).toEqual(["KES2101 unknown-name", "KES4103 batch-larger-than-data", "KES4105 too-much-memory"]);
  });

  it("keeps a checkpoint at Ctrl-C, says how to go on, and goes on to the bits of a run without a pause", async () => {
    const words = ["train", "net.kes", "--engine", "cpu", "--set", "length=40epochs"];
    expect((await run(...words, "--runs", "whole")).code).toBe(0);
    const stopped = await stopAfter(/epoch +2\//, [...words, "--runs", "stopped"]);
    expect(stopped.err).toMatch(/stopped; a checkpoint is in stopped\/net-[0-9a-f]{6}/);
    expect(stopped.err).toContain(
      "go on: kesc train net.kes --set length=40epochs --runs stopped --engine cpu --resume",
    );
    expect(stopped.signal).toBe("SIGINT"); // a shell says 130
    const [folder] = await readdir(join(cwd, "stopped"));
    expect(await readdir(join(cwd, "stopped", folder!))).toContain("checkpoint.safetensors");

    const again = await run(...words, "--runs", "stopped");
    expect([again.code, again.err]).toEqual([1, expect.stringMatching(/KES5108.*--resume/s)]);
    const eager = await run("predict", join("stopped", folder!), "x.png");
    expect(eager.err).toContain("is not finished");
    const resumed = await run(...words, "--runs", "stopped", "--resume");
    expect([resumed.code, resumed.err]).toEqual([0, expect.stringContaining("goes on after step")]);
    const weights = (runs: string) => readFile(join(cwd, runs, folder!, "weights.safetensors"));
    expect((await weights("stopped")).equals(await weights("whole"))).toBe(true);
    expect(await readdir(join(cwd, "stopped"))).toEqual([folder]);
  });

  it.each(["SIGTERM", "SIGHUP"] as const)("keeps a checkpoint at %s too, and ends by it", async (name) => {
    const words = ["train", "net.kes", "--engine", "cpu", "--set", "length=42epochs", "--runs", name];
    const { signal, err } = await stopAfter(/epoch +2\//, words, name);
    expect(err).toMatch(/stopped; a checkpoint is in .*\ngo on: kesc train net\.kes .* --resume\n$/);
    expect(signal).toBe(name);
    const [folder = ""] = await readdir(join(cwd, name));
    const { state } = JSON.parse(await readFile(join(cwd, name, folder, "run.json"), "utf8")) as { state: string };
    expect(state).toBe("stopped");
    const tested = await run("eval", join(name, folder));
    expect([tested.code, tested.err]).toEqual([0, expect.stringContaining("the run is not finished: these are its")]);
  });

  it("computes with cpu where wasm doesn't start, unless wasm was asked for", () => {
    // Without a compiler of machine code V8 has no WebAssembly.
    const without = (...words: string[]) =>
      spawnSync(process.execPath, ["--jitless", join(projectRoot, "dist/kesc.cjs"), ...words], {
        cwd,
        encoding: "utf8",
      });
    const words = ["train", "net.kes", "--runs", "slow", "--set", "length=1steps"];
    const other = without(...words);
    expect(other.stderr).toContain("wasm doesn't start: this Node has no WebAssembly; cpu computes instead");
    expect([other.status, other.stdout]).toEqual([0, expect.stringContaining("--engine cpu\n")]);
    const asked = without(...words, "--engine", "wasm");
    expect(asked.stderr).toContain("the engine wasm doesn't start: this Node has no WebAssembly\n");
    expect([asked.status, asked.stdout]).toEqual([2, ""]);
  });

  it("names the file that the system refuses in the middle, and how to go on", (ctx) => {
    needs(ctx, process.platform !== "win32", "limits of a shell");
    const command = `"${process.execPath}" "${join(projectRoot, "dist/kesc.cjs")}" train net.kes --engine cpu --runs limited`;
    const { status, stderr } = spawnSync("sh", ["-c", `ulimit -f 8; exec ${command}`], { cwd, encoding: "utf8" });
    expect(stderr).toMatch(
      /error .*limited\/net-[0-9a-f]{6}\/.*: the file would be larger than the system allows\n {2}go on: kesc train net\.kes --runs limited --engine cpu --resume\n$/,
    );
    expect(status).toBe(2);
    expect(spawnSync("sh", ["-c", `${command} --resume`], { cwd }).status).toBe(0);
  });

  it("ends at once when Ctrl-C is pressed again while it saves, and the last checkpoint is good", async (ctx) => {
    needs(ctx, process.platform !== "win32", "pipes with names");
    const words = ["train", "net.kes", "--engine", "cpu", "--set", "length=41epochs"];
    const child = startKesc([...words, "--runs", "hasty"], { cwd });
    let err = "";
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.on("close", (_code, signal) => resolve(signal)),
    );
    const says = (text: RegExp): Promise<void> =>
      new Promise((resolve) => {
        const look = (more: string): void => {
          err += more;
          if (!text.test(err)) return;
          child.stderr.off("data", look);
          resolve();
        };
        child.stderr.on("data", look);
      });
    await says(/epoch +3\//);
    const [name] = await readdir(join(cwd, "hasty"));
    const folder = join(cwd, "hasty", name!);
    // Nobody reads from this pipe, so that the next checkpoint's file is never opened.
    const draft = join(folder, ".checkpoint.safetensors.new");
    while (spawnSync("mkfifo", [draft]).status !== 0) await nextTurn(); // one is being written
    child.kill("SIGINT");
    await says(/stopping, with a checkpoint; Ctrl-C again ends at once/);
    const again = setInterval(() => child.kill("SIGINT"), 100); // the first ones may come too soon after the other
    expect(await ended).toBe("SIGINT"); // a shell says 130
    clearInterval(again);
    expect(err).not.toContain("go on:");
    expect(await readdir(folder)).toContain("checkpoint.safetensors");
    await rm(draft);

    expect((await run(...words, "--runs", "hasty", "--resume")).err).toContain("goes on after step");
    expect((await run(...words, "--runs", "patient")).code).toBe(0);
    const weights = (runs: string) => readFile(join(cwd, runs, name!, "weights.safetensors"));
    expect((await weights("hasty")).equals(await weights("patient"))).toBe(true);
  });

  it("trains every recipe of a file, the teacher once and first, with a table beside what was published", async () => {
    await writeFile(
      join(cwd, "all.kes"),
      littleSpec(
        { test: "shapes(split: test, count: 50, size: 8, classes: 4)" },
        `loss Close(student: model, teacher: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  term near = mean((student.logits - teacher.logits) ^ 2, over: class)
  return mean(hard + near, over: batch)
}
train taught extends net { teacher = other, loss = Close }
train other extends net { seed = 2 }
published error(taught) = 12.5%`,
      ),
    );
    const words = ["train", "all.kes", "--all", "--engine", "cpu", "--runs", "all", "--set", "length=1epochs"];
    const first = await run(...words);
    expect(first.err).toMatch(
      /^net .*\nepoch.*\nother .*\nepoch.*\ntaught {3}Net under other \(other-[0-9a-f]{6}, .* error\)/,
    );
    const [head, ...rows] = first.out.trimEnd().split("\n");
    expect(head).toMatch(/^recipe +network +parameters +multiply-adds +teacher +error +published +difference +run$/);
    expect(rows.map((row) => row.split(/ +/)[0])).toEqual(["net", "taught", "other"]);
    expect(rows[1]).toMatch(/ other +[\d.]+ % +12\.5 % +[+−][\d.]+ points +taught-[0-9a-f]{6}$/);
    expect(first.code).toBe(0);
    const second = await run(...words);
    expect([second.code, second.out]).toEqual([0, first.out]);
    expect(second.err.match(/taken from all\//g)).toHaveLength(3);
    const longer = await run("train", "all.kes#taught", "--engine", "cpu", "--runs", "all");
    expect(longer.err).toMatch(/not taken: all\/other-[0-9a-f]{6}: length: 1 epochs, the recipe says 2 epochs/);
  });
});

/** Runs until standard error says something, then presses Ctrl-C, or sends another signal. */
const stopAfter = async (said: RegExp, words: readonly string[], name: NodeJS.Signals = "SIGINT") => {
  const child = startKesc([...words], { cwd });
  let [err, isAsked] = ["", false];
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => {
    child.stderr.on("data", (text: string) => {
      err += text;
      if (isAsked || !said.test(err)) return;
      isAsked = true;
      child.kill(name);
      child.kill(name); // npm sends on what the terminal has sent already: that is no second time
    });
    child.on("close", (_code, by) => resolve(by));
  });
  return { signal, err };
};

describe("kesc eval", () => {
  it("says what is no run", async () => {
    const { code, err } = await run("eval", "nowhere");
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/KES5101 no-such-run: .*\n\n {2}nowhere\/run\.json\n {2}try:/),
    ]);
  });
});

describe("kesc data", () => {
  it("counts a folder's pictures, and names damage", async () => {
    const folder = join(cwd, "bin");
    await mkdir(folder);
    for (const name of [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`))
      await writeFile(join(folder, name), new Uint8Array(3073 * 2));
    await writeFile(join(folder, "test_batch.bin"), new Uint8Array(3073));
    const good = await run("data", "check", "bin");
    expect([good.code, good.out]).toEqual([
      0,
      expect.stringContaining("CIFAR-10 train  10 pictures in 10 classes, airplane 10, automobile 0"),
    ]);
    await writeFile(join(folder, "test_batch.bin"), new Uint8Array(3000));
    const bad = await run("data", "check", "bin");
    expect([bad.code, bad.err]).toEqual([1, expect.stringContaining("KES5004 data-file-cut")]);
    expect((await run("data", "get", "mnist")).code).toBe(2);
  });
});

describe("madeText", () => {
  const made = (recipe: string, sets: readonly string[]) => ({ name: "overridden", recipe, sets });

  it("imports what is named, each from where it is declared, and nothing else", () => {
    const origins = new Map([
      ["Base", "./two"],
      ["Unit", "paper/units"],
      ["Net", "./two"],
      ["Other", "./two"],
    ]);
    expect(madeText([made("Base(Unit(2))", ["length=2epochs", "model=Net"])], origins)).toBe(
      'import { Base, Net } from "./two"\nimport { Unit } from "paper/units"\ntrain overridden extends Base(Unit(2)) {\n  length = 2 epochs\n  model = Net\n}\n',
    );
    // A field's name is no reference, nor is an argument's.
    const fields = ["Base.length=2epochs", "model=Other(Net: 3)"];
    expect(madeText([made("a", fields)], origins)).toMatch(/^import \{ Other \} from ".\/two"\ntrain/);
    expect(madeText([made("Base(2)", [])], origins)).toBe('import { Base } from "./two"\ntrain overridden = Base(2)\n');
    expect(() => madeText([made("a", ["batch"])], new Map())).toThrow(Failure);
  });

  it("names that the file imports itself come from where they are declared", () => {
    const program = openProgram(
      memoryHost({
        "nets/lib/units.kes": "block Unit(x: map) = x -> relu",
        "nets/main.kes": 'import { Unit } from "./lib/units"\nblock Mine = Unit',
      }),
    );
    expect([...originsOf(program, "nets/main.kes")]).toEqual([
      ["Unit", "./lib/units"],
      ["Mine", "./main"],
    ]);
  });
});

it("durations and bars read well", () => {
  expect([0.4, 45, 72, 240, 3000, 22_200, NaN].map(duration)).toEqual([
    "0 s",
    "45 s",
    "1 min 12 s",
    "4 min",
    "50 min",
    "6 h 10 min",
    "?",
  ]);
  expect([0, 0.5, 1, 2].map(bar)).toEqual([
    "░".repeat(20),
    "█".repeat(10) + "░".repeat(10),
    "█".repeat(20),
    "█".repeat(20),
  ]);
});
