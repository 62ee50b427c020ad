import type { Engine, Tensor } from "../engines/engine.ts";

/** Sums two lists of gradients; disposes both. */
export const addGradients = (a: readonly Tensor[], b: readonly Tensor[], { tf }: Engine): readonly Tensor[] =>
  a.map((one, i) => {
    const sum = tf.add(one, b[i]!);
    one.dispose();
    b[i]!.dispose();
    return sum;
  });

/** All times a factor; disposes the old ones. */
export const scaleGradients = (gradients: readonly Tensor[], factor: number, { tf }: Engine): readonly Tensor[] =>
  gradients.map((gradient) => {
    const scaled = tf.tidy(() => tf.mul(gradient, factor));
    gradient.dispose();
    return scaled;
  });

/**
 * Gradients whose L2 norm, of all together, is at most `most`, as PyTorch's `clip_grad_norm_`: times most / (norm + 1e-6) where that is
 * below 1. Disposes those that it replaces.
 */
export const clipGradients = (gradients: readonly Tensor[], most: number, engine: Engine): readonly Tensor[] => {
  const factor = most / (normOf(gradients, engine) + 1e-6);
  return factor < 1 ? scaleGradients(gradients, factor, engine) : gradients;
};

const normOf = (gradients: readonly Tensor[], engine: Engine): number => {
  let squares = 0;
  for (const gradient of gradients) {
    const sum = engine.tf.tidy(() => engine.tf.sum(engine.tf.square(gradient)));
    squares += engine.view(sum)[0]!;
    sum.dispose();
  }
  return Math.sqrt(squares);
};
