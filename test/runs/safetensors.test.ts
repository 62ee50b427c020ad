import fc from "fast-check";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { needs } from "../support/needs.ts";
import { readSafetensors, writeSafetensors, type Tensors } from "../../src/runtime/runs/safetensors.ts";

const sample: Tensors = {
  tensors: new Map([
    ["stem/conv1/kernel", { shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 0, 1e-30, Infinity) }],
    ["__proto__", { shape: [], values: Float32Array.of(7) }],
    ["nothing", { shape: [0, 4], values: new Float32Array() }],
  ]),
  metadata: new Map([["format", "kes"]]),
};

const problemOf = (bytes: Uint8Array): string => {
  const read = readSafetensors(bytes);
  return "problem" in read ? read.problem : "";
};

const file = (header: unknown, numbers = 0): Uint8Array => {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + numbers);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
};

describe("safetensors", () => {
  it("come back as written", () => {
    expect(readSafetensors(writeSafetensors(sample))).toEqual(sample);
    expect(writeSafetensors(sample)).toEqual(writeSafetensors(sample));
  });

  it("are refused wherever they are cut", () => {
    const bytes = writeSafetensors(sample);
    for (let length = 0; length < bytes.length; length++) expect(problemOf(bytes.subarray(0, length))).not.toBe("");
    expect(problemOf(Uint8Array.of(...bytes, 0))).toContain("but 29 follow");
  });

  it("never throw, whatever byte is wrong", () => {
    const bytes = writeSafetensors(sample);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const damaged = bytes.slice();
        damaged[at] = byte;
        readSafetensors(damaged);
      }),
      { numRuns: 1000 },
    );
  });

  it("say what was expected and found", () => {
    const entry = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
    expect(problemOf(file("{"))).toContain("not JSON");
    expect(problemOf(file("[]"))).toContain("not a JSON object");
    expect(problemOf(file({ a: { ...entry, dtype: "F7" } }, 8))).toContain('kind "F7"');
    expect(problemOf(file({ a: { ...entry, shape: [3] } }, 8))).toContain(
      "takes 12 bytes as F32, but its offsets span 8",
    );
    expect(problemOf(file({ a: { ...entry, data_offsets: [4, 12] } }, 12))).toContain("begins at byte 4");
    expect(problemOf(file({ a: entry }, 7))).toContain("8 bytes of numbers, but 7 follow");
    expect(problemOf(file({ a: { ...entry, shape: [-2] } }, 8))).toContain("no shape");
  });

  it("may hold other kinds of numbers", () => {
    const bytes = file(
      {
        a: { dtype: "F16", shape: [2], data_offsets: [0, 4] },
        b: { dtype: "BF16", shape: [1], data_offsets: [4, 6] },
        c: { dtype: "I64", shape: [], data_offsets: [6, 14] },
      },
      14,
    );
    bytes.set([0x00, 0x3e, 0x01, 0x80, 0xc0, 0xbf, 5, 0, 0, 0, 0, 0, 0, 0], bytes.length - 14);
    const read = readSafetensors(bytes);
    if ("problem" in read) throw new Error(read.problem);
    expect([...(read.tensors.get("a")?.values ?? [])]).toEqual([1.5, Math.fround(-(2 ** -24))]);
    expect(read.tensors.get("b")?.values[0]).toBe(-1.5);
    expect(read.tensors.get("c")?.values[0]).toBe(5);
  });

  const weights = join(import.meta.dirname, "../../../shared/data/weights/resnet20-cifar10.safetensors");
  it("written by others can be read", (ctx) => {
    needs(ctx, existsSync(weights), "published weights");
    const read = readSafetensors(readFileSync(weights));
    if ("problem" in read) throw new Error(read.problem);
    expect(read.tensors.get("conv1.weight")?.shape).toEqual([16, 3, 3, 3]);
  });
});
