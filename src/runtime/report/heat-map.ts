import { Buffer } from "node:buffer";
import { PNG } from "pngjs";

/** Viridis at nine places: even steps of brightness, readable without colour vision. */
const RAMP = ["440154", "472d7b", "3b528b", "2c728e", "21918c", "28ae80", "5ec962", "addc30", "fde725"].map((hex) =>
  [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)),
);

/** CSS colours of the ramp, darkest first. */
export const rampColors = RAMP.map((rgb) => `rgb(${rgb.join(",")})`);

const rampAt = (share: number): readonly number[] => {
  const place = Math.max(0, Math.min(1, share)) * (RAMP.length - 1);
  const below = Math.min(RAMP.length - 2, Math.floor(place));
  return RAMP[below]!.map((low, i) => Math.round(low + (RAMP[below + 1]![i]! - low) * (place - below)));
};

export interface HeatMap {
  /** `data:image/png;base64,…`, a pixel a number. */
  readonly url: string;
  readonly least: number;
  readonly largest: number;
}

/** Numbers [height, width] in the ramp's colours, from the least to the largest; what is no number is grey, an even map all dark. */
export const heatMap = (values: Float32Array, width: number): HeatMap => {
  let [least, largest] = [Infinity, -Infinity];
  for (const value of values)
    if (Number.isFinite(value)) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
  const range = largest - least;
  const pixels = [...values].flatMap((value) =>
    Number.isFinite(value) ? rampAt(range > 0 ? (value - least) / range : 0) : [128, 128, 128],
  );
  return { url: pngUrl(pixels, width, 3), least, largest };
};

/** Bytes [height, width, channel] as a data URL of a PNG; other than three channels: the first as grey. */
export const pngUrl = (bytes: ArrayLike<number>, width: number, channels: number): string => {
  const count = bytes.length / channels;
  const png = new PNG({ width, height: count / width, colorType: 2 });
  for (let i = 0; i < count; i++) {
    for (let color = 0; color < 3; color++)
      png.data[i * 4 + color] = bytes[i * channels + (channels === 3 ? color : 0)]!;
    png.data[i * 4 + 3] = 255;
  }
  return `data:image/png;base64,${Buffer.from(PNG.sync.write(png, { colorType: 2 })).toString("base64")}`;
};
