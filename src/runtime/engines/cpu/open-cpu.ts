import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Engine, Tensor } from "../engine.ts";
import type { KernelAccess } from "../kernels/plain-kernel.ts";
import { plainKernelFunction, registerKernels } from "../kernels/plain-kernel.ts";
import { plainKernels } from "../kernels/all.ts";

interface CpuBackend {
  readSync(dataId: object): Float32Array;
  makeTensorInfo(shape: number[], dtype: string, values: Float32Array): TensorInfo;
}

const access: KernelAccess<CpuBackend> = {
  run(backend, inputs, shape, compute) {
    const out = new Float32Array(shape.reduce((a, b) => a * b, 1));
    compute(
      inputs.map((input) => backend.readSync(input.dataId)),
      out,
    );
    return backend.makeTensorInfo([...shape], "float32", out);
  },
};

/** TensorFlow.js's plain JavaScript: slow, and the same everywhere. A reference for tests. */
export const openCpu = async (): Promise<Engine> => {
  const tf = await import("@tensorflow/tfjs-core");
  await import("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
  // It would print an advertisement for another package when first used.
  (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
  registerKernels(
    tf,
    plainKernels.map((kernel) => ({
      kernelName: kernel.name,
      backendName: "cpu",
      kernelFunc: plainKernelFunction(kernel, access),
    })),
  );
  return {
    name: "cpu",
    tf,
    version: tf.version_core,
    threads: 1,
    memoryLimitBytes: undefined,
    describe: () => `TensorFlow.js ${tf.version_core}, cpu, plain JavaScript`,
    view: (tensor) => tensor.dataSync() as Float32Array,
    make: (shape, values): Tensor => tf.tensor(values.slice(), [...shape], "float32"),
    heapBytes: () => undefined,
  };
};
