import { expect, test } from "vitest";
import { primitiveTable, surfaceTable } from "../../src/compiler/ops/registry.generated.ts";

/** What help, completion and the reference page are made from. */

const surfaces = [...surfaceTable.values()];

test("names are words with underscores", () => {
  const names = [
    ...primitiveTable.keys(),
    ...surfaceTable.keys(),
    ...surfaces.flatMap(({ parameters }) => parameters.map(({ name }) => name)),
  ];
  expect(names.filter((name) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/i.test(name))).toEqual([]);
});

test("every operation and parameter says what it is", () => {
  expect(
    surfaces.filter(({ doc }) => !/^[\p{L}\d(-].*\.$/su.test(doc)).map(({ name, doc }) => `${name}: ${doc}`),
  ).toEqual([]);
  const silent = surfaces.flatMap(({ name, parameters }) =>
    parameters.filter(({ doc }) => !doc).map((each) => `${name}.${each.name}`),
  );
  expect(silent).toEqual([]);
  expect([...primitiveTable.values()].filter(({ summary }) => !summary).map(({ name }) => name)).toEqual([]);
});

test("parameters of one operation have different names", () => {
  const doubled = surfaces.filter(
    ({ parameters }) => new Set(parameters.map(({ name }) => name)).size < parameters.length,
  );
  expect(doubled).toEqual([]);
});

test("titles of one primitive's samples differ: their numbers are drawn by title", () => {
  const doubled = [...primitiveTable.values()].filter(
    ({ samples }) => new Set(samples.map(({ title }) => title)).size < samples.length,
  );
  expect(doubled.map(({ name }) => name)).toEqual([]);
});
