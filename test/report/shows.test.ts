import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeHost } from "../../src/cli/node-host.ts";
import { memoryHost } from "../../src/base/host.ts";
import { reachable } from "../../src/compiler/4-graph/reachable.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { openData } from "../../src/runtime/data/open-data.ts";
import { openEngine } from "../../src/runtime/engines/open-engine.ts";
import { heatMap, pngUrl } from "../../src/runtime/report/heat-map.ts";
import { readShows } from "../../src/runtime/report/read-shows.ts";
import { writeShows } from "../../src/runtime/report/write-shows.ts";
import { openTrainable } from "../../src/runtime/train/open-trainable.ts";
import { projectRoot } from "../support/kesc.ts";

let folder = "";
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "kes-shows-"))));
afterEach(() => rm(folder, { recursive: true }));

const text = (show: string): string => `
model Net()(image: map[8, 8, 3]) {
  tap image
  logits = image -> mean(over: [height, width]) -> dense(4, as: class)
  output logits
}
loss Plain(student: model, label: class) {
  return mean(cross_entropy(student.logits, label), over: batch)
}
train net {
  model     = Net
  data      = shapes(split: test, count: 10, size: 8, classes: 4)
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epochs
  batch     = 5
  show      = ${show}
}`;

const open = async (show: string) => {
  const [trainable, diagnostics] = openTrainable(openProgram(memoryHost({ "net.kes": text(show) })), "net.kes", "net");
  expect(diagnostics).toEqual([]);
  const [pictures] = await openData(trainable!.recipe.data, { root: ".", data: "." });
  return { objective: trainable!.objective, pictures: pictures! };
};

test("maps are the network's own numbers, by picture, row and column", async () => {
  const { objective, pictures } = await open("[mean(student.taps, over: channel)]");
  const engine = await openEngine("cpu");
  await writeShows(folder, { objective, pictures, count: 3, engine, variables: new Map() });
  const shows = (await readShows(folder))!;
  expect(shows.shows.map(({ title }) => title)).toEqual(["mean(student.taps, over: channel)"]);
  const [map] = shows.shows[0]!.maps;
  expect(map).toMatchObject({ height: 8, width: 8 });
  const { scale, mean, deviation } = pictures.normalization;
  const expected = Array.from({ length: 3 * 64 }, (_, place) => {
    const colors = [0, 1, 2].map((c) => (pictures.pixels[place * 3 + c]! * scale - mean[c]!) / deviation[c]!);
    return (colors[0]! + colors[1]! + colors[2]!) / 3;
  });
  const values = shows.values.get(map!.tensor)!;
  expect(values).toHaveLength(expected.length);
  values.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  expect(shows.pictures.map(({ label }) => label)).toEqual([...pictures.labels.subarray(0, 3)]);
  expect(Buffer.from(shows.pictures[2]!.pixels, "base64")).toEqual(
    Buffer.from(pictures.pixels.subarray(2 * 192, 3 * 192)),
  );
});

test("more pictures than there are is all of them; a recipe that shows nothing writes nothing", async () => {
  const engine = await openEngine("cpu");
  const { objective, pictures } = await open("[]");
  await writeShows(folder, { objective, pictures, count: 3, engine, variables: new Map() });
  expect(await readdir(folder)).toEqual([]);
  const shown = await open("[max(student.taps, over: channel)]");
  await writeShows(folder, { ...shown, count: 99, engine, variables: new Map() });
  expect((await readShows(folder))!.pictures).toHaveLength(10);
});

const pixelsOf = (url: string) => PNG.sync.read(Buffer.from(url.replace(/^data:image\/png;base64,/, ""), "base64"));

test("heat maps go from dark to bright, what is no number is grey", () => {
  const { url, least, largest } = heatMap(Float32Array.from([0, 1, 2, NaN, 4, 2]), 3);
  expect([least, largest]).toEqual([0, 4]);
  const { width, height, data } = pixelsOf(url);
  expect([width, height]).toEqual([3, 2]);
  const pixel = (at: number) => [...data.subarray(at * 4, at * 4 + 4)];
  expect([pixel(0), pixel(4), pixel(3)]).toEqual([
    [68, 1, 84, 255],
    [253, 231, 37, 255],
    [128, 128, 128, 255],
  ]);
  expect(pixel(2)).toEqual([33, 145, 140, 255]);
  expect(pixelsOf(heatMap(new Float32Array(4), 2).url).data[0]).toBe(68);
});

test("grey pictures are grey", () => {
  expect([...pixelsOf(pngUrl([7, 9], 2, 1)).data]).toEqual([7, 7, 7, 255, 9, 9, 9, 255]);
});

test("the example shows where student and teacher look, each before the module and after it", () => {
  const program = openProgram(nodeHost({ root: projectRoot }));
  const [trainable, diagnostics] = openTrainable(program, "examples/04-attention-maps.kes", "guided");
  expect(diagnostics).toEqual([]);
  const { shows, student, teacher } = trainable!.objective;
  expect(shows.map(({ title }) => title)).toEqual(["attention(student.taps)", "attention(teacher.taps)"]);
  expect(student.taps.map(({ name }) => name)).toEqual(["before", "after"]);
  const sizes = ({ nodes }: (typeof shows)[number]) => nodes.map(({ type }) => type.dims.map(({ size }) => size));
  const map = ["batch", 8, 8];
  expect(shows.map(sizes)).toEqual([
    [map, map],
    [map, map],
  ]);
  // Each map is made of its own network's tap.
  const reached = shows.map(({ nodes }) => new Set(reachable(nodes)));
  expect(student.taps.map(({ node }) => reached.map((nodes) => nodes.has(node)))).toEqual([
    [true, false],
    [true, false],
  ]);
  expect(teacher!.taps.map(({ node }) => reached.map((nodes) => nodes.has(node)))).toEqual([
    [false, true],
    [false, true],
  ]);
});
