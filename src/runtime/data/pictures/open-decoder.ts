import type sharp from "sharp";
import type { PictureDecoder } from "./picture.ts";

type Sharp = typeof sharp;

/** Loads `sharp`, which nothing else needs. A sentence where it can't be: its binary for the machine is lacking. */
export const openDecoder = async (
  load: () => Promise<{ readonly default: Sharp }> = () => import("sharp"),
): Promise<PictureDecoder | { readonly problem: string }> => {
  try {
    const { default: loaded } = await load();
    return decoder(loaded);
  } catch (error) {
    return { problem: firstLine(error) };
  }
};

/** Decoded, such a picture takes 300 MB; four are read at once. */
const MOST_PIXELS = 100_000_000;

/**
 * Grey becomes three equal colours, 16 bits become 8, CMYK and other colour spaces become sRGB by the file's profile, an EXIF
 * rotation is carried out, and what can be seen through lies on white, as on a page.
 */
const decoder =
  (open: Sharp): PictureDecoder =>
  async (file) => {
    const strange = strangeFormat(file);
    if (strange !== undefined) return { problem: strange };
    try {
      const { data, info } = await open(file, { failOn: "error", autoOrient: true, limitInputPixels: MOST_PIXELS })
        .flatten({ background: "#ffffff" })
        .toColourspace("srgb")
        .raw({ depth: "uchar" })
        .toBuffer({ resolveWithObject: true });
      return { height: info.height, width: info.width, bytes: threeChannels(data, info.channels) };
    } catch (error) {
      const reason = firstLine(error);
      if (reason.includes("pixel limit")) return { problem: "it has more than 100 million pixels" };
      return { problem: `it is broken: ${reason}` };
    }
  };

const threeChannels = (bytes: Uint8Array, channels: number): Uint8Array => {
  if (channels === 3) return bytes;
  const pixels = bytes.length / channels;
  const isGrey = channels < 3;
  return Uint8Array.from({ length: pixels * 3 }, (_, i) => {
    const from = Math.floor(i / 3) * channels;
    return bytes[from + (isGrey ? 0 : i % 3)]!;
  });
};

const PNG = [0x89, 0x50, 0x4e, 0x47];
const JPEG = [0xff, 0xd8, 0xff];

/** First bytes of formats that people rename. */
const STRANGE: readonly (readonly [string, string, number])[] = [
  ["GIF", "GIF8", 0],
  ["WebP", "WEBP", 8],
  ["BMP", "BM", 0],
  ["TIFF", "II*\0", 0],
  ["TIFF", "MM\0*", 0],
  ["HEIC or AVIF", "ftyp", 4],
  ["a Git LFS pointer: its content was not fetched", "version https://git-lfs", 0],
  ["a text", "<", 0],
];

/** Names lie: the first bytes say what a file is. */
const strangeFormat = (file: Uint8Array): string | undefined => {
  if (file.length === 0) return "it is empty";
  const begins = (bytes: readonly number[]): boolean => bytes.every((byte, i) => file[i] === byte);
  if (begins(PNG) || begins(JPEG)) return undefined;
  const known = STRANGE.find(([, text, at]) =>
    [...text].every((character, i) => file[at + i] === character.codePointAt(0)),
  );
  return `it is neither PNG nor JPEG${known ? ` but ${known[0]}` : ""}`;
};

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split("\n", 1)[0]!.trim();
