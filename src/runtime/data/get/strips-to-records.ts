import { PNG } from "pngjs";
import { CIFAR_PIXELS } from "../cifar-layout.ts";

/**
 * Turns a picture whose rows are 32×32 pictures (1,024 RGB pixels each, row-major) into records of the binary layout: the label, then
 * planes of red, green and blue. Gives a sentence where the picture is none of those.
 */
export const stripsToRecords = (
  png: Uint8Array,
  labels: readonly number[],
): Uint8Array | { readonly problem: string } => {
  let picture: { readonly width: number; readonly height: number; readonly data: Uint8Array };
  try {
    picture = PNG.sync.read(Buffer.from(png.buffer, png.byteOffset, png.byteLength));
  } catch (error) {
    return { problem: `not a PNG: ${error instanceof Error ? error.message : String(error)}` };
  }
  const { width, height, data } = picture;
  if (width !== CIFAR_PIXELS) return { problem: `rows of ${width} pixels; expected ${CIFAR_PIXELS}` };
  if (height !== labels.length) return { problem: `${height} rows for ${labels.length} labels` };
  const record = 1 + 3 * CIFAR_PIXELS;
  const records = new Uint8Array(height * record);
  for (let i = 0; i < height; i++) {
    records[i * record] = labels[i]!;
    for (let pixel = 0; pixel < CIFAR_PIXELS; pixel++)
      for (let channel = 0; channel < 3; channel++)
        records[i * record + 1 + channel * CIFAR_PIXELS + pixel] = data[(i * CIFAR_PIXELS + pixel) * 4 + channel]!;
  }
  return records;
};
