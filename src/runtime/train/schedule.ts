import { toFloat } from "../../base/number.ts";
import type { Duration, Part, Value } from "../../compiler/3-elaborate/value.ts";
import { partSettings } from "../../compiler/ops/part-settings.ts";

/** What turns durations into steps. */
export interface Clock {
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

/** A duration in steps, to the nearest; parts of an epoch count. */
export const durationInSteps = ({ amount, unit }: Duration, stepsPerEpoch: number): number =>
  Math.round(toFloat(amount) * (unit === "epochs" ? stepsPerEpoch : 1));

/**
 * The factor that schedules give the learning rate at a step (from 0): a function of the step alone, asked in any order. Schedules
 * run in turn, each counting from its own beginning; the last one fills what is left.
 */
export const rateFactor = (schedules: readonly Part[], step: number, clock: Clock): number => {
  let begin = 0;
  for (const [index, schedule] of schedules.entries()) {
    const settings = partSettings(schedule);
    const length = steps(settings.get("length"), clock);
    const isLast = index === schedules.length - 1;
    const end = isLast ? Math.max(clock.totalSteps, begin + 1) : begin + (length ?? 0);
    if (step < end || isLast) return factorWithin(schedule, settings, step - begin, length ?? end - begin, clock);
    begin = end;
  }
  return 1;
};

const steps = (value: Value | undefined, { stepsPerEpoch }: Clock): number | undefined =>
  value?.kind === "duration" ? durationInSteps(value, stepsPerEpoch) : undefined;

/** The factor `step` steps after a schedule's beginning, of `length` in all. */
const factorWithin = (
  schedule: Part,
  settings: ReadonlyMap<string, Value>,
  step: number,
  length: number,
  clock: Clock,
): number => {
  const float = (name: string): number => {
    const value = settings.get(name);
    return value?.kind === "number" ? toFloat(value.value) : NaN;
  };
  switch (schedule.name) {
    case "steady":
      return 1;
    case "drop":
      return float("factor") ** Math.floor(step / Math.max(1, steps(settings.get("every"), clock) ?? 1));
    case "steps": {
      const at = settings.get("at");
      const times = at?.kind === "list" ? at.items : [];
      return float("factor") ** times.filter((time) => step >= (steps(time, clock) ?? Infinity)).length;
    }
    case "cosine": {
      const to = float("to");
      return to + ((1 - to) * (1 + Math.cos((Math.PI * Math.min(step, length)) / length))) / 2;
    }
    case "warmup":
      return Math.min(1, (step + 1) / length);
    default:
      throw new Error(`the schedule ${schedule.name} is declared but not built`);
  }
};
