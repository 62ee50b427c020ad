import { createHash } from "node:crypto";
import { endianness } from "node:os";
import type { Labels } from "./data-set.ts";

/** SHA-256 of labels and pixels: what makes two sets the same. Labels of two bytes count little end first, on every machine. */
export const hashPictures = (labels: Labels, pixels: Uint8Array): string =>
  createHash("sha256").update(littleEndian(labels)).update(pixels).digest("hex");

const littleEndian = (labels: Labels): Uint8Array => {
  const bytes = new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength);
  return labels.BYTES_PER_ELEMENT === 2 && endianness() === "BE" ? Buffer.from(bytes).swap16() : bytes;
};
