import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { crc32c } from "../../src/runtime/report/crc32c.ts";
import { openEvents } from "../../src/runtime/report/events.ts";
import { readEvents } from "./read-events.ts";

let folder = "";
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "kes-events-"))));
afterEach(() => rm(folder, { recursive: true }));

const readAll = async () => {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => readEvents(await readFile(join(folder, name)))));
};

test("sums are those of RFC 3720, appendix B.4", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
});

test("scalars come back by tag, step and time; the first record names the version", async () => {
  const events = openEvents(folder);
  events.scalars(
    100,
    new Map([
      ["loss/total", 1.5],
      ["Fehler/größte Prüfung", -0.25],
    ]),
    1_700_000_000.125,
  );
  events.scalars(2 ** 40, new Map([["rate", 0.1]]));
  events.scalars(3, new Map());
  await events.close();
  const [[head, first, second, ...more] = []] = await readAll();
  expect(head).toMatchObject({ version: "brain.Event:2", step: 0 });
  expect(first).toEqual({
    wallTime: 1_700_000_000.125,
    step: 100,
    scalars: new Map([
      ["loss/total", 1.5],
      ["Fehler/größte Prüfung", -0.25],
    ]),
  });
  expect(second).toMatchObject({ step: 2 ** 40, scalars: new Map([["rate", Math.fround(0.1)]]) });
  expect(Math.abs(second!.wallTime - Date.now() / 1000)).toBeLessThan(60);
  expect(more).toEqual([]);
});

test("numbers that are none are written as such", async () => {
  const events = openEvents(folder);
  events.scalars(
    1,
    new Map([
      ["a", NaN],
      ["b", Infinity],
    ]),
  );
  await events.close();
  expect([...(await readAll())[0]![1]!.scalars.values()]).toEqual([NaN, Infinity]);
});

test("a run that goes on begins another file, later in order, that takes back later steps", async () => {
  for (const turn of [0, 1, 2]) {
    const events = openEvents(folder, turn === 0 ? {} : { from: 10 });
    events.scalars(11, new Map([["loss", turn]]));
    await events.close();
  }
  const files = await readAll();
  expect(files.map((events) => events.at(-1)!.scalars.get("loss"))).toEqual([0, 1, 2]);
  expect(files[0]!.every(({ session }) => session === undefined)).toBe(true);
  expect(files[1]![1]).toMatchObject({ session: 1, step: 11 });
});

test("what was written is there without closing, and closing twice does nothing", async () => {
  const events = openEvents(folder);
  events.scalars(1, new Map([["loss", 2]]));
  expect((await readAll())[0]).toHaveLength(2);
  await events.close();
  await events.close();
});
