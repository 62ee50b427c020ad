/** How bytes become what a network sees: (byte · scale − mean) / deviation, colour by colour. Belongs to the data, not to the network. */
export interface Normalization {
  readonly scale: number;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Edge lengths of every picture of a set. */
export interface PictureShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Labels of pictures [count], each an index of a class: bytes for up to 256 classes, two bytes each beyond. */
export type Labels = Uint8Array | Uint16Array;

/** More classes than two bytes can tell apart are no set for us. */
export const MOST_CLASSES = 65_536;

/** Room for the labels of `count` pictures of `classes` classes. */
export const emptyLabels = (count: number, classes: number): Labels =>
  classes <= 256 ? new Uint8Array(count) : new Uint16Array(count);

/** Pictures as bytes [count, height, width, channel], row-major, and their labels [count]. */
export interface LabelledPictures {
  readonly count: number;
  readonly pixels: Uint8Array;
  readonly labels: Labels;
}

/** Labelled pictures in memory, as bytes. */
export interface DataSet {
  /** As a person names it: `cifar10 test`. */
  readonly name: string;
  readonly count: number;
  readonly shape: PictureShape;
  /** Class names; a label is an index into it. */
  readonly classes: readonly string[];
  readonly normalization: Normalization;
  /** [count, height, width, channel], row-major. */
  readonly pixels: Uint8Array;
  /** [count] */
  readonly labels: Labels;
  /** [count], where pictures are files: their paths from the set's folder. */
  readonly files?: readonly string[];
  readonly facts: DataFacts;
}

/** What a run folder keeps of its data: enough to name it, to predict with its weights, and to notice other data. */
export interface DataFacts {
  readonly part: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly count: number;
  readonly shape: PictureShape;
  readonly classes: readonly string[];
  readonly normalization: Normalization;
  /** SHA-256 of labels and pixels as used. */
  readonly sha256: string;
  /** Where the set is a part of what `settings` name: drawn by `splitSet`. */
  readonly drawn?: { readonly part: "train" | "validation"; readonly share: number; readonly seed: number };
}

/** Bytes of one picture. */
export const pictureSize = ({ height, width, channels }: PictureShape): number => height * width * channels;

/**
 * What each byte of each channel becomes: float32 numbers [channel, 256]. One rounding: the arithmetic is done in doubles.
 */
export const normalizationTable = ({ scale, mean, deviation }: Normalization, channels: number): Float32Array => {
  const table = new Float32Array(channels * 256);
  for (let channel = 0; channel < channels; channel++)
    for (let byte = 0; byte < 256; byte++)
      table[channel * 256 + byte] = (byte * scale - (mean[channel] ?? 0)) / (deviation[channel] ?? 1);
  return table;
};

/** Normalizes one picture's bytes [height, width, channel] into `target` from `offset` on. */
export const normalizeInto = (
  target: Float32Array,
  offset: number,
  bytes: Uint8Array,
  table: Float32Array,
  channels: number,
): void => {
  for (let i = 0, channel = 0; i < bytes.length; i++) {
    target[offset + i] = table[channel * 256 + bytes[i]!]!;
    if (++channel === channels) channel = 0;
  }
};
