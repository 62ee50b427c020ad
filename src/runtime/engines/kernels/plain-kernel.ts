import type { KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
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

/** The kernel as TensorFlow.js calls it. */
export const plainKernelFunction =
  <Backend>(kernel: PlainKernel, access: KernelAccess<Backend>): KernelFunc =>
  ({ inputs, attrs, backend }) => {
    const operands = kernel.inputs.map((name) => inputs[name]!);
    const shapes = operands.map((operand) => operand.shape);
    const attributes = (attrs ?? {}) as KernelAttributes;
    return access.run(backend as Backend, operands, kernel.shape(shapes, attributes), (views, out) =>
      kernel.compute(views, out, shapes, attributes),
    );
  };

/** Registers kernels that are not there yet: an engine may be opened twice, and a faster form goes first. */
export const registerKernels = (tf: TensorFlow, kernels: readonly KernelConfig[]): void => {
  for (const kernel of kernels) if (!tf.getKernel(kernel.kernelName, kernel.backendName)) tf.registerKernel(kernel);
};
