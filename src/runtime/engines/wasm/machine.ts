import { setFlagsFromString } from "node:v8";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { assemble, fusedMultiplyAdd, plainMultiplyAdd } from "./assembler.ts";
import type { Function, MultiplyAdd } from "./assembler.ts";
import { accumulateKernel, convolveRows, copyRows } from "./code/convolution.ts";
import { depthwiseFunctions } from "./code/depthwise.ts";
import { channelwiseFunctions, elementwiseFunctions } from "./code/flat.ts";
import { channelSumFunctions } from "./code/sums.ts";
import { OutOfMemory } from "../engine.ts";
import { hireCrew } from "./threads.ts";
import type { WasmMemory } from "./web-assembly.ts";
import { webAssembly } from "./web-assembly.ts";

/** The part of the stock backend that kernels use. */
export interface WasmBackend {
  readonly wasm: {
    /** 0 where there is no room. */
    _malloc: (bytes: number) => number;
    _free(address: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: "float32"): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): Float32Array;
}

/** One of our functions with its arguments: addresses and sizes. */
export type Call = readonly [name: string, ...values: number[]];

/** Our own functions, working in the memory of TensorFlow.js. */
export interface Machine {
  readonly threads: number;
  /** Whether multiply-adds round once. */
  readonly fused: boolean;
  heapBytes(): number;
  /** Does the tasks, each one's calls in order. Tasks may run at the same time: they must not write to the same places. */
  run(tasks: readonly (readonly Call[])[]): void;
  address(tensor: TensorInfo): number;
  /** Room for the time of `work`. Views of memory taken before it are stale. */
  withRoom<Result>(bytes: number, work: (address: number) => Result): Result;
  /** Numbers in memory; good until anything is allocated. */
  floats(address: number, count: number): Float32Array;
  doubles(address: number, count: number): Float64Array;
}

const functionsOf = (multiplyAdd: MultiplyAdd): readonly Function[] => [
  convolveRows(1, 8, multiplyAdd),
  convolveRows(2, 4, multiplyAdd),
  accumulateKernel(multiplyAdd),
  copyRows,
  ...depthwiseFunctions(multiplyAdd),
  ...elementwiseFunctions,
  ...channelwiseFunctions(multiplyAdd),
  ...channelSumFunctions(multiplyAdd),
];

/** With multiply-adds of one rounding where this Node.js has them (twice as fast), else with two. */
const assembleFunctions = (sharedMemory: boolean): { readonly bytes: Uint8Array; readonly fused: boolean } => {
  const bytes = assemble(functionsOf(fusedMultiplyAdd), sharedMemory);
  // Node.js 20 has them, but asks for a flag; later ones need none.
  if (!webAssembly.validate(bytes)) setFlagsFromString("--experimental-wasm-relaxed-simd");
  if (webAssembly.validate(bytes)) return { bytes, fused: true };
  return { bytes: assemble(functionsOf(plainMultiplyAdd), sharedMemory), fused: false };
};

/** The allocator takes the size of a larger piece for a negative number. */
const LARGEST_BYTES = 2 ** 31 - 2 ** 16;

/**
 * Refuses in words what there is no room for. TensorFlow.js takes a refused allocation for an address and would write over the
 * beginning of its memory; and near the end of 32 bits the allocator promises pieces that reach beyond it.
 */
const guardAllocation = (backend: WasmBackend, memory: WasmMemory): void => {
  // The module replaces its functions when they are first called.
  backend.wasm._free(backend.wasm._malloc(16));
  const allocate = backend.wasm._malloc;
  backend.wasm._malloc = (bytes) => {
    const address = bytes < LARGEST_BYTES ? allocate(bytes) >>> 0 : 0;
    const isThere = address !== 0 && address + bytes <= memory.buffer.byteLength;
    if (bytes > 0 && !isThere) throw new OutOfMemory(bytes);
    return address;
  };
};

/** With threads only where the memory is shared. */
export const openMachine = (backend: WasmBackend, memory: WasmMemory, threads: number): Machine => {
  guardAllocation(backend, memory);
  const shared = (memory.buffer as unknown) instanceof SharedArrayBuffer;
  const { bytes, fused } = assembleFunctions(shared);
  const module = new webAssembly.Module(bytes);
  const functions = new webAssembly.Instance(module, { env: { memory } }).exports as Readonly<
    Record<string, (...values: number[]) => void>
  >;
  const crew = shared && threads > 1 ? hireCrew(threads - 1, module, memory, functions) : undefined;
  return {
    threads: crew ? threads : 1,
    fused,
    heapBytes: () => memory.buffer.byteLength,
    run(tasks) {
      if (crew && tasks.length > 1 && crew.run(tasks)) return;
      for (const calls of tasks) for (const [name, ...values] of calls) functions[name]!(...values);
    },
    address: (tensor) => backend.dataIdMap.get(tensor.dataId).memoryOffset,
    withRoom(bytes, work) {
      const address = backend.wasm._malloc(bytes);
      try {
        return work(address);
      } finally {
        backend.wasm._free(address);
      }
    },
    floats: (address, count) => new Float32Array(memory.buffer, address, count),
    doubles: (address, count) => new Float64Array(memory.buffer, address, count),
  };
};
