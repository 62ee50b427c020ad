import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { drawSvg } from "../../src/graph-drawing/draw-svg.ts";
import { needs } from "../support/needs.ts";
import { drawingOfSpec } from "./program-of.ts";

const chromium = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);
const folder = mkdtempSync(join(tmpdir(), "kes-graph-browser-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Says of every text whether it lies in the innermost box around it, and which colours a reader sees. */
const MEASURE = `<script>
const boxes = [...document.querySelectorAll("rect")].map((rect) => rect.getBBox());
const texts = [...document.querySelectorAll("text:not(.shape)")];
const outside = texts.flatMap((text) => {
  const { x, y, width, height } = text.getBBox();
  const around = boxes
    .filter((box) => box.x <= x + width / 2 && box.x + box.width >= x + width / 2 && box.y <= y + height / 2 && box.y + box.height >= y + height / 2)
    .sort((a, b) => a.width * a.height - b.width * b.height)[0];
  return around.x <= x && around.x + around.width >= x + width ? [] : [text.textContent];
});
const sheet = getComputedStyle(document.querySelector(".sheet")).fill;
document.title = JSON.stringify({ texts: texts.length, outside, sheet });
</script>`;

const look = (svg: string, isDark: boolean): { texts: number; outside: string[]; sheet: string } => {
  const file = join(folder, "page.html");
  writeFileSync(file, `<!doctype html><meta charset="utf-8"><title></title>${svg}${MEASURE}`);
  const words = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${join(folder, "profile")}`];
  if (isDark) words.push("--blink-settings=preferredColorScheme=0");
  const { stdout } = spawnSync(chromium!, [...words, "--dump-dom", file], { encoding: "utf8", timeout: 30_000 });
  const title = /<title>(\{.*?\})<\/title>/.exec(stdout)?.[1] ?? "no title";
  return JSON.parse(title.replaceAll("&quot;", '"').replaceAll("&amp;", "&")) as ReturnType<typeof look>;
};

test("in a browser every text lies in its box, on a light sheet and a dark one", (ctx) => {
  needs(ctx, chromium !== undefined, "chromium");
  const small = drawSvg(drawingOfSpec("specs/paper/table1.kes", "KENet_2_2", { depth: 3 }));
  const large = drawSvg(drawingOfSpec("specs/paper/ssd.kes", "SSD300_VGG16", { depth: 4 }));
  const light = look(small, false);
  expect(light.texts).toBeGreaterThan(60);
  expect([light.outside, light.sheet]).toEqual([[], "rgb(255, 255, 255)"]);
  expect(look(large, false)).toMatchObject({ outside: [] });
  expect(look(small, true).sheet).toBe("rgb(20, 25, 31)");
});
