import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import type { Value } from "../../src/compiler/3-elaborate/value.ts";
import { surfaceTable } from "../../src/compiler/ops/registry.generated.ts";
import type { ParameterType, Surface } from "../../src/compiler/ops/surface.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { uniformNumbers } from "../../src/compiler/random.ts";

/** Calls with arguments of roughly the right kinds: whatever is wrong must come back as a diagnostic, never as a throw. */

const CALLS = 600;
const AXES = ["batch", "height", "width", "channel", "token", "coord", "class", "other", "anchor", "input"];
const TENSORS = [
  ...["image", "image", "flat", "flat", "vec", "msk", "box", "idx", "image.batch", "1", "[1, 2]", "[image, vec]"],
  ...["image[channel: 0]", "rename(image, batch: other)", "rename(image, channel: coord)", "mean(image, over: batch)"],
  ...["rename(idx, batch: class)", "rename(flat, token: anchor)", "argmax(flat, over: token)"],
];
const NUMBERS = [
  "0",
  "1",
  "2",
  "3",
  "-1",
  "1 / 2",
  "inf",
  "true",
  "1000000000000",
  "2 ^ 60",
  "vec",
  "[1, 2]",
  "[[1], [2]]",
  "[]",
];
const LISTS = [
  "[image, image]",
  "[image, vec]",
  "[vec, 1]",
  "[]",
  "[1, 2]",
  "[flat, flat]",
  "[box, vec]",
  "[idx, idx]",
];

const random = uniformNumbers(20, 0, 0, 40 * CALLS);
let drawn = 0;
const below = (n: number): number => Math.floor(random[drawn++ % random.length]! * n);
const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;

const written = (type: ParameterType): string => {
  switch (type.kind) {
    case "tensor":
    case "operand":
      return pick(TENSORS);
    case "operands":
      return pick(LISTS);
    case "axis":
      return pick(AXES);
    case "axes":
      return pick([pick(AXES), `[${pick(AXES)}]`, `[${pick(AXES)}, ${pick(AXES)}]`, "[]"]);
    case "sizes":
      return pick([
        `[${pick(AXES)}: 2, ${pick(AXES)}]`,
        "[a: 2, b]",
        "[batch, a: 3]",
        "[a]",
        "[]",
        `[a: ${pick(NUMBERS)}]`,
      ]);
    case "bool":
      return pick(["true", "false"]);
    case "choice":
      return pick(type.of);
    case "init":
      return pick(["0", "normal(0.1)", "normal(-1)"]);
    case "list":
      return pick(["[1, 2]", "[[1], [2]]", "[]", "[[1, 1]]", "[0.5]"]);
    default:
      return pick(NUMBERS);
  }
};

const callOf = (surface: Surface): string => {
  const given = surface.parameters.filter(({ default: standard }) => standard === undefined || below(2) === 0);
  const byAxis = surface.axisArguments
    ? [
        `${pick(AXES)}: ${surface.axisArguments.value === "axis" ? pick(AXES) : pick(["[1, 2]", "[0, 0]", "1", "[-1, 2]"])}`,
      ]
    : [];
  return `${surface.name}(${[...given.map(({ name, type }) => `${name}: ${written(type)}`), ...byAxis].join(", ")})`;
};

const textOf = (call: string): string => `model Net(image: map[8, 6, 4], idx: class) {
  vec  = mean(image, over: [height, width])
  flat = merge(image, [height, width], into: token)
  msk  = vec > 0
  box  = learned([proposal: 3, coord: 4], init: 0)
  _use = [vec, flat, msk, box, idx]
  _z   = ${call}
  y    = image
  output y
}`;

const kindOf = (value: Value): string =>
  value.kind === "record" ? [...value.fields.keys()].toSorted().join() : value.kind;

const prelude = readFileSync(new URL("../../specs/std/prelude.kes", import.meta.url), "utf8");

test("calls of operations with odd arguments give diagnostics or nodes, never a throw", () => {
  const surfaces = [...surfaceTable.values()];
  const placed = surfaces.map((surface) => ({ surface, place: vi.spyOn(surface, "place") }));
  let clean = 0;
  for (let i = 0; i < CALLS; i++) {
    const text = textOf(callOf(surfaces[i % surfaces.length]!));
    try {
      if (!openProgram(memoryHost({ "std/prelude.kes": prelude, "main.kes": text })).check("main.kes").length) clean++;
    } catch (error) {
      throw new Error(text, { cause: error });
    }
  }
  // The calls must not all fail at the door.
  expect(clean).toBeGreaterThan(CALLS / 10);
  // What came out is what the operation says that it gives.
  for (const { surface, place } of placed) {
    const handed = (call: number, value: Value): boolean =>
      surface.parameters.some(({ name }) => place.mock.calls[call]![0].value(name) === value);
    const kinds = place.mock.results.flatMap(({ type, value }, call) =>
      // Some refuse what they were given by a throw that ends at their call.
      type === "return" && value && !handed(call, value) ? [kindOf(value)] : [],
    );
    const wanted = surface.gives
      ? [surface.gives.kind === "record" ? surface.gives.fields.toSorted().join() : surface.gives.kind]
      : ["tensor", "number"];
    expect(
      kinds.filter((kind) => !wanted.includes(kind)),
      surface.name,
    ).toEqual([]);
  }
  const seen = placed.filter(({ place }) => place.mock.results.some(({ value }) => value));
  expect(seen.length).toBeGreaterThan(surfaces.length / 2);
  for (const { place } of placed) place.mockRestore();
});
