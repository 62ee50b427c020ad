import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Part } from "../../compiler/3-elaborate/value.ts";
import {
  classFoldersDiffer,
  dataFolderMissing,
  picturesNeedSharp,
  splitUnclear,
  tooFewPictures,
  unusablePictures,
} from "../../compiler/diagnostics/data.ts";
import { emptyLabels, type PictureShape } from "./data-set.ts";
import { findPath, type DataFolders } from "./find-path.ts";
import { byName, listPictures, splitFolder, splitsOf, type FoundPicture, type PictureFolder } from "./list-pictures.ts";
import { findTooLarge, makeSet, type Opened } from "./make-set.ts";
import { openDecoder } from "./pictures/open-decoder.ts";
import { readPictures, type WatchReading } from "./read-pictures.ts";
import { readNormalization, readNumber, readText, type Settings } from "./settings.ts";

/** `images(…)`: pictures in folders by class. */
export const openImages = async (
  part: Part,
  settings: Settings,
  folders: DataFolders,
  watch?: WatchReading,
): Promise<Opened> => {
  const [normalization, problems] = readNormalization(part, settings);
  const [folder, unclear] = await findSplit(part, settings, folders);
  if (folder === undefined) return [undefined, [...problems, ...unclear]];
  const listed = await listPictures(folder);
  const size = readNumber(settings, "size") ?? 0;
  const shape = { height: size, width: readNumber(settings, "width") ?? size, channels: 3 };
  const pictures = listed.pictures.slice(0, readNumber(settings, "first"));
  const found = [...problems, ...findListProblems(part, settings, folder, listed, shape)];
  if (found.length > 0) return [undefined, found];
  const [pixels, unusable] = await decodeAll(part, settings, { folder, listed, pictures, shape }, watch);
  if (!pixels || watch?.signal?.aborted) return [undefined, unusable];
  const labels = emptyLabels(pictures.length, listed.classes.length);
  pictures.forEach(({ label }, at) => (labels[at] = label));
  const name = `${readText(settings, "path")} ${readText(settings, "split")}`.trim();
  const about = { name, shape, classes: listed.classes, normalization };
  const set = makeSet(part, settings, { count: pictures.length, pixels, labels }, about);
  return [{ ...set, files: pictures.map((picture) => picture.name) }, []];
};

/** The folder whose folders are classes. */
const findSplit = async (
  part: Part,
  settings: Settings,
  folders: DataFolders,
): Promise<readonly [string | undefined, readonly Diagnostic[]]> => {
  const path = readText(settings, "path");
  const root = await findPath(path, "folder", folders);
  if (root === undefined)
    return [undefined, [diagnose(dataFolderMissing, part.span, { data: part.name, folder: path })]];
  const split = readText(settings, "split");
  const found = await splitsOf(root);
  if (split === "") {
    if (found.length === 0) return [root, []];
    return [undefined, [diagnose(splitUnclear, part.span, { folder: path, found })]];
  }
  const folder = await splitFolder(root, split);
  if (folder !== undefined) return [folder, []];
  return [undefined, [diagnose(splitUnclear, part.span, { folder: path, split, found })]];
};

/** What is known before a picture is read. */
const findListProblems = (
  part: Part,
  settings: Settings,
  folder: string,
  { classes, pictures, problems }: PictureFolder,
  shape: PictureShape,
): readonly Diagnostic[] => {
  const found: Diagnostic[] = [];
  const wanted = readNumber(settings, "classes") ?? 0;
  if (classes.length !== wanted) found.push(diagnose(classFoldersDiffer, part.span, { folder, wanted, classes }));
  const first = readNumber(settings, "first");
  if (first !== undefined && first > pictures.length)
    found.push(diagnose(tooFewPictures, part.span, { data: part.name, wanted: first, found: pictures.length }));
  const tooLarge = findTooLarge(part, "size", Math.min(pictures.length, first ?? Infinity), shape);
  if (tooLarge) found.push(tooLarge);
  if (found.length > 0 && problems.length > 0)
    found.push(diagnose(unusablePictures, part.span, { folder, of: pictures.length, files: problems }));
  return found;
};

const decodeAll = async (
  part: Part,
  settings: Settings,
  set: {
    readonly folder: string;
    readonly listed: PictureFolder;
    readonly pictures: readonly FoundPicture[];
    readonly shape: PictureShape;
  },
  watch: WatchReading | undefined,
): Promise<readonly [Uint8Array | undefined, readonly Diagnostic[]]> => {
  const decode = await openDecoder();
  if ("problem" in decode) return [undefined, [diagnose(picturesNeedSharp, part.span, { reason: decode.problem })]];
  const fit = readText(settings, "fit") === "stretch" ? "stretch" : "crop";
  const read = await readPictures(set.pictures, { ...set.shape, fit }, decode, watch);
  const files = [...set.listed.problems, ...read.problems].sort(byName);
  if (files.length === 0) return [read.pixels, []];
  const of = set.listed.pictures.length;
  return [undefined, [diagnose(unusablePictures, part.span, { folder: set.folder, of, files })]];
};
