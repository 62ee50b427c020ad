import type * as tfjs from "@tensorflow/tfjs-core";

/** TensorFlow.js's core: operations, the kernel registry, memory accounts. */
export type TensorFlow = typeof tfjs;
export type Tensor = tfjs.Tensor;

export type EngineName = "wasm" | "cpu";

export interface EngineOptions {
  /** How many threads to compute with; default: one per core where the engine can, else 1. */
  readonly threads?: number;
}

/**
 * Something that computes with tensors. One is active in a process at a time: opening another makes that one active. All
 * tensors are float32, in the memory order of their shape.
 */
export interface Engine {
  readonly name: EngineName;
  readonly tf: TensorFlow;
  /** Of TensorFlow.js. */
  readonly version: string;
  readonly threads: number;
  /** More than this many bytes it can never hold; undefined: as much as the process. */
  readonly memoryLimitBytes: number | undefined;
  /** `TensorFlow.js 4.22.0, wasm, SIMD, 1 thread` */
  describe(): string;
  /** The tensor's numbers: on wasm a view of its memory that is valid until the next tensor is made, else a copy. */
  view(tensor: Tensor): Float32Array;
  /** A new tensor of these numbers, copied. */
  make(shape: readonly number[], values: Float32Array): Tensor;
  /** Bytes that the engine has taken from the system, which never shrink; undefined where nobody knows. */
  heapBytes(): number | undefined;
}

/** The engine has no room for a tensor. What exists stays usable. */
export class OutOfMemory extends Error {
  constructor(readonly bytes: number) {
    super(`the engine has no room for another ${bytes} bytes`);
  }
}
