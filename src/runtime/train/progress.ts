import type { Count } from "../../compiler/analyses/count.ts";
import { addAnswers } from "../eval/metrics.ts";
import type { Sums } from "../runs/checkpoint.ts";
import type { RunReference, StartFacts, TestResult } from "../runs/run-record.ts";
import type { StepResult } from "./stepper.ts";

/** What a display is told while recipes train. */
export type Progress =
  /** A finished run is taken as it is. */
  | { readonly kind: "taken"; readonly facts: RunFacts; readonly folder: string; readonly result: TestResult | null }
  | {
      readonly kind: "begin";
      readonly facts: RunFacts;
      readonly folder: string;
      /** Steps that an earlier process has done. */
      readonly resumedAt?: number;
      readonly teacher?: RunReference & { readonly result: TestResult | null };
      readonly start?: { readonly from: string } & StartFacts;
    }
  | ({ readonly kind: "step"; readonly stepInEpoch: number } & Moment)
  | ({
      readonly kind: "epoch";
      readonly seconds: number;
      readonly validation?: TestResult;
      /** Whether no epoch's validation was better so far. */
      readonly isBest: boolean;
      readonly test?: TestResult;
    } & Moment)
  | { readonly kind: "test"; readonly on: "validation" | "test"; readonly pictures: number; readonly of: number }
  | { readonly kind: "checkpoint"; readonly step: number };

/** What is known of a run before its first step. */
export interface RunFacts {
  readonly name: string;
  readonly network: string;
  readonly counts: Count;
  /** `TensorFlow.js 4.22.0, wasm, SIMD, 1 thread` */
  readonly engine: string;
  readonly data: string;
  readonly pictures: { readonly train: number; readonly validation: number; readonly test: number };
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
  /** Of this process's steps in the epoch; absent where an earlier one did them all. */
  readonly imagesPerSecond?: number;
  /** As long as that is known. */
  readonly secondsLeft?: number;
}

/** Sums with one more step. */
export const addStep = ({ count, loss, terms, answers }: Sums, result: StepResult): Sums => {
  const before = new Map(terms);
  const all = addAnswers(answers, result.answers);
  return {
    count: count + 1,
    loss: loss + result.loss,
    terms: [...result.terms].map(([name, value]) => [name, (before.get(name) ?? 0) + value]),
    ...(all && { answers: all }),
  };
};

export const meansOf = ({
  count,
  loss,
  terms,
}: Sums): { readonly loss: number; readonly terms: ReadonlyMap<string, number> } => ({
  loss: loss / count,
  terms: new Map(terms.map(([name, sum]) => [name, sum / count])),
});
