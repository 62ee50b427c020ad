import { describe, expect, it } from "vitest";
import type { Network } from "../../src/compiler/4-graph/graph.ts";
import { interpret } from "../../src/compiler/interpret.ts";
import type { Dense } from "../../src/compiler/ops/primitive.ts";
import { outputOf, programWith } from "./library.ts";

/** Two detectors of different weights on one picture with two objects and one that only fills up. */
const trial = `import { KENetTrunk, KEDetLoss, LightSources, Multibox, SSD } from "paper/ssd"

six   = [1, 1, 2, 1/2, 3, 1/3]
model Small = SSD(LightSources(KENetTrunk), boxes: [3, 6, 6, 6, 6, 6], scales: [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
                  ratios: [[1, 2, 1/2], six, six, six, six, six], classes: 4, size: 64, head: 1)

model Trial(image: map[64, 64, 3]) {
  student = image -> Small
  teacher = image -> Small
  zero    = mean(image * 0, over: [height, width, channel])
  box     = zero + constant([[0.1, 0.1, 0.5, 0.6], [0.3, 0.2, 0.9, 0.9], [0, 0, 0, 0]], axes: [object, coord])
  label   = argmax(zero + constant([[0, 3, 0, 0], [0, 0, 0, 5], [0, 0, 0, 0]], axes: [object, class]), over: class)
  truth   = { box, label, valid = zero + constant([1, 1, 0], axes: [object]) }
  plain   = Multibox(alpha: 2)(student, truth)
  guided  = KEDetLoss(alpha: 2, beta: 3, lambda: 0.4, nu: 0.7, m: 0.1)(student, teacher, truth)
  conf    = student.conf
  loc     = student.loc
  priors  = student.priors
  other_conf = teacher.conf
  other_loc  = teacher.loc
  near  = student.taps
  other = teacher.taps
  distances = for (t, s) in zip(other, near) { { t, s } }
  output conf, loc, priors, other_conf, other_loc, plain, guided, distances
}
`;

type Rows = readonly (readonly number[])[];
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const objects = [
  [0.1, 0.1, 0.5, 0.6],
  [0.3, 0.2, 0.9, 0.9],
] as const;
const classes = [1, 3];

const overlap = (a: readonly number[], b: readonly number[]): number => {
  const wide = Math.max(0, Math.min(a[2]!, b[2]!) - Math.max(a[0]!, b[0]!));
  const high = Math.max(0, Math.min(a[3]!, b[3]!) - Math.max(a[1]!, b[1]!));
  const area = (box: readonly number[]): number => (box[2]! - box[0]!) * (box[3]! - box[1]!);
  return (wide * high) / (area(a) + area(b) - wide * high);
};

const logSoftmax = (row: readonly number[]): readonly number[] => {
  const total = Math.log(sum(row.map((value) => Math.exp(value))));
  return row.map((value) => value - total);
};

/** Which object each prior answers for, -1 for the background: every object owns its best prior, the largest overlap first. */
const answers = (priors: Rows): readonly number[] => {
  const shares = priors.map((prior) => objects.map((object) => overlap(prior, object)));
  const answer: number[] = shares.map(([a, b]) => (Math.max(a!, b!) >= 0.5 ? (a! >= b! ? 0 : 1) : -1));
  const open = new Set([0, 1]);
  const owned = new Set<number>();
  while (open.size) {
    let best = { share: -1, prior: 0, object: 0 };
    for (const object of open)
      shares.forEach((row, prior) => {
        if (!owned.has(prior) && row[object]! > best.share) best = { share: row[object]!, prior, object };
      });
    answer[best.prior] = best.object;
    open.delete(best.object);
    owned.add(best.prior);
  }
  return answer;
};

const offsetOf = (box: readonly number[], prior: readonly number[]): readonly number[] => {
  const [wide, high] = [prior[2]! - prior[0]!, prior[3]! - prior[1]!];
  return [
    (box[0]! + box[2]! - prior[0]! - prior[2]!) / 2 / wide / 0.1,
    (box[1]! + box[3]! - prior[1]! - prior[3]!) / 2 / high / 0.1,
    Math.log((box[2]! - box[0]!) / wide) / 0.2,
    Math.log((box[3]! - box[1]!) / high) / 0.2,
  ];
};

const smoothL1 = (x: number): number => (Math.abs(x) < 1 ? x ** 2 / 2 : Math.abs(x) - 0.5);

/** Everything that eqs. (5) to (8) sum over, prior by prior. */
const costsOf = (conf: Rows, loc: Rows, otherConf: Rows, otherLoc: Rows, priors: Rows) => {
  const answer = answers(priors);
  const logs = conf.map(logSoftmax);
  const teacher = otherConf.map((row) => logSoftmax(row).map(Math.exp));
  const positive = answer.flatMap((object, i) => (object >= 0 ? [i] : []));
  const hardest = answer
    .flatMap((object, i) => (object < 0 ? [i] : []))
    .sort((a, b) => logs[a]![0]! - logs[b]![0]! || a - b)
    .slice(0, 3 * positive.length);
  const counted = [...positive, ...hardest];
  const hard = (i: number): number => -logs[i]![answer[i]! < 0 ? 0 : classes[answer[i]!]!]!;
  const soft = (i: number): number => -sum(teacher[i]!.map((p, c) => (c === 0 ? 1.5 : 1) * p * logs[i]![c]!));
  const gaps = (rows: Rows, i: number): readonly number[] =>
    offsetOf(objects[answer[i]!]!, priors[i]!).map((wanted, k) => rows[i]![k]! - wanted);
  const squared = (rows: Rows, i: number): number => sum(gaps(rows, i).map((gap) => gap ** 2));
  const bounded = (i: number): number => (squared(loc, i) + 0.1 > squared(otherLoc, i) ? squared(loc, i) : 0);
  return { positive, counted, hard, soft, near: (i: number) => sum(gaps(loc, i).map(smoothL1)), bounded };
};

/** Mean squared gap of unit attention maps, one map of [height, width, channel] each. */
const mapDistance = (t: Dense, s: Dense): number => {
  const unit = ({ shape, values }: Dense): readonly number[] => {
    const channels = shape.at(-1)!;
    const attention = Array.from({ length: values.length / channels }, (_, i) =>
      sum([...values.subarray(i * channels, (i + 1) * channels)].map((value) => value ** 2 / channels)),
    );
    const length = Math.hypot(...attention);
    return attention.map((value) => (length ? value / length : 0));
  };
  const [a, b] = [unit(t), unit(s)];
  return sum(a.map((value, i) => (value - b[i]!) ** 2)) / a.length;
};

describe("the detector's losses", () => {
  const program = programWith({ "trial.kes": trial });
  const { result, diagnostics } = program.network("trial.kes", "Trial");
  it("are well formed", () => expect(diagnostics).toEqual([]));
  if (!result) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  const network: Network = result;
  const names = ["conf", "loc", "priors", "other_conf", "other_loc", "plain", "guided"];
  const pairs = network.outputs.get("distances")!;
  const taps = (pairs.kind === "list" ? pairs.items : []).map((pair) => {
    const [t, s] = ["t", "s"].map((name) => (pair.kind === "record" ? pair.fields.get(name) : undefined));
    if (t?.kind !== "tensor" || s?.kind !== "tensor") throw new Error("taps are tensors");
    return [t.node, s.node] as const;
  });
  const image = {
    shape: [1, 64, 64, 3],
    values: Float64Array.from({ length: 64 * 64 * 3 }, (_, i) => Math.sin(i * 0.37) + Math.cos(i * 0.011)),
  };
  const values = interpret([...names.map((name) => outputOf(network, name)), ...taps.flat()], {
    feeds: new Map([["image", image]]),
  });
  const rows = (name: string): Rows => {
    const node = outputOf(network, name);
    const last = ["class", "coord"].find((axis) => node.type.dims.at(-1)!.axis === axis);
    expect(last).toBeDefined();
    const { shape, values: numbers } = values.get(node)!;
    const width = shape.at(-1)!;
    return Array.from({ length: numbers.length / width }, (_, i) => [...numbers.subarray(i * width, (i + 1) * width)]);
  };
  const costs = costsOf(rows("conf"), rows("loc"), rows("other_conf"), rows("other_loc"), rows("priors"));
  const found = (name: string): number => values.get(outputOf(network, name))!.values[0]!;
  const n = costs.positive.length;

  it("see priors that answer, and three negatives for each", () => {
    expect(n).toBeGreaterThanOrEqual(2);
    expect(costs.counted).toHaveLength(4 * n);
  });
  it("eq. (5): Multibox", () => {
    const wanted = sum(costs.counted.map(costs.hard)) / n + (2 * sum(costs.positive.map(costs.near))) / n;
    expect(found("plain")).toBeCloseTo(wanted, 6);
  });
  it("eqs. (6) to (10): KEDet", () => {
    const score = sum(costs.counted.map((i) => 0.4 * costs.hard(i) + 0.6 * costs.soft(i))) / n;
    const box = sum(costs.positive.map((i) => costs.near(i) + 0.7 * costs.bounded(i))) / n;
    const transfer = sum(taps.map(([t, s]) => mapDistance(values.get(t)!, values.get(s)!)));
    expect(transfer).toBeGreaterThan(0);
    expect(found("guided")).toBeCloseTo(score + 2 * box + 3 * transfer, 6);
  });
});

describe("proposals", () => {
  const text = `import { FasterRCNN } from "models/faster-rcnn"
block Trunk(x: map) = x -> conv(3, 8, stride: 16) -> relu
block Head(x: map) = x -> dense(12, over: [height, width, channel]) -> relu
model Trial = FasterRCNN(Trunk, Head, proposals: 5, classes: 3, size: 64)
`;
  it("come in fixed number, with classes and boxes for each", () => {
    const { result, diagnostics } = programWith({ "trial.kes": text }).network("trial.kes", "Trial");
    expect(diagnostics).toEqual([]);
    const image = {
      shape: [2, 64, 64, 3],
      values: Float64Array.from({ length: 2 * 64 * 64 * 3 }, (_, i) => Math.sin(i * 0.7)),
    };
    const [conf, loc] = ["conf", "loc"].map((name) => outputOf(result!, name));
    const values = interpret([conf!, loc!], { feeds: new Map([["image", image]]), batch: 2 });
    const sizes = (node: typeof conf): Record<string, unknown> =>
      Object.fromEntries(node!.type.dims.map(({ axis, size }) => [axis, size]));
    expect(sizes(conf)).toEqual({ batch: "batch", proposal: 5, class: 3 });
    expect(sizes(loc)).toEqual({ batch: "batch", proposal: 5, class: 3, coord: 4 });
    for (const dense of values.values()) expect(dense.values.every(Number.isFinite)).toBe(true);
  });
});
