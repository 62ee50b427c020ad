import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runsTable } from "../../src/cli/runs-text.ts";
import { listRuns } from "../../src/runtime/report/read-head.ts";
import { makeRun } from "../report/made-run.ts";
import { ensureBuilt, kesc } from "../support/kesc.ts";

let cwd: string;
const run = (...words: string[]) => kesc(words, { cwd });

beforeAll(async () => {
  await ensureBuilt();
  cwd = await mkdtemp(join(tmpdir(), "kes-cli-runs-"));
  const runs = join(cwd, "runs");
  await makeRun(runs, {
    name: "young",
    epochs: 20,
    done: 7,
    stepsPerEpoch: 10,
    state: "stopped",
    started: "2026-03-02T00:00:00Z",
  });
  const teacher = { recipe: "wide", identity: "identity-of-wide", folder: "wide" };
  await makeRun(runs, {
    name: "old",
    epochs: 3,
    stepsPerEpoch: 10,
    error: 0.1234,
    teacher,
    started: "2026-01-01T00:00:00Z",
  });
  await mkdir(join(runs, "notes"));
  await mkdir(join(runs, "broken"));
  await writeFile(join(runs, "broken", "run.json"), '{"format": 2');
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

describe("kesc runs", () => {
  it("lists runs, the newest last, and tells what is damaged", async () => {
    const { code, out, err } = await run("runs");
    const [head, ...rows] = out.trimEnd().split("\n");
    expect(head).toMatch(/^run +state +network +parameters +data +epochs +error +teacher +started$/);
    expect(rows.map((row) => row.split(/ {2,}/).slice(0, 2))).toEqual([
      ["old", "done"],
      ["young", "stopped"],
    ]);
    expect(rows[0]).toMatch(/92,250 +shapes train 5,000 +3 +12\.3 % +wide +2026-01-01 00:00$/);
    expect(rows[1]).toMatch(/ 7\/20 /);
    expect(err).toContain("KES5102");
    expect(err).toContain(join("runs", "broken", "run.json"));
    expect(err).not.toContain("notes");
    expect(code).toBe(1);
  });

  it("takes a run whose process is gone for stopped, and says how to go on", async () => {
    const gone = spawn(process.execPath, ["-e", "0"], { stdio: "ignore" });
    await once(gone, "exit");
    const made = { epochs: 4, stepsPerEpoch: 10, done: 3, state: "running" };
    const [here, there] = [hostname(), `not ${hostname()}`];
    const command = "kesc train net.kes#killed --engine cpu";
    await makeRun(join(cwd, "lost"), { ...made, name: "killed", process: { id: gone.pid!, host: here }, command });
    await makeRun(join(cwd, "lost"), { ...made, name: "living", process: { id: process.pid, host: here } });
    await makeRun(join(cwd, "lost"), { ...made, name: "elsewhere", process: { id: gone.pid!, host: there } });
    await makeRun(join(cwd, "lost"), { ...made, name: "new", done: 0, process: { id: gone.pid!, host: here } });
    const { code, out, err } = await run("runs", "lost");
    const states = out.split("\n").map((row) => row.split(/ {2,}/).slice(0, 2).join(" "));
    expect(states.slice(1, -1).sort()).toEqual([
      "elsewhere running",
      "killed stopped",
      "living running",
      "new stopped",
    ]);
    expect([code, err]).toEqual([
      0,
      `killed was interrupted (killed, or the machine went down): its checkpoint is of step 30 of 40
  go on: ${command} --resume
new was interrupted (killed, or the machine went down): before its first checkpoint
  go on: the command that began it, and --resume
`,
    ]);
    const { runs } = JSON.parse((await run("runs", "lost", "--json")).out) as { runs: Record<string, unknown>[] };
    expect(runs.filter(({ interrupted }) => interrupted).map(({ name }) => name)).toEqual(["killed", "new"]);
  });

  it("goes without columns where a terminal is narrow, and has all in a file", async () => {
    const { runs: heads } = await listRuns(join(cwd, "runs"));
    const headings = (width?: number) =>
      runsTable(heads, width)[0]!
        .split(/ {2,}/)
        .map((word) => word.trim());
    expect(headings()).toHaveLength(9);
    expect(headings(80)).toEqual(["run", "state", "network", "parameters", "epochs", "error", "teacher", "started"]);
    expect(headings(40)).toEqual(["run", "state", "error", "started"]);
    for (const width of [40, 60, 80, 100])
      for (const line of runsTable(heads, width)) expect(line.length).toBeLessThanOrEqual(width);
    expect(headings(5)).toEqual(["run", "state", "error"]);
  });

  it("prints JSON", async () => {
    const { out } = await run("runs", "runs", "--json");
    const answer = JSON.parse(out) as { runs: { name: string; result: object }[]; problems: { folder: string }[] };
    expect(answer.runs.map(({ name, result }) => [name, result])).toEqual([
      ["old", { error: 0.1234 }],
      ["young", {}],
    ]);
    expect(answer.problems.map(({ folder }) => folder)).toEqual([join("runs", "broken")]);
  });

  it("has nothing to say where there is no run yet, and refuses what is no folder", async () => {
    await mkdir(join(cwd, "none"));
    expect(await run("runs", "none")).toMatchObject({ code: 0, out: "" });
    expect(await run("runs", "nowhere")).toMatchObject({ code: 2, out: "" });
    expect(await run("runs", "runs", "none")).toMatchObject({ code: 2, out: "" });
    expect(await run("runs", "-o", "x.html")).toMatchObject({ code: 2, out: "" });
  });

  it("compares runs by folder or name: results, and what differs in their recipes", async () => {
    const { code, out } = await run("runs", "compare", "old", "runs/young", "-o", "pages/compare.html");
    expect(code).toBe(0);
    expect(out).toMatch(/^error +12\.3 %$/m);
    expect(out).toMatch(/^length +3 epochs +20 epochs$/m);
    expect(out).not.toContain("optimizer");
    const page = await readFile(join(cwd, "pages", "compare.html"), "utf8");
    expect(page).toContain('href="../runs/old/report.html"');
    expect([...page.matchAll(/data-title="([^"]*)"/g)].map(([, title]) => title)).toEqual([
      "Loss",
      "Error on the validation part",
      "Error on test data",
    ]);
  });

  it("compares nothing with what is no run", async () => {
    const { code, out, err } = await run("runs", "compare", "old", "notes", "broken");
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("KES5101");
    expect(err).toContain("KES5102");
    expect(await run("runs", "compare", "old")).toMatchObject({ code: 2 });
  });
});
