import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import { ownElementwise } from "../kernels/own-elementwise.ts";
import type { Call, Machine, WasmBackend } from "./machine.ts";
import { parts } from "./parts.ts";

const FLOAT = 4;
/** Less than this is not worth waking a thread. */
const TASK_BYTES = 32 * 1024;

/** Kernels over tensors of one shape, number by number, on our own functions. */
export const elementwiseKernels = (machine: Machine): readonly KernelConfig[] =>
  ownElementwise.map(({ primitive, kernel, inputs: names }) => ({
    kernelName: kernel,
    backendName: "wasm",
    kernelFunc: ({ inputs, backend }) => {
      const operands = names.map((name) => (inputs as Readonly<Record<string, TensorInfo>>)[name]!);
      const { shape } = operands[0]!;
      const out = (backend as unknown as WasmBackend).makeOutput(shape, "float32");
      const bytes = shape.reduce((a, b) => a * b, 1) * FLOAT;
      const addresses = [...operands, out].map((info) => machine.address(info));
      machine.run(
        parts(Math.ceil(bytes / 16), TASK_BYTES / 16).map(([from, to]): readonly Call[] => {
          const at = from * 16;
          return [[primitive, ...addresses.map((address) => address + at), Math.min(bytes, to * 16) - at]];
        }),
      );
      return out;
    },
  }));
