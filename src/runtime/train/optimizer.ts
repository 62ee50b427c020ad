import { toFloat } from "../../base/number.ts";
import type { Part } from "../../compiler/3-elaborate/value.ts";
import { partSettings } from "../../compiler/ops/part-settings.ts";
import type { Engine, Tensor } from "../engines/engine.ts";
import type { WeightFactors } from "../../compiler/5-passes/weight-factors.ts";

/** Makes new weights out of old ones and gradients. Keeps numbers of its own for each weight (`slots`), by path. */
export interface Optimizer {
  /** The new weight; the caller disposes `weight` and `gradient`. `step` counts from 0. */
  update(path: string, weight: Tensor, gradient: Tensor, rate: number, factors: WeightFactors, step: number): Tensor;
  /** What is kept so far, by path; a weight that had no step yet is absent. */
  readonly slots: ReadonlyMap<string, readonly Tensor[]>;
  /** Takes over what was kept for a weight. */
  restore(path: string, slots: readonly Tensor[]): void;
  dispose(): void;
}

type Rule = (
  engine: Engine,
  weight: Tensor,
  gradient: Tensor,
  slots: readonly Tensor[],
  rate: number,
  decay: number,
  step: number,
) => readonly [Tensor, ...Tensor[]];

/** The optimizer that a recipe names, as PyTorch defines it. */
export const makeOptimizer = (part: Part, engine: Engine): Optimizer => {
  const { rule, slots, decay } = ruleOf(part);
  const kept = new Map<string, readonly Tensor[]>();
  return {
    update(path, weight, gradient, rate, factors, step) {
      const old = kept.get(path) ?? Array.from({ length: slots }, () => engine.tf.zerosLike(weight));
      const made = engine.tf.tidy(() => [
        ...rule(engine, weight, gradient, old, rate * factors.rate, decay * factors.decay, step),
      ]);
      for (const tensor of old) tensor.dispose();
      kept.set(path, made.slice(1));
      return made[0]!;
    },
    slots: kept,
    restore(path, tensors) {
      for (const tensor of kept.get(path) ?? []) tensor.dispose();
      kept.set(path, tensors);
    },
    dispose() {
      for (const tensors of kept.values()) for (const tensor of tensors) tensor.dispose();
      kept.clear();
    },
  };
};

/** How many tensors an optimizer keeps for each weight. */
export const slotsOf = (part: Part): number => (isKnown(part) ? ruleOf(part).slots : 0);

/** The learning rate before any schedule. */
export const baseRate = (part: Part): number => {
  const lr = partSettings(part).get("lr");
  return lr?.kind === "number" ? toFloat(lr.value) : 0;
};

const isKnown = ({ name }: Part): boolean => ["sgd", "adam", "adamw"].includes(name);

const ruleOf = (part: Part): { readonly rule: Rule; readonly slots: number; readonly decay: number } => {
  const settings = partSettings(part);
  const float = (name: string): number => {
    const value = settings.get(name);
    return value?.kind === "number" ? toFloat(value.value) : 0;
  };
  const decay = float("weight_decay");
  if (part.name === "sgd") {
    const nesterov = settings.get("nesterov");
    const momentum = float("momentum");
    return { rule: sgd(momentum, nesterov?.kind === "bool" && nesterov.value), slots: momentum === 0 ? 0 : 1, decay };
  }
  if (part.name === "adam" || part.name === "adamw")
    return { rule: adam(float("beta1"), float("beta2"), float("epsilon"), part.name === "adamw"), slots: 2, decay };
  throw new Error(`the optimizer ${part.name} is declared but not built`);
};

/** v = momentum · v + g + decay · w, then w − rate · v; nesterov: w − rate · (g + decay · w + momentum · v). */
const sgd =
  (momentum: number, nesterov: boolean): Rule =>
  ({ tf }, weight, gradient, [velocity], rate, decay) => {
    const g = decay === 0 ? gradient : tf.add(gradient, tf.mul(weight, decay));
    if (!velocity) return [tf.sub(weight, tf.mul(g, rate))];
    const v = tf.add(tf.mul(velocity, momentum), g);
    const direction = nesterov ? tf.add(g, tf.mul(v, momentum)) : v;
    return [tf.sub(weight, tf.mul(direction, rate)), v];
  };

/** Kingma and Ba 2015; decoupled: Loshchilov and Hutter 2019. */
const adam =
  (beta1: number, beta2: number, epsilon: number, decoupled: boolean): Rule =>
  ({ tf }, weight, gradient, slots, rate, decay, step) => {
    const [m0, v0] = slots as readonly [Tensor, Tensor];
    const g = decoupled || decay === 0 ? gradient : tf.add(gradient, tf.mul(weight, decay));
    const shrunk = decoupled && decay !== 0 ? tf.mul(weight, 1 - rate * decay) : weight;
    const m = tf.add(tf.mul(m0, beta1), tf.mul(g, 1 - beta1));
    const v = tf.add(tf.mul(v0, beta2), tf.mul(tf.square(g), 1 - beta2));
    const root = tf.add(tf.sqrt(tf.div(v, 1 - beta2 ** (step + 1))), epsilon);
    return [tf.sub(shrunk, tf.mul(tf.div(m, root), rate / (1 - beta1 ** (step + 1)))), m, v];
  };
