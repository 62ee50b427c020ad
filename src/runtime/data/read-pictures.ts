import { readFile } from "node:fs/promises";
import type { FileProblem } from "./list-pictures.ts";
import type { PictureDecoder } from "./pictures/picture.ts";
import { resizePicture, type Fit } from "./pictures/resize-picture.ts";
import { reasonOf } from "./reason-of.ts";

export interface PictureRequest {
  readonly height: number;
  readonly width: number;
  readonly fit: Fit;
}

export interface WatchReading {
  readonly onProgress?: (pictures: number, of: number) => void;
  readonly signal?: AbortSignal;
}

export interface ReadPictures {
  /** [count, height, width, 3]; black where there is a problem. */
  readonly pixels: Uint8Array;
  readonly problems: readonly FileProblem[];
  /** Heights and widths as the files have them, in the files' order; 0 where there is a problem. */
  readonly sizes: readonly { readonly height: number; readonly width: number }[];
}

/** So many files at once: as many as libuv has threads. */
const TOGETHER = 4;

/** Reads files as pictures of one shape. All that can't be are told; `signal` leaves the rest out. */
export const readPictures = async (
  files: readonly { readonly name: string; readonly path: string }[],
  { height, width, fit }: PictureRequest,
  decode: PictureDecoder,
  { onProgress, signal }: WatchReading = {},
): Promise<ReadPictures> => {
  const size = height * width * 3;
  const pixels = new Uint8Array(files.length * size);
  const sizes = files.map(() => ({ height: 0, width: 0 }));
  const problems = new Map<number, FileProblem>();
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    for (let at = next++; at < files.length && !signal?.aborted; at = next++) {
      const { name, path } = files[at]!;
      const picture = await decodeFile(path, decode);
      if ("problem" in picture) problems.set(at, { name, reason: picture.problem });
      else {
        pixels.set(resizePicture(picture, { height, width }, fit), at * size);
        sizes[at] = { height: picture.height, width: picture.width };
      }
      onProgress?.(++done, files.length);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  return { pixels, sizes, problems: [...problems].sort(([a], [b]) => a - b).map(([, problem]) => problem) };
};

const decodeFile = async (path: string, decode: PictureDecoder): ReturnType<PictureDecoder> => {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return { problem: reasonOf(error) };
  }
  return decode(bytes);
};
