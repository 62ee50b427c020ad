import { availableParallelism } from "node:os";
import type { KernelFunc } from "@tensorflow/tfjs-core";
import type { Engine, EngineOptions, TensorFlow } from "../engine.ts";
import { plainKernels } from "../kernels/all.ts";
import type { KernelAccess, PlainKernel } from "../kernels/plain-kernel.ts";
import { plainKernelFunction, registerKernels } from "../kernels/plain-kernel.ts";
import { channelKernels } from "./channel-kernels.ts";
import { convKernels } from "./conv-kernels.ts";
import { elementwiseKernels } from "./elementwise-kernels.ts";
import { loadBackend } from "./load-backend.ts";
import { openMachine } from "./machine.ts";
import type { Machine, WasmBackend } from "./machine.ts";

/** Addresses are 32 bits wide: no setting raises this. */
const ADDRESSABLE_BYTES = 2 ** 32;
/** Beyond this, memory is the bottleneck. */
const MOST_THREADS = 8;

const wasmAccess: KernelAccess<WasmBackend> = {
  run(backend, inputs, shape, compute) {
    const output = backend.makeOutput([...shape], "float32");
    compute(
      inputs.map((input) => backend.typedArrayFromHeap(input)),
      backend.typedArrayFromHeap(output),
    );
    return output;
  },
};

/** One machine for each backend: TensorFlow.js keeps kernels and backends by name for the whole process. */
const machines = new WeakMap<object, Machine>();

/** TensorFlow.js compiled to WebAssembly, and our own functions beside it for what it lacks or does slowly. */
export const openWasm = async (options: EngineOptions): Promise<Engine> => {
  if (!("WebAssembly" in globalThis)) throw new Error("this Node has no WebAssembly");
  const tf: TensorFlow = await import("@tensorflow/tfjs-core");
  const threads = Math.max(1, options.threads ?? Math.min(MOST_THREADS, availableParallelism()));
  const known = tf.findBackend("wasm") as object | null;
  const machine = (known && machines.get(known)) ?? (await startMachine(tf, threads));
  await tf.setBackend("wasm");
  const backend = tf.backend() as unknown as WasmBackend;
  return {
    name: "wasm",
    tf,
    version: tf.version_core,
    threads: machine.threads,
    memoryLimitBytes: ADDRESSABLE_BYTES,
    describe: () => {
      const count = machine.threads === 1 ? "1 thread" : `${machine.threads} threads`;
      return `TensorFlow.js ${tf.version_core}, wasm, ${machine.fused ? "SIMD with fused multiply-add" : "SIMD"}, ${count}`;
    },
    view: (tensor) => backend.typedArrayFromHeap(tensor),
    make: (shape, values) => tf.tensor(values, [...shape], "float32"),
    heapBytes: () => machine.heapBytes(),
  };
};

const startMachine = async (tf: TensorFlow, threads: number): Promise<Machine> => {
  const memory = await loadBackend(tf, threads > 1);
  const machine = openMachine(tf.backend() as unknown as WasmBackend, memory, threads);
  machines.set(tf.backend(), machine);
  registerAll(tf, machine);
  return machine;
};

const registerAll = (tf: TensorFlow, machine: Machine): void => {
  const slow = (kernel: PlainKernel): KernelFunc => plainKernelFunction(kernel, wasmAccess);
  registerKernels(tf, [
    ...convKernels(machine),
    ...channelKernels(machine, slow),
    ...elementwiseKernels(machine),
    ...plainKernels.map((kernel) => ({ kernelName: kernel.name, backendName: "wasm", kernelFunc: slow(kernel) })),
  ]);
};
