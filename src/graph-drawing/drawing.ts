import type { Count } from "../compiler/analyses/count.ts";

/** A network as nested boxes, before anything has a place on a sheet. */
export interface Drawing {
  readonly root: Box;
  /** Between boxes that hold no others, in a fixed order. */
  readonly edges: readonly Edge[];
}

export interface Box {
  /** As the user named it, or what was placed: `stem`, `conv 3×3`. */
  readonly name: string;
  /** What was placed, where that says more than the name. */
  readonly title: string;
  /** `step` is an operation without weights that stands alone between blocks: `relu`, `+`. */
  readonly kind: "network" | "input" | "output" | "block" | "step";
  readonly count: Count;
  /** So many alike follow each other; the box stands for all of them, its counts for each. */
  readonly copies: number;
  /** In the order of computing. Empty where nothing inside is drawn. */
  readonly children: readonly Box[];
}

export interface Edge {
  readonly from: Box;
  readonly to: Box;
  /** Sizes of what flows, without the batch: `32×32×16`. */
  readonly shape: string;
}

export interface DrawingOptions {
  /** Levels of nested blocks, at least 1. */
  readonly depth: number;
  /** Draw each of equal blocks in a row. */
  readonly unfold?: boolean;
  readonly training?: boolean;
}
