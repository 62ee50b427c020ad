import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { KernelFunc } from "@tensorflow/tfjs-core";
import type { Engine, EngineOptions, TensorFlow } from "../engine.ts";
import type { KernelAccess, PlainKernel } from "../kernels/plain-kernel.ts";
import { plainKernelFunction, registerKernels } from "../kernels/plain-kernel.ts";
import { plainKernels } from "../kernels/all.ts";
import { channelKernels, elementwiseKernels } from "./channel-kernels.ts";
import { convKernels } from "./conv-kernels.ts";
import { openMachine } from "./machine.ts";
import type { WasmBackend } from "./machine.ts";

/** Addresses are 32 bits wide: no setting raises this. */
const ADDRESSABLE_BYTES = 2 ** 32;

export const wasmAccess: KernelAccess<WasmBackend> = {
  run(backend, inputs, shape, compute) {
    const output = backend.makeOutput([...shape], "float32");
    const out = backend.typedArrayFromHeap(output);
    compute(
      inputs.map((input) => backend.typedArrayFromHeap(input)),
      out,
    );
    return output;
  },
};

/** Where the package keeps its binaries, with a trailing slash. */
const binariesFolder = (): string => {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")), "/");
};

/** Node.js 20 has multiply-adds with one rounding, but asks for a flag; later ones need none and may not know it any more. */
const allowRelaxedSimd = (): void => setFlagsFromString("--experimental-wasm-relaxed-simd");

/** TensorFlow.js compiled to WebAssembly with SIMD, and our kernels for what it lacks or does slowly. */
export const openWasm = async (_options: EngineOptions): Promise<Engine> => {
  allowRelaxedSimd();
  const tf: TensorFlow = await import("@tensorflow/tfjs-core");
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(binariesFolder());
  await tf.setBackend("wasm");
  await tf.ready();
  const backend = tf.backend() as unknown as WasmBackend;
  const machine = openMachine(backend);
  const slow = (kernel: PlainKernel): KernelFunc => plainKernelFunction(kernel, wasmAccess);
  registerKernels(tf, [
    ...convKernels(machine),
    ...channelKernels(machine, slow),
    ...elementwiseKernels(machine),
    ...plainKernels.map((kernel) => ({ kernelName: kernel.name, backendName: "wasm", kernelFunc: slow(kernel) })),
  ]);
  return {
    name: "wasm",
    tf,
    version: tf.version_core,
    threads: 1,
    memoryLimitBytes: ADDRESSABLE_BYTES,
    describe: () => `TensorFlow.js ${tf.version_core}, wasm, SIMD, 1 thread`,
    view: (tensor) => backend.typedArrayFromHeap(tensor),
    make: (shape, values) => tf.tensor(values, [...shape], "float32"),
    heapBytes: () => backend.wasm.HEAPU8.length,
  };
};
