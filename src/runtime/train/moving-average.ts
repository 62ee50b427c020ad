import type { Engine, Tensor } from "../engines/engine.ts";

/** average = decay · average + (1 − decay) · value, for each path; begins with the values it is made with. */
export interface MovingAverage {
  readonly averages: ReadonlyMap<string, Tensor>;
  update(values: ReadonlyMap<string, Tensor>): void;
  /** Puts a kept average in place of the present one. */
  restore(path: string, tensor: Tensor): void;
  dispose(): void;
}

export const movingAverage = (
  decay: number,
  values: ReadonlyMap<string, Tensor>,
  paths: readonly string[],
  { tf }: Engine,
): MovingAverage => {
  const averages = new Map(paths.map((path) => [path, values.get(path)!.clone()]));
  const put = (path: string, tensor: Tensor): void => {
    averages.get(path)!.dispose();
    averages.set(path, tensor);
  };
  return {
    averages,
    update(next) {
      for (const path of paths)
        put(
          path,
          tf.tidy(() => tf.add(tf.mul(averages.get(path)!, decay), tf.mul(next.get(path)!, 1 - decay))),
        );
    },
    restore: put,
    dispose() {
      for (const tensor of averages.values()) tensor.dispose();
      averages.clear();
    },
  };
};
