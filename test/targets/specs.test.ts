import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { countNetwork } from "../../src/compiler/analyses/count.ts";
import { primitiveTable } from "../../src/compiler/ops/registry.generated.ts";
import { compileTfjs } from "../../src/compiler/targets/tfjs/compile-tfjs.ts";
import { importText } from "./run-module.ts";
import { programOf, root, write } from "./written.ts";

const program = programOf();
const files = ["paper", "models"].flatMap((folder) =>
  readdirSync(join(root, "specs", folder)).map((file) => `${folder}/${file}`),
);
const networks = files.flatMap((path) =>
  (program.networks(path).result ?? []).map(({ name, network }) => ({ path, name, network })),
);

/** Looks like TensorFlow.js where variables are made, and makes nothing. */
const hollow = new Proxy(
  {
    tidy: (make: () => unknown) => make(),
    variable: (shape: readonly number[], trainable: boolean) => ({ shape, trainable, dispose: () => undefined }),
    randomNormal: (shape: unknown) => shape,
    randomUniform: (shape: unknown) => shape,
    fill: (shape: unknown) => shape,
  },
  { get: (known, name): unknown => Reflect.get(known, name) ?? (() => () => undefined) },
);

/** Operations that TensorFlow.js can't differentiate stand in its graph. */
const refused = new Set(["FasterRCNN_VGG16"]);

describe.each(networks.filter(({ name }) => !refused.has(name)))("$path $name", ({ network }) => {
  it("has the counter's parameters and state in its variables, by the network's paths", async () => {
    const {
      files: [module],
    } = compileTfjs(network, { from: "spec.kes", version: "0.0.0" });
    const { build } = await importText(module!.text);
    const built = Object.entries(build(hollow).variables);
    expect(built.map(([path]) => path).sort()).toEqual(
      network
        .variables()
        .map(({ path }) => path)
        .sort(),
    );
    const total = (trainable: boolean): bigint =>
      built
        .filter(([, variable]) => variable.trainable === trainable)
        .reduce((sum, [, { shape }]) => sum + shape.reduce((n, size) => n * BigInt(size), 1n), 0n);
    const count = countNetwork(network, primitiveTable);
    expect([total(true), total(false)]).toEqual([count.parameters, count.state]);
  });
});

it("writes a loss that reads outputs for training where those are written, and says so where they are not", async () => {
  const path = "models/googlenet.kes";
  const { result: network } = program.network(path, "GoogLeNet");
  const { losses } = program.losses(path, "GoogLeNet");
  expect(losses.map(({ name }) => name)).toEqual(["GoogLeNetLoss"]);
  const source = { from: "spec.kes", version: "0.0.0" };
  expect(compileTfjs(network!, source, losses).leftOut).toEqual([
    { name: "GoogLeNetLoss", why: "it reads `aux1`, an output for training: --training writes it" },
  ]);
  const whole = compileTfjs(network!, { ...source, training: true }, losses);
  expect(whole.leftOut).toEqual([]);
  const { build } = await importText(whole.files[0]!.text);
  expect(Object.keys(build(hollow).losses)).toEqual(["GoogLeNetLoss"]);
  expect(whole.files[0]!.text).toContain("student.aux2");
});

it("writes what it refuses as a diagnostic at its place", () => {
  const { network } = networks.find(({ name }) => name === "FasterRCNN_VGG16")!;
  const compiled = compileTfjs(network, { from: "spec.kes", version: "0.0.0" });
  expect(compiled.files).toEqual([]);
  expect(compiled.diagnostics.map(({ code }) => code)).toContain("KES3601");
});

it("writes a network of 40 layers in at most 120 lines, every placement once", () => {
  // The file's recipes use losses, which it imports: they are no part of the network.
  const { text, name } = write(programOf(), "specs/paper/table1.kes", "WRN_40_2");
  expect(name).toBe("WRN_40_2.mjs");
  expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(120);
  expect(text.match(/preUnit\(/g)!.length).toBe(3);
  expect(text).toContain("for (let i = 2; i <= 6; i++) x = preUnit(x, w[`unit${i}`]);");
});

it("reads as a person would write it: no axis goes and comes back, lists and forms of a block are numbered as the spec's", () => {
  const guided = write(
    programOf(
      'import { KE } from "paper/ke"\nmodel Net(image: map[8, 8, 16]) {\n  y = image -> KE(4)\n  output y\n}\n',
    ),
    "main.kes",
    "Net",
  );
  expect(guided.text).toContain("mul(mul(spatialKnowledge, spread(channelKnowledge, [1, 2])), a)");
  expect(/const \{ (.*) \} = tf;/.exec(guided.text)![1]!.split(", ")).not.toContain("squeeze");
  const stages = write(programOf(), "specs/models/googlenet.kes", "GoogLeNet", { training: true });
  expect(stages.text).toContain("const stagesFrom3 = [];");
  const units = write(programOf(), "specs/models/mobilenet-v3.kes", "MobileNetV3");
  const numbers = [...units.text.matchAll(/function mobileV3Unit(\d+)\(/g)].map(([, n]) => Number(n));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});

it("imports nothing", () => {
  for (const { network } of networks.slice(0, 12)) {
    const [module] = compileTfjs(network, { from: "spec.kes", version: "0.0.0" }).files;
    if (module) expect(module.text).not.toMatch(/\bimport\b|\brequire\b/);
  }
});
