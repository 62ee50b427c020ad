import type { Augmentation } from "./augment.ts";
import { normalizationTable, normalizeInto, pictureSize, type DataSet, type PictureShape } from "./data-set.ts";
import { draws } from "./draws.ts";

/** Pictures as a network sees them, normalized. */
export interface Batch {
  readonly size: number;
  readonly shape: PictureShape;
  /** [size, height, width, channel] */
  readonly image: Float32Array;
  /** [size], indices of classes. */
  readonly label: Float32Array;
  /** [size], which pictures of the set these are. */
  readonly pictures: Uint32Array;
}

/** Streams of an epoch's numbers: pictures use their place in the set, so the order of all is drawn from one that no set reaches. */
const ORDER_STREAM = 2 ** 40;

/** The order in which an epoch goes through `count` pictures: a permutation that depends on seed and epoch alone. */
export const epochOrder = (count: number, seed: number, epoch: number): Uint32Array => {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const draw = draws(seed, epoch, ORDER_STREAM);
  for (let i = count - 1; i > 0; i--) {
    const j = draw(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
};

export interface TrainingBatches {
  readonly batch: number;
  readonly seed: number;
  /** From 0. */
  readonly epoch: number;
  readonly augment: readonly Augmentation[];
  /** Batches of this epoch that have been seen already. */
  readonly skip?: number;
}

/** Whole batches of one epoch; a last short one is dropped. */
export const stepsPerEpoch = (count: number, batch: number): number => Math.floor(count / batch);

/**
 * One epoch's batches, shuffled and augmented. What happens to a picture depends on seed, epoch and its place in the set alone. Arrays
 * are new each time: whoever gets a batch may keep it.
 */
export function* trainingBatches(
  set: DataSet,
  { batch, seed, epoch, augment, skip = 0 }: TrainingBatches,
): Generator<Batch> {
  const order = epochOrder(set.count, seed, epoch);
  const change = (picture: number, bytes: Uint8Array): Uint8Array =>
    augmented(bytes, set, augment, draws(seed, epoch, picture));
  for (let step = skip; step < stepsPerEpoch(set.count, batch); step++)
    yield makeBatch(set, order.slice(step * batch, (step + 1) * batch), change);
}

/** All pictures in order, the last batch as short as it comes. */
export function* evaluationBatches(set: DataSet, batch: number): Generator<Batch> {
  for (let start = 0; start < set.count; start += batch) {
    const size = Math.min(batch, set.count - start);
    yield makeBatch(
      set,
      Uint32Array.from({ length: size }, (_, i) => start + i),
      (_, bytes) => bytes,
    );
  }
}

const augmented = (
  bytes: Uint8Array,
  set: DataSet,
  steps: readonly Augmentation[],
  draw: ReturnType<typeof draws>,
): Uint8Array =>
  steps.reduce((source, step) => {
    const target = new Uint8Array(source.length);
    step(source, target, set.shape, draw);
    return target;
  }, bytes);

const makeBatch = (
  set: DataSet,
  pictures: Uint32Array,
  change: (picture: number, bytes: Uint8Array) => Uint8Array,
): Batch => {
  const size = pictureSize(set.shape);
  const table = normalizationTable(set.normalization, set.shape.channels);
  const image = new Float32Array(pictures.length * size);
  const label = new Float32Array(pictures.length);
  pictures.forEach((picture, at) => {
    const bytes = change(picture, set.pixels.subarray(picture * size, (picture + 1) * size));
    normalizeInto(image, at * size, bytes, table, set.shape.channels);
    label[at] = set.labels[picture]!;
  });
  return { size: pictures.length, shape: set.shape, image, label, pictures };
};
