import type { TensorFlow } from "../engine.ts";

export type KernelAttributes = Readonly<Record<string, number | string | boolean | readonly number[]>>;

/**
 * A kernel that TensorFlow.js lacks, as a loop over the numbers. Engines register it under its name, or a faster one of their
 * own; lowerings call it by `runKernel`.
 */
export interface PlainKernel {
  readonly name: string;
  /** The inputs' names in order. */
  readonly inputs: readonly string[];
  shape(shapes: readonly (readonly number[])[], attributes: KernelAttributes): readonly number[];
  /** Fills all of `out`, which may hold anything. */
  compute(
    inputs: readonly Float32Array[],
    out: Float32Array,
    shapes: readonly (readonly number[])[],
    attributes: KernelAttributes,
  ): void;
}

/** How an engine reads and makes tensors within a kernel. */
export interface KernelAccess<Backend> {
  /** Of one output: first everything is allocated, then views are taken, for views die when memory grows. */
  run(
    backend: Backend,
    inputs: readonly TensorInfo[],
    shape: readonly number[],
    compute: (inputs: readonly Float32Array[], out: Float32Array) => void,
  ): TensorInfo;
}

type TensorInfo = import("@tensorflow/tfjs-core").TensorInfo;

export const registerPlainKernel = <Backend>(
  tf: TensorFlow,
  backendName: string,
  kernel: PlainKernel,
  access: KernelAccess<Backend>,
): void => {
  if (tf.getKernel(kernel.name, backendName)) return;
  tf.registerKernel({
    kernelName: kernel.name,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const operands = kernel.inputs.map((name) => inputs[name]!);
      const shapes = operands.map((operand) => operand.shape);
      const attributes = (attrs ?? {}) as KernelAttributes;
      return access.run(backend as Backend, operands, kernel.shape(shapes, attributes), (views, out) =>
        kernel.compute(views, out, shapes, attributes),
      );
    },
  });
};
