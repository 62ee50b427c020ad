import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import type { KernelAttributes } from "../kernels/plain-kernel.ts";
import { correlateKernel } from "./correlate-kernel.ts";
import { correlate } from "./correlate.ts";
import type { Machine, WasmBackend } from "./machine.ts";
import type { Along, Maps } from "./maps.ts";

type Pair = readonly [number, number];

/** Pairs are [height, width]; pad is [top, right, bottom, left]. */
interface Geometry {
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly pad: readonly [number, number, number, number];
  readonly groups: number;
}

const geometryOf = (attributes: KernelAttributes): Geometry => attributes as unknown as Geometry;

const mapsOf = (machine: Machine, info: TensorInfo): Maps => {
  const [images, height, width, channels] = info.shape as [number, number, number, number];
  return { address: machine.address(info), images, height, width, channels };
};

const plainOutput = { outOffset: 0, outStride: 1 } as const;

const forwardAlong = ({ stride, dilation, pad }: Geometry, axis: 0 | 1, taps: number, count: number): Along => ({
  count,
  base: -pad[axis === 0 ? 0 : 3],
  stride: stride[axis],
  taps,
  tapStep: dilation[axis],
  ...plainOutput,
});

const outputSize = (size: number, taps: number, { stride, dilation, pad }: Geometry, axis: 0 | 1): number =>
  Math.floor(
    (size + pad[axis === 0 ? 0 : 3] + pad[axis === 0 ? 2 : 1] - (taps - 1) * dilation[axis] - 1) / stride[axis],
  ) + 1;

/** A phase of an input gradient along one axis: pixels `outOffset + u · stride`, and the kernel's taps that reach them. */
interface Phase {
  readonly along: Along;
  /** Taps of the kernel, in the order of `along`'s. */
  readonly taps: readonly number[];
}

/**
 * dx[p] = Σ over taps i with (p + pad − i · dilation) a multiple of the stride of dy[(p + pad − i · dilation) / stride] · kernel[i].
 * Pixels of one remainder by the stride use the same taps, equally far apart.
 */
const phasesAlong = (size: number, taps: number, stride: number, dilation: number, pad: number): readonly Phase[] =>
  Array.from({ length: Math.min(stride, size) }, (_, offset) => {
    // From the last tap to the first, so that the places in dy grow.
    const reaching = Array.from({ length: taps }, (_, i) => taps - 1 - i).filter(
      (i) => (((offset + pad - i * dilation) % stride) + stride) % stride === 0,
    );
    const places = reaching.map((i) => (offset + pad - i * dilation) / stride);
    return {
      taps: reaching,
      along: {
        count: Math.ceil((size - offset) / stride),
        base: places[0] ?? 0,
        stride: 1,
        taps: reaching.length,
        tapStep: places.length > 1 ? places[1]! - places[0]! : 1,
        outOffset: offset,
        outStride: stride,
      },
    };
  });

type Run = (
  inputs: Readonly<Record<string, TensorInfo>>,
  attributes: KernelAttributes,
  backend: WasmBackend,
) => TensorInfo;

const config = (kernelName: string, run: Run): KernelConfig => ({
  kernelName,
  backendName: "wasm",
  kernelFunc: ({ inputs, attrs, backend }) =>
    run(
      inputs as Readonly<Record<string, TensorInfo>>,
      (attrs ?? {}) as unknown as KernelAttributes,
      backend as unknown as WasmBackend,
    ),
});

const conv = (machine: Machine): KernelConfig =>
  config("KesConv", ({ x, kernel }, attributes, backend) => {
    const geometry = geometryOf(attributes);
    const [kh, kw, depth, outs] = kernel!.shape as [number, number, number, number];
    const maps = mapsOf(machine, x!);
    const size = [outputSize(maps.height, kh, geometry, 0), outputSize(maps.width, kw, geometry, 1)] as const;
    const y = backend.makeOutput([maps.images, ...size, outs], "float32");
    correlate(machine, {
      x: maps,
      y: mapsOf(machine, y),
      rows: forwardAlong(geometry, 0, kh, size[0]),
      columns: forwardAlong(geometry, 1, kw, size[1]),
      groups: geometry.groups,
      kernel: () => backend.typedArrayFromHeap(kernel!),
      weightAt: (i, j, g) => (i * kw + j) * depth * outs + (g * outs) / geometry.groups,
      inputStep: outs,
      outputStep: 1,
    });
    return y;
  });

const inputGradient = (machine: Machine): KernelConfig =>
  config("KesConvInputGradient", ({ dy, kernel }, attributes, backend) => {
    const { stride, dilation, pad, groups } = geometryOf(attributes);
    const [height, width] = [attributes.height as number, attributes.width as number];
    const [kh, kw, depth, outs] = kernel!.shape as [number, number, number, number];
    const gradient = mapsOf(machine, dy!);
    const dx = backend.makeOutput([gradient.images, height, width, depth * groups], "float32");
    const rowPhases = phasesAlong(height, kh, stride[0], dilation[0], pad[0]);
    const columnPhases = phasesAlong(width, kw, stride[1], dilation[1], pad[3]);
    if ([...rowPhases, ...columnPhases].some(({ taps }) => taps.length === 0)) backend.typedArrayFromHeap(dx).fill(0);
    for (const rows of rowPhases)
      for (const columns of columnPhases) {
        if (rows.taps.length === 0 || columns.taps.length === 0) continue;
        correlate(machine, {
          x: gradient,
          y: mapsOf(machine, dx),
          rows: rows.along,
          columns: columns.along,
          groups,
          kernel: () => backend.typedArrayFromHeap(kernel!),
          weightAt: (i, j, g) => (rows.taps[i]! * kw + columns.taps[j]!) * depth * outs + (g * outs) / groups,
          inputStep: 1,
          outputStep: outs,
        });
      }
    return dx;
  });

const kernelGradient = (machine: Machine): KernelConfig =>
  config("KesConvKernelGradient", ({ x, dy }, attributes, backend) => {
    const geometry = geometryOf(attributes);
    const [kh, kw] = attributes.kernel as unknown as Pair;
    const [maps, gradient] = [mapsOf(machine, x!), mapsOf(machine, dy!)];
    const dkernel = backend.makeOutput([kh, kw, maps.channels / geometry.groups, gradient.channels], "float32");
    correlateKernel(machine, {
      x: maps,
      dy: gradient,
      rows: forwardAlong(geometry, 0, kh, gradient.height),
      columns: forwardAlong(geometry, 1, kw, gradient.width),
      groups: geometry.groups,
      gradient: () => backend.typedArrayFromHeap(dkernel),
    });
    return dkernel;
  });

/** Convolutions on our own functions. Inputs and results are [N, H, W, C], kernels [h, w, C / groups, D]. */
export const convKernels = (machine: Machine): readonly KernelConfig[] => [
  conv(machine),
  inputGradient(machine),
  kernelGradient(machine),
];
