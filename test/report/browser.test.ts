import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { comparePage } from "../../src/runtime/report/compare-page.ts";
import { readStory, type RunStory } from "../../src/runtime/report/read-story.ts";
import { writeReport } from "../../src/runtime/report/write-report.ts";
import { openTrainable } from "../../src/runtime/train/open-trainable.ts";
import { trainOpened } from "../../src/runtime/train/train.ts";
import { needs } from "../support/needs.ts";
import { chromium, openBrowser, type BrowserPage } from "../support/open-browser.ts";
import { makeRun } from "./made-run.ts";

const SPEC = `
model Net(width: int)(image: map[8, 8, 3]) {
  early  = image -> conv(3, width) -> batch_norm -> relu
  late   = early -> conv(3, width, stride: 2) -> batch_norm -> relu
  logits = late -> mean(over: [height, width]) -> dense(4, as: class)
  output logits
  tap early, late
}
fn strength(a: map) = mean(a ^ 2, over: channel)
loss Plain(student: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  return mean(hard, over: batch)
}
loss Alike(student: model, teacher: model, label: class) {
  term hard = cross_entropy(student.logits, label)
  term gap  = sum(for (t, s) in zip(teacher.taps, student.taps) { mean((strength(t) - strength(s)) ^ 2, over: [height, width]) })
  return mean(hard + gap, over: batch)
}
train alone {
  model      = Net(4)
  data       = shapes(split: train, count: 96, size: 8, classes: 4)
  validation = 25%
  test       = shapes(split: test, count: 40, size: 8, classes: 4)
  metric     = [error, per_class, confusion]
  loss       = Plain
  optimizer  = sgd(lr: 0.05, momentum: 0.9)
  schedule   = drop(every: 2 epochs, factor: 0.5)
  length     = 3 epochs
  batch      = 8
}
train wide extends alone { model = Net(8) }
train taught extends alone {
  teacher = wide
  loss    = Alike
  show    = [strength(student.taps), strength(teacher.taps)]
}
`;

let folder: string;
let browser: BrowserPage | undefined;
/** Of a run that was really trained, of a long one with made-up numbers, and of both beside each other. */
let pages: { readonly taught: string; readonly long: string; readonly compared: string };

beforeAll(async () => {
  if (chromium === undefined) return;
  folder = await mkdtemp(join(tmpdir(), "kes-pages-"));
  const program = openProgram(memoryHost({ "net.kes": SPEC }));
  const engine = await openEngine("cpu");
  const train = async (recipe: string): Promise<string> => {
    const [trainable, problems] = openTrainable(program, "net.kes", recipe);
    if (!trainable) throw new Error(problems.map(({ message }) => message).join("\n"));
    const options = { engine, folders: { root: folder, data: folder }, runsFolder: folder };
    return (await trainOpened(trainable, options))[0]!.folder;
  };
  const alone = await train("alone");
  const taught = await train("taught");
  const long = await makeRun(folder, {
    name: "a-long-name-that-nobody-would-want-to-read-on-a-phone-but-that-has-to-fit-all-the-same",
    epochs: 200,
    stepsPerEpoch: 390,
    terms: ["hard", "transfer", "a_third_term", "another_one"],
    shows: 6,
  });
  await writeReport(long);
  const stories = (await Promise.all([alone, taught, long].map(readStory))) as RunStory[];
  const compared = join(folder, "compare.html");
  await writeFile(compared, comparePage(stories, folder));
  pages = { taught: join(taught, "report.html"), long: join(long, "report.html"), compared };
  browser = await openBrowser(chromium);
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await browser.send(`${domain}.enable`);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

interface Seen {
  /** What the console or the browser complains of. */
  readonly complaints: readonly string[];
  /** Whatever is asked for but the page itself and what stands in it. */
  readonly requests: readonly string[];
  readonly width: number;
  readonly scrollWidth: number;
  readonly charts: readonly { readonly title: string; readonly curves: readonly (readonly [string, number])[] }[];
  readonly tables: readonly string[];
  /** Widths as shown; 0 where a picture couldn't be read. */
  readonly pictures: readonly number[];
}

const LOOK = `(() => {
  const shown = (element) => { const { width, height } = element.getBoundingClientRect(); return width > 0 && height > 0; };
  const length = (path) => { const { width } = path.getBoundingClientRect(); return Math.round(width); };
  return {
    width: document.documentElement.clientWidth, // without the bar that scrolls down
    scrollWidth: document.documentElement.scrollWidth,
    charts: [...document.querySelectorAll(".chart")].filter(shown).map((chart) => ({
      title: chart.dataset.title,
      curves: [...chart.querySelectorAll("[data-series]")].map((path) => [path.dataset.series, length(path)]),
    })),
    tables: [...document.querySelectorAll("table")].filter(shown).map((table) => table.innerText),
    pictures: [...document.images].map((image) => (image.complete && image.naturalWidth > 0 ? image.width : 0)),
  };
})()`;

const look = async (page: BrowserPage, file: string, width: number): Promise<Seen> => {
  const [complaints, requests]: [string[], string[]] = [[], []];
  const url = pathToFileURL(file).href;
  const off = [
    page.on<Logged>("Runtime.consoleAPICalled", ({ type, args }) => complaints.push(`${type}: ${args[0]?.value}`)),
    page.on<Thrown>("Runtime.exceptionThrown", ({ exceptionDetails: { text } }) => complaints.push(text)),
    page.on<Entry>("Log.entryAdded", ({ entry: { text } }) => complaints.push(text)),
    page.on<Asked>("Network.requestWillBeSent", ({ request }) => requests.push(request.url)),
  ];
  const screen = { width, height: 844, deviceScaleFactor: 1, mobile: width < 600 };
  await page.send("Emulation.setDeviceMetricsOverride", screen);
  const loaded = new Promise<void>((resolve) => off.push(page.on("Page.loadEventFired", () => resolve())));
  await page.send("Page.navigate", { url });
  await loaded;
  const seen = await page.evaluate<Seen>(LOOK);
  off.forEach((end) => end());
  return { ...seen, complaints, requests: requests.filter((one) => one !== url && !one.startsWith("data:")) };
};

interface Logged {
  readonly type: string;
  readonly args: readonly { readonly value?: string | number }[];
}
interface Thrown {
  readonly exceptionDetails: { readonly text: string };
}
interface Entry {
  readonly entry: { readonly text: string };
}
interface Asked {
  readonly request: { readonly url: string };
}

describe.each([390, 1280])("at a width of %d", (width) => {
  it.for(["taught", "long", "compared"] as const)(
    "the page `%s` fits, asks for nothing and has nothing to complain of",
    async (name, ctx) => {
      needs(ctx, chromium !== undefined, "chromium");
      const seen = await look(browser!, pages[name], width);
      expect(seen.complaints).toEqual([]);
      expect(seen.requests).toEqual([]);
      expect(seen.scrollWidth).toBe(seen.width);
      expect(seen.charts.length).toBeGreaterThan(2);
    },
  );

  it("a run's page shows curves, the table and the pictures", async (ctx) => {
    needs(ctx, chromium !== undefined, "chromium");
    const { charts, tables, pictures } = await look(browser!, pages.taught, width);
    expect(charts.map(({ title }) => title)).toEqual(["Loss and its terms", "Error", "Learning rate"]);
    const names = charts.map(({ curves }) => [...new Set(curves.map(([series]) => series))]);
    expect(names).toEqual([["loss", "hard", "gap"], ["train", "validation"], ["rate"]]);
    for (const { curves } of charts) for (const [series, length] of curves) expect(length, series).toBeGreaterThan(100);
    expect(tables[0]).toMatch(/this run\s+taught\s+without a teacher\s+alone\s+teacher\s+wide/);
    expect(tables[0]).toMatch(/\d+\.\d %/);
    // Six pictures, and under each two maps of the student and two of the teacher.
    expect(pictures).toHaveLength(6 * 5);
    expect(Math.min(...pictures)).toBeGreaterThan(30);
  });

  it("a chart tells its values under the pointer, inside the window", async (ctx) => {
    needs(ctx, chromium !== undefined, "chromium");
    await look(browser!, pages.taught, width);
    const at = await browser!.evaluate<{ x: number; y: number }>(
      `(() => { const plot = document.querySelectorAll(".plot")[1]; plot.scrollIntoView({ block: "center" });
        const { left, top, width, height } = plot.getBoundingClientRect(); return { x: left + width * 0.6, y: top + height / 2 }; })()`,
    );
    await browser!.send("Input.dispatchMouseEvent", { type: "mouseMoved", ...at });
    const tip = await browser!.evaluate<{ text: string; left: number; right: number }>(
      `(() => { const tip = document.querySelectorAll(".tip")[1]; const { left, right } = tip.getBoundingClientRect(); return { text: tip.innerText, left, right }; })()`,
    );
    expect(tip.text).toMatch(/train \d/);
    expect(tip.left).toBeGreaterThanOrEqual(0);
    expect(tip.right).toBeLessThanOrEqual(width);
  });
});

it("would see what is wrong with a page", async (ctx) => {
  needs(ctx, chromium !== undefined, "chromium");
  const server = createServer((_request, response) => response.end());
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  try {
    const page = await readFile(pages.taught, "utf8");
    const image = `<img src="http://127.0.0.1:${port}/x.png">`;
    const bad = `<div style="width:2000px">wide</div>${image}<script>console.error("oh"); throw new Error("no")</script>`;
    const file = join(folder, "bad.html");
    await writeFile(file, page.replace(/<meta\s+http-equiv[^>]*>/, "").replace("<main>", `<main>${bad}`));
    const { complaints, requests, width, scrollWidth, pictures } = await look(browser!, file, 1280);
    expect(complaints).toEqual(expect.arrayContaining(["error: oh", "Uncaught"]));
    expect(requests).toEqual([`http://127.0.0.1:${port}/x.png`]);
    expect(scrollWidth).toBeGreaterThan(width);
    expect(pictures[0]).toBe(0);
  } finally {
    server.close();
  }
});
