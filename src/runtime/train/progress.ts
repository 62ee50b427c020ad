import type { Count } from "../../compiler/analyses/count.ts";
import type { StepResult } from "./stepper.ts";

/** What a display is told while a recipe trains. */
export type Progress =
  | { readonly kind: "begin"; readonly facts: RunFacts }
  | ({ readonly kind: "step"; readonly stepInEpoch: number } & Moment)
  | ({ readonly kind: "epoch"; readonly seconds: number; readonly result?: Shares } & Moment)
  | { readonly kind: "test"; readonly pictures: number; readonly of: number };

/** Shares of wrong pictures by metric: `error` 0.412 is 41.2 %. */
export type Shares = Readonly<Record<string, number>>;

/** What is known of a run before its first step. */
export interface RunFacts {
  readonly name: string;
  readonly network: string;
  readonly counts: Count;
  /** `TensorFlow.js 4.22.0, wasm, SIMD, 1 thread` */
  readonly engine: string;
  readonly data: string;
  readonly pictures: { readonly train: number; readonly test: number };
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

/** Where training stands; loss and terms are means over the epoch's steps so far. */
export interface Moment {
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Steps done in all. */
  readonly step: number;
  readonly loss: number;
  readonly terms: ReadonlyMap<string, number>;
  /** The learning rate of the last step. */
  readonly rate: number;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
}

/** Means over the steps of an epoch. */
export interface RunningMean {
  add(result: StepResult): void;
  count(): number;
  loss(): number;
  terms(): ReadonlyMap<string, number>;
}

export const runningMean = (): RunningMean => {
  const sums = new Map<string, number>();
  let [count, loss] = [0, 0];
  return {
    add(result) {
      count++;
      loss += result.loss;
      for (const [name, value] of result.terms) sums.set(name, (sums.get(name) ?? 0) + value);
    },
    count: () => count,
    loss: () => loss / count,
    terms: () => new Map([...sums].map(([name, sum]) => [name, sum / count])),
  };
};
