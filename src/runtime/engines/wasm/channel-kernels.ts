import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import {
  batchNorm,
  batchNormInputGradient,
  batchNormSums,
  gradientCoefficients,
  moments,
  normalizer,
} from "../kernels/batch-norm.ts";
import type { KernelAttributes, PlainKernel } from "../kernels/plain-kernel.ts";
import type { Call, Machine, WasmBackend } from "./machine.ts";
import { parts } from "./parts.ts";

const FLOAT = 4;
/** What a chunk of rows should leave in the first-level cache. */
const NEAR_BYTES = 16 * 1024;
/** Less than this is not worth waking a thread. */
const TASK_BYTES = 32 * 1024;

/** What a fast form gets: the inputs with their address and shape in order, and room for the output once it wants it. */
interface Kernel {
  readonly inputs: readonly {
    readonly info: TensorInfo;
    readonly address: number;
    readonly values: () => Float32Array;
  }[];
  readonly attributes: KernelAttributes;
  /** Makes the output; views taken before are stale. */
  output(shape: readonly number[]): {
    readonly info: TensorInfo;
    readonly address: number;
    readonly values: () => Float32Array;
  };
}

/** The plain kernel's name and meaning, on our own functions wherever channels come in fours. */
const faster = (
  machine: Machine,
  plain: PlainKernel,
  slow: KernelConfig["kernelFunc"],
  run: (kernel: Kernel) => TensorInfo,
): KernelConfig => ({
  kernelName: plain.name,
  backendName: "wasm",
  kernelFunc: (call) => {
    const infos = plain.inputs.map((name) => call.inputs[name]!);
    const channels = infos[0]!.shape.at(-1)!;
    if (channels % 4 !== 0) return slow(call);
    const backend = call.backend as unknown as WasmBackend;
    const reach = (info: TensorInfo) => ({
      info,
      address: machine.address(info),
      values: () => backend.typedArrayFromHeap(info),
    });
    return run({
      inputs: infos.map(reach),
      attributes: (call.attrs ?? {}) as unknown as KernelAttributes,
      output: (shape) => reach(backend.makeOutput([...shape], "float32")),
    });
  },
});

/**
 * Few channels make short loops. Rows are taken together while that leaves whole rows: [rows, channels] becomes
 * [rows / times, channels · times], coefficients repeated.
 */
const widen = (rows: number, channels: number): number => {
  let times = 1;
  while (channels * times < 128 && rows % (times * 2) === 0) times *= 2;
  return times;
};

const repeated = (coefficients: Float32Array, times: number): Float32Array => {
  const all = new Float32Array(coefficients.length * times);
  for (let i = 0; i < times; i++) all.set(coefficients, i * coefficients.length);
  return all;
};

/** Runs a function over all of `inputs` with one coefficient per channel and kind. */
const channelwise = (
  machine: Machine,
  name: string,
  inputs: readonly number[],
  coefficients: readonly Float32Array[],
  out: number,
  rows: number,
): void => {
  const channels = coefficients[0]!.length;
  const times = widen(rows, channels);
  const width = channels * times;
  machine.withRoom(coefficients.length * width * FLOAT, (room) => {
    coefficients.forEach((kind, k) => machine.floats(room + k * width * FLOAT, width).set(repeated(kind, times)));
    const places = coefficients.map((_, k) => room + k * width * FLOAT);
    machine.run(
      parts(rows / times, Math.ceil(TASK_BYTES / (width * FLOAT))).map(([from, to]): readonly Call[] => {
        const shift = from * width * FLOAT;
        const moved = inputs.map((input) => input + shift);
        return [[name, ...moved, ...places, out + shift, (to - from) * width * FLOAT, width * FLOAT]];
      }),
    );
  });
};

/** Two sums by channel, [2, channels] in double precision. */
const channelSums = (
  machine: Machine,
  name: string,
  inputs: readonly number[],
  shift: Float32Array,
  rows: number,
): Float64Array => {
  const channels = shift.length;
  const width = channels * FLOAT;
  const tasks = parts(rows, Math.ceil(TASK_BYTES / width));
  const sumBytes = 2 * channels * 8;
  return machine.withRoom(width + tasks.length * sumBytes + 8, (room) => {
    const sums = Math.ceil((room + width) / 8) * 8;
    machine.floats(room, channels).set(shift);
    machine.doubles(sums, tasks.length * 2 * channels).fill(0);
    const chunk = Math.max(1, Math.floor(NEAR_BYTES / (width * inputs.length)));
    machine.run(
      tasks.map(([from, to], task): readonly Call[] => {
        const moved = inputs.map((input) => input + from * width);
        return [[name, ...moved, room, sums + task * sumBytes, to - from, width, chunk]];
      }),
    );
    const all = machine.doubles(sums, tasks.length * 2 * channels);
    const total = new Float64Array(2 * channels);
    for (let i = 0; i < all.length; i++) total[i % (2 * channels)]! += all[i]!;
    return total;
  });
};

/** Batch norms on our own functions; `slow` gives the plain form of a kernel. */
export const channelKernels = (
  machine: Machine,
  slow: (kernel: PlainKernel) => KernelConfig["kernelFunc"],
): readonly KernelConfig[] => [
  faster(machine, moments, slow(moments), ({ inputs: [x], output }) => {
    const [rows, channels] = x!.info.shape as [number, number];
    const { info, values } = output([2, channels]);
    const shift = x!.values().slice(0, channels);
    const sums = channelSums(machine, "momentSums", [x!.address], shift, rows);
    const out = values();
    for (let c = 0; c < channels; c++) {
      const mean = sums[c]! / rows;
      out[c] = mean + shift[c]!;
      out[channels + c] = Math.max(0, sums[channels + c]! / rows - mean * mean);
    }
    return info;
  }),
  faster(machine, batchNorm, slow(batchNorm), ({ inputs: [x, scale, shift, moments], attributes, output }) => {
    const { info, address } = output(x!.info.shape);
    const { a, b } = normalizer(scale!.values(), shift!.values(), moments!.values(), attributes.epsilon as number);
    const name = attributes.relu === true ? "scaleShiftRelu" : "scaleShift";
    channelwise(machine, name, [x!.address], [a, b], address, x!.info.shape[0]!);
    return info;
  }),
  faster(machine, batchNormSums, slow(batchNormSums), ({ inputs: [x, moments, dy], attributes, output }) => {
    const [rows, channels] = x!.info.shape as [number, number];
    const { info, values } = output([2, channels]);
    const mean = moments!.values().slice(0, channels);
    const sums = channelSums(machine, "productSums", [dy!.address, x!.address], mean, rows);
    const [out, statistics] = [values(), moments!.values()];
    for (let c = 0; c < channels; c++) {
      out[c] = sums[c]!;
      out[channels + c] = sums[channels + c]! / Math.sqrt(statistics[channels + c]! + (attributes.epsilon as number));
    }
    return info;
  }),
  faster(machine, batchNormInputGradient, slow(batchNormInputGradient), ({ inputs, attributes, output }) => {
    const [x, scale, moments, dy, sums] = inputs;
    const rows = x!.info.shape[0]!;
    const { info, address } = output(x!.info.shape);
    const epsilon = attributes.epsilon as number;
    const { a, b, d } = gradientCoefficients(scale!.values(), moments!.values(), sums!.values(), rows, epsilon);
    channelwise(machine, "mixShift", [dy!.address, x!.address], [a, b, d], address, rows);
    return info;
  }),
];
