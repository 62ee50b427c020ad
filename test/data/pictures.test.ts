import { createHash } from "node:crypto";
import sharp, { type Color, type Sharp } from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { openDecoder } from "../../src/runtime/data/pictures/open-decoder.ts";
import type { Picture, PictureDecoder } from "../../src/runtime/data/pictures/picture.ts";
import { resizePicture } from "../../src/runtime/data/pictures/resize-picture.ts";

let decode: PictureDecoder;
beforeAll(async () => {
  const opened = await openDecoder();
  if ("problem" in opened) throw new Error(opened.problem);
  decode = opened;
});

const decoded = async (file: Uint8Array): Promise<Picture> => {
  const picture = await decode(file);
  if ("problem" in picture) throw new Error(picture.problem);
  return picture;
};

const raw = (channels: 1 | 2 | 3 | 4, width: number, height: number, ...bytes: number[]): Sharp =>
  sharp(Uint8Array.from(bytes), { raw: { width, height, channels } });

const colour = (background: Color): Sharp => sharp({ create: { width: 8, height: 8, channels: 3, background } });

/** The largest difference between the picture's pixels and a colour. */
const distance = ({ bytes }: Picture, wanted: readonly number[]): number =>
  bytes.reduce((most, byte, i) => Math.max(most, Math.abs(byte - wanted[i % 3]!)), 0);

describe("pictures become sRGB of a byte a colour", () => {
  it("colour, bit by bit", async () => {
    const picture = await decoded(await raw(3, 2, 1, 1, 2, 3, 250, 128, 0).png().toBuffer());
    expect(picture).toEqual({ height: 1, width: 2, bytes: Buffer.from([1, 2, 3, 250, 128, 0]) });
  });

  it("grey, as three equal colours", async () => {
    const file = await raw(1, 3, 1, 0, 100, 255).toColourspace("b-w").png().toBuffer();
    expect((await sharp(file).metadata()).channels).toBe(1);
    expect([...(await decoded(file)).bytes]).toEqual([0, 0, 0, 100, 100, 100, 255, 255, 255]);
  });

  it("grey JPEG", async () => {
    const file = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#646464" } })
      .toColourspace("b-w")
      .jpeg()
      .toBuffer();
    expect((await sharp(file).metadata()).channels).toBe(1);
    expect(distance(await decoded(file), [100, 100, 100])).toBeLessThan(2);
  });

  it("grey that can be seen through, on white", async () => {
    const file = await raw(2, 2, 1, 10, 255, 10, 0).toColourspace("b-w").png().toBuffer();
    expect((await sharp(file).metadata()).channels).toBe(2);
    expect([...(await decoded(file)).bytes]).toEqual([10, 10, 10, 255, 255, 255]);
  });

  it("alpha, on white: nothing of a colour that can't be seen, half of one half seen", async () => {
    const file = await raw(4, 3, 1, 200, 0, 0, 0, 200, 0, 0, 255, 200, 0, 0, 51).png().toBuffer();
    const { bytes } = await decoded(file);
    expect([...bytes.subarray(0, 6)]).toEqual([255, 255, 255, 200, 0, 0]);
    expect([...bytes.subarray(6)]).toEqual([244, 204, 204]); // 0.2 of it and 0.8 of 255
  });

  it("16 bits, by their upper ones", async () => {
    const values = Uint16Array.of(0x1234, 0x80ff, 0xffff);
    const file = await sharp(values, { raw: { width: 1, height: 1, channels: 3 } })
      .toColourspace("rgb16")
      .png()
      .toBuffer();
    expect((await sharp(file).metadata()).depth).toBe("ushort");
    expect(distance(await decoded(file), [0x12, 0x80, 0xff])).toBeLessThan(2);
  });

  it("16 bits with alpha", async () => {
    const values = Uint16Array.of(0x8000, 0x8000, 0x8000, 0xffff, 0x8000, 0x8000, 0x8000, 0);
    const file = await sharp(values, { raw: { width: 2, height: 1, channels: 4 } })
      .toColourspace("rgb16")
      .png()
      .toBuffer();
    expect([...(await decoded(file)).bytes]).toEqual([128, 128, 128, 255, 255, 255]);
  });

  it("a palette", async () => {
    const file = await colour("#0a141e").png({ palette: true }).toBuffer();
    expect((await sharp(file).metadata()).isPalette).toBe(true);
    expect(distance(await decoded(file), [10, 20, 30])).toBe(0);
  });

  it("CMYK, about the colour it was (ink reaches not all of them)", async () => {
    const file = await colour({ r: 200, g: 120, b: 60 }).toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(file).metadata()).space).toBe("cmyk");
    expect(distance(await decoded(file), [200, 120, 60])).toBeLessThan(25);
  });

  it.each([
    [1, [1, 2, 3, 4, 5, 6]],
    [3, [6, 5, 4, 3, 2, 1]],
    [6, [4, 1, 5, 2, 6, 3]],
    [8, [3, 6, 2, 5, 1, 4]],
  ])("EXIF rotation %i is carried out", async (orientation, expected) => {
    const grey = [1, 2, 3, 4, 5, 6].flatMap((value) => [value, value, value]); // two rows of three
    const file = await raw(3, 3, 2, ...grey)
      .withMetadata({ orientation })
      .png()
      .toBuffer();
    const picture = await decoded(file);
    expect([picture.width, picture.height]).toEqual(orientation < 5 ? [3, 2] : [2, 3]);
    expect([...picture.bytes].filter((_, i) => i % 3 === 0)).toEqual(expected);
  });
});

describe("what is no picture is told", () => {
  const problem = async (file: Uint8Array): Promise<string> => {
    const picture = await decode(file);
    return "problem" in picture ? picture.problem : "";
  };

  it("an empty file", async () => expect(await problem(new Uint8Array())).toBe("it is empty"));

  it("a text", async () =>
    expect(await problem(new TextEncoder().encode("hello there"))).toBe("it is neither PNG nor JPEG"));

  it("another format, by its name", async () => {
    expect(await problem(await colour("red").webp().toBuffer())).toBe("it is neither PNG nor JPEG but WebP");
    expect(await problem(await colour("red").gif().toBuffer())).toBe("it is neither PNG nor JPEG but GIF");
  });

  it("a picture too large to be held", async () => {
    const large = sharp({ create: { width: 12_000, height: 10_000, channels: 3, background: "red" } });
    const file = await large.png({ compressionLevel: 1 }).toBuffer();
    expect(await problem(file)).toBe("it has more than 100 million pixels");
  });

  it("half a file", async () => {
    const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) % 256);
    for (const format of ["png", "jpeg"] as const) {
      const whole = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
        .toFormat(format)
        .toBuffer();
      expect(await problem(whole.subarray(0, whole.length / 2))).toMatch(/^it is broken: \S/);
      expect(await problem(whole.subarray(0, 20))).toMatch(/^it is broken: \S/);
      expect(await problem(whole)).toBe("");
    }
  });
});

it("a missing binary of sharp is told, not thrown", async () => {
  const opened = await openDecoder(() =>
    Promise.reject(new Error('Could not load the "sharp" module using the sunos-vax runtime\nPossible solutions:')),
  );
  expect(opened).toEqual({ problem: 'Could not load the "sharp" module using the sunos-vax runtime' });
});

/** A picture made by a formula that another program knows too. */
const made = (height: number, width: number): Picture => ({
  height,
  width,
  bytes: Uint8Array.from(
    { length: height * width * 3 },
    (_, i) => (i * i * 7 + i * 13 + Math.floor(i / (width * 3)) * 29) % 251,
  ),
});

const grey = (...rows: readonly (readonly number[])[]): Picture => ({
  height: rows.length,
  width: rows[0]!.length,
  bytes: Uint8Array.from(rows.flatMap((row) => row.flatMap((value) => [value, value, value]))),
});

const values = (bytes: Uint8Array): readonly number[] => [...bytes].filter((_, i) => i % 3 === 0);

describe("resizePicture", () => {
  // SHA-256 of what Pillow 11.3.0 makes of the same pictures: resize(BILINEAR), the middle by torchvision's rule.
  it.each([
    [37, 53, 16, "b31dce913742a15d", "27f48a48c78b8984"],
    [100, 41, 32, "989d12808f40ba0a", "1303b21ce9ba3c24"],
    [20, 20, 32, "842e8848e339640b", "dbcad8b4a21054d1"],
    [64, 64, 64, "3deca12235b083f0", "4afb266336512589"],
    [301, 200, 24, "9125c20edeb78caa", "d0bb6051f72d944e"],
    [9, 31, 33, "66f8c38cfece5311", "25562aa8f3e27b7a"],
  ])("makes Pillow's bits of %i×%i at %i", (height, width, size, cropped, stretched) => {
    const sha = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    expect(sha(resizePicture(made(height, width), { height: size, width: size }, "crop"))).toBe(cropped);
    expect(sha(resizePicture(made(height, width), { height: size, width: size + 3 }, "stretch"))).toBe(stretched);
  });

  it("leaves a picture of the right size as it is", () => {
    const picture = made(7, 5);
    expect(resizePicture(picture, { height: 7, width: 5 }, "crop")).toEqual(picture.bytes);
  });

  it("has half-pixel centres: halving averages by 1, 3, 3, 1", () => {
    // The triangle around the middle of two pixels is two pixels wide each way: 1/8, 3/8, 3/8, 1/8; at an edge 3/7, 3/7, 1/7.
    const half = resizePicture(grey([0, 80, 160, 240]), { height: 1, width: 2 }, "stretch");
    expect(values(half)).toEqual([Math.round((3 * 80 + 160) / 7), Math.round((80 + 3 * 160 + 3 * 240) / 7)]);
  });

  it("enlarges to a quarter and three quarters between centres", () => {
    const twice = resizePicture(grey([0, 200]), { height: 1, width: 4 }, "stretch");
    expect(values(twice)).toEqual([0, 50, 150, 200]);
  });

  it("cuts the middle out of the longer edge", () => {
    expect(values(resizePicture(grey([1, 2, 3, 4, 5]), { height: 1, width: 1 }, "crop"))).toEqual([3]);
    expect(values(resizePicture(grey([1], [2], [3]), { height: 1, width: 1 }, "crop"))).toEqual([2]);
    expect(values(resizePicture(grey([1, 2, 3, 4], [5, 6, 7, 8]), { height: 2, width: 2 }, "crop"))).toEqual([
      2, 3, 6, 7,
    ]);
  });

  it("covers a shape that is no square", () => {
    const wide = resizePicture(made(30, 10), { height: 4, width: 12 }, "crop");
    expect(wide.length).toBe(4 * 12 * 3);
  });
});
