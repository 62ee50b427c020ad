import type { Picture } from "./picture.ts";

/** How a picture gets another shape: scaled to cover it with its middle cut out, or both edges scaled for themselves. */
export type Fit = "crop" | "stretch";

/**
 * A picture as bytes [height, width, 3]. Bilinear with half-pixel centres, the triangle widened when it shrinks (antialiased), rows
 * first, whole numbers throughout: the bits of Pillow's `resize(BILINEAR)`, so those of torchvision's `Resize(size)` and
 * `CenterCrop(size)` where `fit` is `crop` and the shape square. The same on every machine.
 */
export const resizePicture = (
  picture: Picture,
  { height, width }: { readonly height: number; readonly width: number },
  fit: Fit,
): Uint8Array => {
  const scaled = fit === "crop" ? covering(picture, height, width) : { height, width };
  const across = samples(picture.width, scaled.width, middle(scaled.width, width), width);
  const down = samples(picture.height, scaled.height, middle(scaled.height, height), height);
  const narrow = resampleRows(picture.bytes, picture.height, picture.width, across);
  return resampleColumns(narrow, width, down);
};

/** The smallest size of the picture's proportions that covers height × width; the longer edge is rounded down. */
const covering = (picture: Picture, height: number, width: number): { height: number; width: number } =>
  picture.height * width <= picture.width * height
    ? { height, width: Math.floor((height * picture.width) / picture.height) }
    : { height: Math.floor((width * picture.height) / picture.width), width };

/** Where the middle `length` of `whole` begins; a half goes to the even number, as Python rounds. */
const middle = (whole: number, length: number): number => {
  const twice = whole - length;
  const down = Math.floor(twice / 2);
  return twice % 2 === 0 || down % 2 === 0 ? down : down + 1;
};

/** For each place of the result, which places of the source it is made of, and with what weights in 2^-22. */
interface Samples {
  readonly from: Int32Array;
  readonly count: Int32Array;
  /** [place, most] */
  readonly weights: Int32Array;
  readonly most: number;
}

const BITS = 22;

const samples = (source: number, scaled: number, first: number, length: number): Samples => {
  const scale = source / scaled;
  const spread = Math.max(1, scale);
  const most = Math.ceil(spread) * 2 + 1;
  const [from, count] = [new Int32Array(length), new Int32Array(length)];
  const weights = new Int32Array(length * most);
  for (let place = 0; place < length; place++) {
    const centre = (first + place + 0.5) * scale;
    const start = Math.max(0, Math.floor(centre - spread + 0.5));
    const end = Math.min(source, Math.floor(centre + spread + 0.5));
    const triangle = Array.from({ length: end - start }, (_, i) =>
      Math.max(0, 1 - Math.abs((start + i - centre + 0.5) * (1 / spread))),
    );
    const sum = triangle.reduce((total, weight) => total + weight, 0);
    from[place] = start;
    count[place] = end - start;
    triangle.forEach((weight, i) => (weights[place * most + i] = Math.floor(0.5 + (weight / sum) * 2 ** BITS)));
  }
  return { from, count, weights, most };
};

/** [height, width, 3] to [height, length, 3]. */
const resampleRows = (bytes: Uint8Array, height: number, width: number, along: Samples): Uint8Array => {
  const length = along.from.length;
  const target = new Uint8Array(height * length * 3);
  for (let y = 0, at = 0; y < height; y++)
    for (let place = 0; place < length; place++)
      for (let channel = 0; channel < 3; channel++)
        target[at++] = weighted(bytes, (y * width + along.from[place]!) * 3 + channel, 3, along, place);
  return target;
};

/** [height, width, 3] to [length, width, 3]. */
const resampleColumns = (bytes: Uint8Array, width: number, along: Samples): Uint8Array => {
  const row = width * 3;
  const target = new Uint8Array(along.from.length * row);
  for (let place = 0, at = 0; place < along.from.length; place++)
    for (let x = 0; x < row; x++) target[at++] = weighted(bytes, along.from[place]! * row + x, row, along, place);
  return target;
};

/** One weighted sum, rounded, never beyond a byte: 255 · 2^22 and its rounding fit into 32 bits. */
const weighted = (bytes: Uint8Array, first: number, step: number, along: Samples, place: number): number => {
  const { weights, most, count } = along;
  const [begin, end] = [place * most, place * most + count[place]!];
  let sum = 1 << (BITS - 1);
  for (let i = begin, from = first; i < end; i++, from += step) sum += weights[i]! * bytes[from]!;
  const byte = sum >> BITS;
  return byte < 0 ? 0 : byte > 255 ? 255 : byte;
};
