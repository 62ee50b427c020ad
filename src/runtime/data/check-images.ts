import { join, relative } from "node:path";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source.ts";
import { picturesNeedSharp, unusablePictures } from "../../compiler/diagnostics/data.ts";
import { emptyLabels, type DataSet } from "./data-set.ts";
import { byName, listPictures, splitFolder, splitsOf, type FileProblem } from "./list-pictures.ts";
import { openDecoder } from "./pictures/open-decoder.ts";
import type { PictureDecoder } from "./pictures/picture.ts";
import { readPictures, type ReadPictures, type WatchReading } from "./read-pictures.ts";

type Edges = ReadPictures["sizes"][number];

/** One split of a folder of pictures, or the whole folder: whatever of it can be read. */
export interface CheckedImages {
  readonly set: Pick<DataSet, "name" | "count" | "classes" | "labels" | "pixels" | "shape" | "files">;
  /** The smallest and the largest picture by its number of pixels; none where no picture can be read. */
  readonly sizes: readonly [Edges, Edges] | undefined;
  /** Files that don't count: hidden ones, and what lies beside the classes. */
  readonly ignored: readonly FileProblem[];
}

/** Reads a folder of pictures whole, every split of it, at `size` × `size`; names all that keeps it from being a data set. */
export const checkImages = async (
  folder: string,
  size: number,
  watch?: WatchReading,
): Promise<readonly [readonly CheckedImages[], readonly Diagnostic[]]> => {
  const at: Span = { source: { path: folder, text: "" }, start: 0, end: 0 };
  const decode = await openDecoder();
  if ("problem" in decode) return [[], [diagnose(picturesNeedSharp, at, { reason: decode.problem })]];
  const splits = await splitsOf(folder);
  const checked: CheckedImages[] = [];
  const problems: Diagnostic[] = [];
  for (const split of splits.length > 0 ? splits : [undefined]) {
    const own = split === undefined ? folder : ((await splitFolder(folder, split)) ?? join(folder, split));
    const [images, files] = await checkSplit(own, folder, split ?? "", size, decode, watch);
    checked.push(images);
    const of = images.set.count;
    if (files.length > 0) problems.push(diagnose(unusablePictures, at, { folder: own, of, files, all: true }));
  }
  return [checked, problems];
};

const checkSplit = async (
  folder: string,
  root: string,
  name: string,
  size: number,
  decode: PictureDecoder,
  watch: WatchReading | undefined,
): Promise<readonly [CheckedImages, readonly FileProblem[]]> => {
  const listed = await listPictures(folder);
  const shape = { height: size, width: size, channels: 3 };
  const read = await readPictures(listed.pictures, { ...shape, fit: "crop" }, decode, watch);
  const broken = new Set(read.problems.map((problem) => problem.name));
  const whole = [...listed.pictures.keys()].filter((place) => !broken.has(listed.pictures[place]!.name));
  const bytes = size * size * 3;
  const pixels = new Uint8Array(whole.length * bytes);
  const labels = emptyLabels(whole.length, listed.classes.length);
  whole.forEach((place, i) => {
    pixels.set(read.pixels.subarray(place * bytes, (place + 1) * bytes), i * bytes);
    labels[i] = listed.pictures[place]!.label;
  });
  const files = whole.map((place) => relative(root, listed.pictures[place]!.path));
  const sizes = whole.map((place) => read.sizes[place]!).sort((a, b) => a.height * a.width - b.height * b.width);
  const [least, most] = [sizes[0], sizes.at(-1)];
  const set = { name, count: whole.length, classes: listed.classes, labels, pixels, shape, files };
  const images = { set, sizes: least && most ? ([least, most] as const) : undefined, ignored: listed.ignored };
  return [images, [...listed.problems, ...read.problems].sort(byName)];
};
