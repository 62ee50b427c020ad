/** A picture in sRGB, a byte each: [height, width, 3], row-major. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly bytes: Uint8Array;
}

/** What a file's bytes hold; a sentence says why they hold no picture. */
export type Decoded = Picture | { readonly problem: string };

export type PictureDecoder = (file: Uint8Array) => Promise<Decoded>;

/** Endings of the names of files that are taken for pictures, in small letters. */
export const PICTURE_ENDINGS: readonly string[] = [".png", ".jpg", ".jpeg"];

export const isPictureName = (name: string): boolean =>
  PICTURE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
