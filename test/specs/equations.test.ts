import { describe, expect, it } from "vitest";
import { interpret } from "../../src/compiler/interpret.ts";
import type { Dense } from "../../src/compiler/ops/primitive.ts";
import { outputOf, programWith } from "./library.ts";

/** Equations (1) to (4) and (9), distillation and the hard loss against plain loops over the same numbers; small cases stand in the specs. */

const SIZE = 3;
const CHANNELS = 4;
const BATCH = 2;
const CLASSES = 3;

/** Two networks that are their inputs: the activation is the tap, the logits come in as a second input. */
const trial = `import { AT, CrossEntropy, KD } from "paper/losses"
import { KE } from "paper/ke"

model Given(activation: map[${SIZE}, ${SIZE}, ${CHANNELS}], logit: tensor[class: ${CLASSES}]) {
  near   = activation * 1
  logits = logit * 1
  output logits
  tap near
}

model Trial(a: map[${SIZE}, ${SIZE}, ${CHANNELS}], b: map[${SIZE}, ${SIZE}, ${CHANNELS}],
            s: tensor[class: ${CLASSES}], t: tensor[class: ${CLASSES}], label: class) {
  student  = Given(a, s)
  teacher  = Given(b, t)
  hard     = CrossEntropy()(student, label)
  smoothed = CrossEntropy(smoothing: 0.1)(student, label)
  code     = AT(beta: 1000)(student, teacher, label)
  printed  = AT(beta: 3, form: paper)(student, teacher, label)
  cool     = KD(T: 1, lambda: 0.9)(student, teacher, label)
  warm     = KD(T: 20, lambda: 0.25)(student, teacher, label)
  module   = a -> KE(2)
  output hard, smoothed, code, printed, cool, warm, module
}
`;

type Rows = readonly (readonly number[])[];
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const mean = (numbers: readonly number[]): number => sum(numbers) / numbers.length;

/** Numbers between -1 and 1 that repeat nothing. */
const numbers = (count: number, seed: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => Math.sin((i + 1) * (seed + 0.37)) * Math.cos(i * seed));

const a = numbers(BATCH * SIZE * SIZE * CHANNELS, 1);
const b = numbers(BATCH * SIZE * SIZE * CHANNELS, 2);
const s = numbers(BATCH * CLASSES, 3).map((x) => 3 * x);
const t = numbers(BATCH * CLASSES, 4).map((x) => 3 * x);
const labels = [2, 0];

/** [picture, place] of [channel]: the activation in one place of one picture. */
const at = (activation: Float64Array, picture: number, place: number): readonly number[] => [
  ...activation.slice((picture * SIZE * SIZE + place) * CHANNELS).slice(0, CHANNELS),
];
const places = Array.from({ length: SIZE * SIZE }, (_, place) => place);

const logSoftmax = (row: readonly number[]): readonly number[] => {
  const total = Math.log(sum(row.map(Math.exp)));
  return row.map((x) => x - total);
};
const rowsOf = (logits: Float64Array): Rows => labels.map((_, i) => [...logits.slice(i * CLASSES, (i + 1) * CLASSES)]);

/** F(A) / ‖F(A)‖₂ of one picture. */
const unitMap = (activation: Float64Array, picture: number): readonly number[] => {
  const map = places.map((place) => mean(at(activation, picture, place).map((x) => x ** 2)));
  const length = Math.sqrt(sum(map.map((x) => x ** 2)));
  return map.map((x) => x / length);
};
const gaps = (picture: number): readonly number[] => {
  const [own, other] = [unitMap(a, picture), unitMap(b, picture)];
  return own.map((x, i) => other[i]! - x);
};
const hardOf = (picture: number): number => -logSoftmax(rowsOf(s)[picture]!)[labels[picture]!]!;
const softOf = (picture: number, T: number): number => {
  const cooled = (logits: Float64Array) => logSoftmax(rowsOf(logits)[picture]!.map((x) => x / T));
  return -sum(cooled(t).map((x, c) => Math.exp(x) * cooled(s)[c]!)) * T ** 2;
};
const overBatch = (of: (picture: number) => number): number => mean(labels.map((_, picture) => of(picture)));

const program = programWith({ "trial.kes": trial });
const { result: network, diagnostics } = program.network("trial.kes", "Trial");

const evaluate = (name: string, variables: ReadonlyMap<string, Dense> = new Map()): Dense => {
  const node = outputOf(network!, name);
  const map = (values: Float64Array): Dense => ({ shape: [BATCH, SIZE, SIZE, CHANNELS], values });
  const logits = (values: Float64Array): Dense => ({ shape: [BATCH, CLASSES], values });
  const feeds = new Map([
    ["a", map(a)],
    ["b", map(b)],
    ["s", logits(s)],
    ["t", logits(t)],
    ["label", { shape: [BATCH], values: Float64Array.from(labels) }],
  ]);
  return interpret([node], { batch: BATCH, feeds, variables }).get(node)!;
};
const value = (name: string): number => evaluate(name).values[0]!;

it("the trial is elaborated", () => {
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
});

describe("the hard loss", () => {
  it("is the mean of -log p(label) over the batch", () => {
    expect(value("hard")).toBeCloseTo(overBatch(hardOf), 9);
  });
  it("with smoothing is the cross entropy with (1 - e) of the weight on the label and e spread over all classes", () => {
    const wanted = overBatch((picture) =>
      sum(logSoftmax(rowsOf(s)[picture]!).map((x, c) => -x * (0.1 / CLASSES + (c === labels[picture] ? 0.9 : 0)))),
    );
    expect(value("smoothed")).toBeCloseTo(wanted, 9);
  });
});

describe("eq. (1) with eq. (9)", () => {
  it("form: code is the mean of squared gaps, times beta / 2", () => {
    const wanted = overBatch((picture) => hardOf(picture) + 500 * mean(gaps(picture).map((x) => x ** 2)));
    expect(value("code")).toBeCloseTo(wanted, 9);
  });
  it("form: paper is the 2-norm of the gaps, times beta / 2", () => {
    const wanted = overBatch((picture) => hardOf(picture) + 1.5 * Math.sqrt(sum(gaps(picture).map((x) => x ** 2))));
    expect(value("printed")).toBeCloseTo(wanted, 9);
  });
});

describe("distillation", () => {
  it.each([
    ["cool", 1, 0.9],
    ["warm", 20, 0.25],
  ] as const)(
    "%s: T = %d: T² times the cross entropy of cooled probabilities, over the batch alone",
    (name, T, share) => {
      expect(value(name)).toBeCloseTo(
        overBatch((i) => (1 - share) * hardOf(i) + share * softOf(i, T)),
        9,
      );
    },
  );
});

describe("eqs. (2), (3), (4)", () => {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const variables = new Map<string, Dense>(
    network!.variables().map(({ path, dims }, i) => {
      const shape = dims.map(({ size }) => size as number);
      return [
        path,
        {
          shape,
          values: numbers(
            shape.reduce((x, y) => x * y, 1),
            5 + i,
          ),
        },
      ];
    }),
  );
  const weight = (path: string): Float64Array => variables.get(`module/KE1/${path}`)!.values;
  /** x · kernel + bias, the kernel [in, out]. */
  const dense = (x: readonly number[], name: string): readonly number[] => {
    const bias = weight(`${name}/bias`);
    const kernel = weight(`${name}/kernel`);
    return [...bias].map((start, out) => start + sum(x.map((each, i) => each * kernel[i * bias.length + out]!)));
  };

  it("E = K_s ⊗ K_c ⊗ A: a sigmoid of two dense layers for each channel, of a 7×7 convolution for each place", () => {
    const wanted = labels.flatMap((_, picture) => {
      const pooled = Array.from({ length: CHANNELS }, (__, c) =>
        mean(places.map((place) => at(a, picture, place)[c]!)),
      );
      const hidden = dense(pooled, "channel_knowledge/dense1").map((x) => Math.max(x, 0));
      const ofChannel = dense(hidden, "channel_knowledge/dense2").map(sigmoid);
      const flat = places.map((place) => mean(at(a, picture, place)));
      const kernel = weight("spatial_knowledge/conv1/kernel");
      return places.flatMap((place) => {
        const [y, x] = [Math.floor(place / SIZE), place % SIZE];
        let total = weight("spatial_knowledge/conv1/bias")[0]!;
        for (const [other, height] of flat.entries()) {
          const [dy, dx] = [Math.floor(other / SIZE) - y + 3, (other % SIZE) - x + 3];
          total += height * kernel[dy * 7 + dx]!;
        }
        return at(a, picture, place).map((each, c) => sigmoid(total) * ofChannel[c]! * each);
      });
    });
    const made = evaluate("module", variables);
    expect(made.shape).toEqual([BATCH, SIZE, SIZE, CHANNELS]);
    made.values.forEach((each, i) => expect(each).toBeCloseTo(wanted[i]!, 9));
  });
});

it("a teacher of other classes is refused before anything is computed", () => {
  const text = `import { WRN } from "paper/table1"
import { KD, CrossEntropy } from "paper/losses"
train big {
  model     = WRN(10, 1, classes: 5)
  data      = shapes(split: train, classes: 5)
  loss      = CrossEntropy
  optimizer = sgd(lr: 0.1)
  length    = 1 epochs
  batch     = 10
}
train small extends big {
  model   = WRN(10, 1)
  data    = shapes(split: train)
  teacher = big
  loss    = KD
}
`;
  const found = programWith({ "small.kes": text }).check("small.kes");
  expect(found.length).toBeGreaterThan(0);
  expect(found.every(({ severity }) => severity === "error")).toBe(true);
  expect(found.map(({ message }) => message).join("\n")).toMatch(/class/);
});
