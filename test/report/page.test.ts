import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeReport } from "../../src/runtime/report/write-report.ts";
import { CLASSES, makeRun, type MadeRun } from "./made-run.ts";

let runs: string;
beforeAll(async () => void (runs = await mkdtemp(join(tmpdir(), "kes-report-"))));
afterAll(() => rm(runs, { recursive: true }));

const pageOf = async (made: MadeRun): Promise<string> => {
  const folder = await makeRun(runs, made);
  expect(await writeReport(folder)).toBe(join(folder, "report.html"));
  return readFile(join(folder, "report.html"), "utf8");
};

interface Curve {
  readonly chart: string;
  readonly name: string;
  /** In the chart's units, read back from the path by its axes. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const unescaped = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

const curvesOf = (page: string): readonly Curve[] =>
  [...page.matchAll(/<figure class="chart" data-title="([^"]*)">(.*?)<\/figure>/gs)].flatMap(([, chart, figure]) => {
    const [, from, to] = /data-x="(\S+) (\S+)"/.exec(figure!)!.map(Number);
    const [, low = "", high = "", scale] = /data-y="(\S+) (\S+) (\S+)"/.exec(figure!)!;
    const up = (share: number): number =>
      scale === "log"
        ? Number(low) * (Number(high) / Number(low)) ** share
        : Number(low) + share * (Number(high) - Number(low));
    return [...figure!.matchAll(/data-series="([^"]*)"\s+d="([^"]*)"/g)].map(([, name, d]) => ({
      chart: unescaped(chart!),
      name: unescaped(name!),
      points: [...d!.matchAll(/[ML](\S+?) ([^ML]+)/g)].map(([, x, y]) => ({
        x: from! + (Number(x) / 1000) * (to! - from!),
        y: up(1 - Number(y) / 1000),
      })),
    }));
  });

const linesOf = async (name: string, file: string) =>
  (await readFile(join(runs, name, file), "utf8"))
    .trim()
    .split("\n")
    .map(
      (line) =>
        JSON.parse(line) as {
          epoch: number;
          step: number;
          loss: number;
          rate: number;
          terms: Record<string, number>;
          test: { error: number };
        },
    );

const wordsOf = (page: string): string =>
  unescaped(page.replace(/<(script|style)[^>]*>.*?<\/\1>/gs, " ").replace(/<[^>]+>/g, " ")).replaceAll(/\s+/g, " ");

describe("curves", () => {
  it("lie where the metrics say", async () => {
    const page = await pageOf({ name: "curves", epochs: 30, stepsPerEpoch: 40, terms: ["hard", "gap"] });
    const curves = curvesOf(page);
    const lines = await linesOf("curves", "metrics.jsonl");
    const find = (chart: string, name: string) => curves.find((curve) => curve.chart === chart && curve.name === name)!;
    for (const [chart, name, value] of [
      ["Loss and its terms", "loss", (line) => line.loss],
      ["Loss and its terms", "gap", (line) => line.terms["gap"]!],
      ["Error", "test", (line) => line.test.error],
    ] satisfies [string, string, (line: (typeof lines)[number]) => number][]) {
      const { points } = find(chart, name);
      expect(points).toHaveLength(lines.length);
      lines.forEach((line, i) => {
        expect(points[i]!.x).toBeCloseTo(line.epoch, 2);
        expect(points[i]!.y / value(line)).toBeCloseTo(1, 2);
      });
    }
    const rates = find("Learning rate", "rate").points;
    expect(rates[0]!.y).toBeCloseTo(0.1, 4);
    expect(rates.at(-1)!.x).toBeCloseTo(30, 3);
  });

  it("tell values under the pointer in the words of the legend", async () => {
    const page = await pageOf({ name: "hover", epochs: 3, stepsPerEpoch: 10 });
    const [data] = [...page.matchAll(/<script type="application\/json">(.*?)<\/script>/gs)].map(
      ([, text]) =>
        JSON.parse(text!) as { at: number[]; labels: string[]; series: { name: string; values: string[] }[] },
    );
    expect(data!.labels).toEqual(["epoch 1", "epoch 2", "epoch 3"]);
    expect(data!.at).toEqual([33.33, 66.67, 100]);
    const lines = await linesOf("hover", "metrics.jsonl");
    expect(data!.series[0]!.values.map(Number)).toEqual(lines.map(({ loss }) => Number(loss.toPrecision(3))));
  });

  it("of 78,000 steps are thinned, and the page stays small", async () => {
    const page = await pageOf({ name: "long", epochs: 200, stepsPerEpoch: 391 });
    expect(page.length).toBeLessThan(200_000);
    for (const [, d] of page.matchAll(/<path class="line[^>]* d="([^"]*)"/g))
      expect(d!.match(/[ML]/g)!.length).toBeLessThanOrEqual(960);
  });

  it("of one epoch count steps; a value that is no number leaves a gap", async () => {
    const folder = await makeRun(runs, { name: "one", epochs: 1, stepsPerEpoch: 20 });
    await appendFile(
      join(folder, "steps.jsonl"),
      '{"step":21,"epoch":2,"loss":null,"terms":{"hard":null},"rate":0.1}\n{"step":22,"ep',
    );
    await writeReport(folder);
    const [loss] = curvesOf(await readFile(join(folder, "report.html"), "utf8"));
    expect(loss!.points).toHaveLength(20);
    expect(loss!.points.at(-1)!.x).toBeCloseTo(20, 3);
  });
});

describe("a page", () => {
  it("says what the run was and how to repeat it", async () => {
    const words = wordsOf(await pageOf({ name: "facts", epochs: 2, stepsPerEpoch: 10, error: 0.412 }));
    for (const fact of [
      "41.2 % test error",
      "92,250 parameters",
      "14.2 M multiply-adds",
      "1 h 22 min for 2 epochs",
      "shapes train, 5,000 pictures, 10 classes",
      "2026-11-25 07:40 UTC",
      "kesc train facts/spec/net.kes#facts --engine wasm",
      "sgd(lr: 0.1, momentum: 0.9, weight_decay: 0.0005, nesterov: false)",
      "drop(every: 60 epochs, factor: 0.2)",
      "/// A net.",
    ])
      expect(words).toContain(fact);
  });

  it("needs nothing but itself and is the same each time", async () => {
    const made = { name: "itself", epochs: 2, stepsPerEpoch: 10, shows: 2 };
    const page = await pageOf(made);
    expect(page).not.toMatch(/https?:|url\(|@import|<link|src="(?!data:image\/png;base64,)/);
    expect(page).toContain("default-src 'none'");
    expect(await pageOf(made)).toBe(page);
  });

  it("takes no text for HTML", async () => {
    const evil = `</script><img src=x onerror="alert('1')">&amp;`;
    const made = {
      name: "evil",
      recipe: evil,
      network: evil,
      terms: [evil, "b"],
      text: `</pre>${evil}`,
      problem: evil,
    };
    const page = await pageOf({ ...made, epochs: 2, stepsPerEpoch: 10, state: "failed", classes: [evil, "b"] });
    expect(page).not.toContain("<img");
    const charts = page.match(/<figure class="chart"/g)!.length;
    expect(page.match(/<\/script/g)).toHaveLength(charts + 1);
    expect(curvesOf(page).map(({ name }) => name)).toContain(evil);
    expect(wordsOf(page)).toContain(`${evil} failed`);
  });

  it("is written of runs that stopped, failed, or have only begun", async () => {
    const stopped = wordsOf(
      await pageOf({ name: "stopped", epochs: 20, done: 7, stepsPerEpoch: 10, state: "stopped" }),
    );
    expect(stopped).toContain("Stopped after 70 of 200 steps; it can be resumed.");
    const failed = {
      name: "failed",
      epochs: 20,
      done: 1,
      stepsPerEpoch: 10,
      state: "failed",
      problem: "`hard` became NaN",
    };
    expect(wordsOf(await pageOf(failed))).toContain("Failed after 10 of 200 steps. `hard` became NaN");
    const begun = await pageOf({ name: "begun", epochs: 20, done: 0, stepsPerEpoch: 10, state: "running" });
    expect(curvesOf(begun)).toEqual([]);
    expect(wordsOf(begun)).toContain("after 0 of 200 steps");
  });

  it("is none of a folder that holds no run", async () => {
    expect(await writeReport(runs)).toBeUndefined();
    await writeFile(join(await makeRun(runs, { name: "cut", epochs: 1, stepsPerEpoch: 2 }), "run.json"), "{");
    expect(await writeReport(join(runs, "cut"))).toBeUndefined();
  });
});

describe("classes", () => {
  it("have their errors and a matrix in percent of its rows", async () => {
    const confusion = CLASSES.map((_, i) => CLASSES.map((_, j) => (i === j ? 6 : j === (i + 1) % 10 ? 2 : 0)));
    const result = { error: 0.25, per_class: CLASSES.map((_, i) => (i === 0 ? null : 0.25)), confusion };
    const page = await pageOf({ name: "classes", epochs: 1, stepsPerEpoch: 5, result });
    const cells = [...page.matchAll(/<td\s+class="(?:right)?"[^>]*>\s*(\d*)\s*<\/td>/g)].map(([, text]) => text);
    expect(cells).toHaveLength(100);
    expect(cells.slice(0, 12)).toEqual(["75", "25", "", "", "", "", "", "", "", "", "", "75"]);
    expect(wordsOf(page)).toContain("disc for ring (25.0 %)");
    expect(wordsOf(page)).toMatch(/Error of each class disc – ring 25\.0 %/);
  });

  it("of which there are too many for a table are told by their largest confusions", async () => {
    const classes = Array.from({ length: 100 }, (_, i) => `c${i}`);
    const confusion = classes.map((_, i) => classes.map((_, j) => (i === j ? 9 : i === 3 && j === 5 ? 9 : 0)));
    const page = await pageOf({
      name: "many",
      epochs: 1,
      stepsPerEpoch: 5,
      classes,
      result: { error: 0.1, confusion },
    });
    expect(page).not.toContain('class="confusion"');
    expect(wordsOf(page)).toContain("Most often: c3 for c5 (50.0 %).");
  });
});

describe("beside a run", () => {
  it("stand its teacher and the same network without one", async () => {
    await makeRun(runs, { name: "a-teacher", epochs: 2, stepsPerEpoch: 5, network: "Wide", error: 0.1 });
    await makeRun(runs, { name: "b-plain", epochs: 2, stepsPerEpoch: 5, network: "Thin", error: 0.3 });
    await makeRun(runs, { name: "c-plain-longer", epochs: 9, stepsPerEpoch: 5, network: "Thin", error: 0.31 });
    const teacher = { recipe: "a-teacher", identity: "identity-of-a-teacher", folder: "a-teacher" };
    const page = await pageOf({ name: "d-taught", epochs: 2, stepsPerEpoch: 5, network: "Thin", error: 0.25, teacher });
    expect(wordsOf(page)).toContain("Error 25.0 % 30.0 % +5.0 10.0 % −15.0");
    expect(page).toContain('href="../b-plain/report.html"');
    expect(page).toContain('href="../a-teacher/report.html"');
    expect(await pageOf({ name: "e-alone", epochs: 2, stepsPerEpoch: 5, network: "Thin" })).not.toContain(
      "without a teacher",
    );
  });
});

describe("shows", () => {
  it("are pictures in rows: samples, then each map with its range", async () => {
    const page = await pageOf({ name: "shown", epochs: 1, stepsPerEpoch: 5, shows: 4 });
    const images = [...page.matchAll(/<img\s[^>]*?width="(\d+)"[^>]*?alt="([^"]*)"/gs)];
    expect(images.map(([, width]) => Number(width))).toEqual([32, 32, 16, 8, 32, 16, 8].flatMap((w) => [w, w, w, w]));
    expect(images[4]![2]).toMatch(/^attention\(student\.taps\), 1 of 3, of disc, from [\d.e-]+ to [\d.]+$/);
  });

  it("that are damaged are left out", async () => {
    const folder = await makeRun(runs, { name: "unshown", epochs: 1, stepsPerEpoch: 5, shows: 4 });
    await writeFile(join(folder, "show.safetensors"), "cut");
    await writeReport(folder);
    expect(await readFile(join(folder, "report.html"), "utf8")).not.toContain("<img");
  });
});
