import type { Augmentation } from "./augment.ts";
import { normalizationTable, normalizeInto, pictureSize, type DataSet, type PictureShape } from "./data-set.ts";
import { drawBeta } from "./draw-beta.ts";
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
  /** [size], with mixup: the weight of `label`, in 0 to 1; the rest is `mixedLabel`'s. */
  readonly mix?: Float32Array;
  /** [size], with mixup: indices of the partners' classes. */
  readonly mixedLabel?: Float32Array;
}

/** Streams of an epoch's numbers: pictures use their place in the set, so the order of all is drawn from one that no set reaches. */
const ORDER_STREAM = 2 ** 40;

/** Partner and weight of a picture are drawn from its own place in the set, this much further on. */
const MIX_STREAM = 2 ** 42;

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
  /**
   * Alpha of mixup: image = mix · image + (1 − mix) · its partner's, after normalization, mix drawn from Beta(alpha, alpha) for each
   * picture, the partner from the whole set; it comes as this epoch has it augmented. Undefined: none.
   */
  readonly mixup?: number | undefined;
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
  { batch, seed, epoch, augment, mixup, skip = 0 }: TrainingBatches,
): Generator<Batch> {
  const order = epochOrder(set.count, seed, epoch);
  const change = (picture: number, bytes: Uint8Array): Uint8Array =>
    augmented(bytes, set, augment, draws(seed, epoch, picture));
  for (let step = skip; step < stepsPerEpoch(set.count, batch); step++) {
    const pictures = order.slice(step * batch, (step + 1) * batch);
    const made = makeBatch(set, pictures, change);
    yield mixup === undefined ? made : mixed(set, made, change, { seed, epoch, mixup });
  }
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

/** A batch whose pictures are each mixed with a partner's. */
const mixed = (
  set: DataSet,
  batch: Batch,
  change: Parameters<typeof makeBatch>[2],
  { seed, epoch, mixup }: { readonly seed: number; readonly epoch: number; readonly mixup: number },
): Batch => {
  const mix = new Float32Array(batch.size);
  const partners = new Uint32Array(batch.size);
  batch.pictures.forEach((picture, at) => {
    const draw = draws(seed, epoch, MIX_STREAM + picture);
    partners[at] = draw(set.count);
    mix[at] = drawBeta(mixup, draw);
  });
  const other = makeBatch(set, partners, change);
  const size = pictureSize(set.shape);
  const image = new Float32Array(batch.image.length);
  mix.forEach((weight, at) => {
    for (let i = at * size; i < (at + 1) * size; i++)
      image[i] = weight * batch.image[i]! + (1 - weight) * other.image[i]!;
  });
  return { ...batch, image, mix, mixedLabel: other.label };
};
