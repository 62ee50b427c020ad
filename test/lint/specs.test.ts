import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { disablesIn } from "../../src/lint/disables.ts";
import { lint, lintFiles } from "../../src/lint/lint.ts";
import { rules } from "../../src/lint/rules.generated.ts";
import type { Level } from "../../src/lint/rule.ts";
import { told } from "./lint-text.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** All specs and examples by their paths; the library's folders are called as imports call them. */
const specs: ReadonlyMap<string, string> = new Map(
  ["specs", "examples"].flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".kes"))
      .map((name) => {
        const text = readFileSync(`${root}${folder}/${name}`, "utf8");
        return [folder === "specs" ? name.replaceAll("\\", "/") : `examples/${name}`, text] as const;
      }),
  ),
);

test("the specs are clean; what is silenced has a reason and is needed", () => {
  const program = openProgram(memoryHost(specs));
  expect(told(lintFiles(program, [...specs.keys()]))).toEqual([]);
  const disables = [...specs.keys()].flatMap((path) => disablesIn(program.open(path).result!.file));
  expect(disables.length).toBeGreaterThan(5);
  for (const { reason } of disables) expect(reason.length).toBeGreaterThan(10);
});

interface Mutation {
  readonly at: string;
  readonly from: string | RegExp;
  readonly to: string;
  /** Another file whose networks or recipes place it. */
  readonly placedBy?: string;
  /** Where the finding stands, if not in the file that is changed. */
  readonly found?: string;
}

const TABLE = "paper/table1.kes";

/** For each rule a spec, and what of its text is changed so that the rule has something to say. */
const mutations: Readonly<Record<string, Mutation>> = {
  "unused-import": { at: "models/wrn.kes", from: "{ WRN }", to: "{ WRN, Basic }" },
  "unused-name": { at: "paper/ssd.kes", from: "315] { edge / 300 }", to: "315] { 1 / 300 }" },
  "unused-parameter": { at: TABLE, from: "x -> conv(k, out, stride: stride)", to: "x -> conv(3, out, stride: stride)" },
  "missing-doc": { at: "paper/losses.kes", from: "/// Plain cross entropy on the labels.\n", to: "" },
  naming: { at: "paper/losses.kes", from: /map_distance/g, to: "mapDistance" },
  "number-for-parameter": { at: "models/alexnet.kes", from: "dense(classes", to: "dense(1000" },
  "repeated-activation": { at: "models/vgg16.kes", from: "bias: true) -> relu", to: "bias: true) -> relu -> relu" },
  "bias-before-norm": {
    at: "models/resnet.kes",
    from: "conv(7, 64, stride: 2)",
    to: "conv(7, 64, stride: 2, bias: true)",
  },
  "narrow-groups": { at: "models/shufflenet-v1.kes", from: "channels: 384", to: "channels: 96" },
  "stride-exceeds-kernel": { at: "models/alexnet.kes", from: "max_pool(3, stride: 2", to: "max_pool(3, stride: 4" },
  "even-kernel-shift": { at: "models/vgg16.kes", from: "conv(3, out", to: "conv(4, out" },
  "pool-drops-pixels": { at: "models/alexnet.kes", from: "stride: 4, pad: 2", to: "stride: 4, pad: 4" },
  "map-smaller-than-kernel": { at: "models/vgg16.kes", from: "map[224, 224, 3]", to: "map[32, 32, 3]" },
  "softmax-before-cross-entropy": {
    at: TABLE,
    from: "dense(classes, as: class)",
    to: "dense(classes, as: class) -> softmax(over: class)",
  },
  "small-teacher": { at: TABLE, from: /(train ke_teacher .*)WRN\(40, 2,/, to: "$1WRN(10, 1," },
  "untrained-term": {
    at: "paper/losses.kes",
    from: /(loss AT[\s\S]*?)student\.logits/,
    to: "$1teacher.logits",
    placedBy: TABLE,
  },
  "unusual-rate": { at: TABLE, from: "sgd(lr: 0.1,", to: "sgd(lr: 10," },
  "schedule-exceeds-run": { at: TABLE, from: "= 200 epochs", to: "= 40 epochs" },
  "decay-on-norms": { at: TABLE, from: "weight_decay: 5e-4", to: "weight_decay: 1e-4" },
  "unused-tap": {
    at: "paper/losses.kes",
    from: "taps_distance(teacher.taps, student.taps,",
    to: "taps_distance(teacher.taps[0..2], student.taps[0..2],",
    found: TABLE,
  },
  "disable-without-reason": { at: "models/resnet.kes", from: / -- the stem.*/, to: "" },
  "unknown-rule": { at: "models/resnet.kes", from: "next-line number-for", to: "next-line numbr-for" },
  "unused-disable": { at: "models/resnet.kes", from: "conv(7, 64,", to: "conv(7, 63," },
};

test("every rule has its mutation", () =>
  expect(Object.keys(mutations).toSorted()).toEqual(rules.map(({ name }) => name).toSorted()));

test.each(Object.entries(mutations))(
  "%s fires on a changed copy of a spec",
  (name, { at, from, to, placedBy, found }) => {
    const original = specs.get(at) ?? "";
    const changed = original.replace(from, to);
    expect(changed).not.toBe(original);
    const levels = new Map<string, Level>([[name, "warning"]]);
    const firesIn = (text: string): number => {
      const program = openProgram(memoryHost(new Map(specs).set(at, text)));
      const path = found ?? at;
      const all = lint(program, path, { levels, placedBy: placedBy === undefined ? [] : [placedBy] });
      return all.filter(({ slug }) => slug === name).length;
    };
    // What is off by default is not asked of the specs.
    const before = name === "decay-on-norms" ? 1 : 0;
    expect([firesIn(original), firesIn(changed) > 0]).toEqual([before, true]);
  },
);
