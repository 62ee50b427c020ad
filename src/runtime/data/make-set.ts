import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Part } from "../../compiler/3-elaborate/value.ts";
import { badSetting } from "../../compiler/diagnostics/data.ts";
import { plainRecord } from "../runs/plain-value.ts";
import { pictureSize, type DataSet, type LabelledPictures, type PictureShape } from "./data-set.ts";
import { hashPictures } from "./hash-pictures.ts";
import type { Settings } from "./settings.ts";

/** A set and nothing, or nothing and all that keeps it from being one. */
export type Opened = readonly [DataSet | undefined, readonly Diagnostic[]];

/** What a part of a recipe opened. */
export const makeSet = (
  part: Part,
  settings: Settings,
  pictures: LabelledPictures,
  { name, shape, classes, normalization }: Pick<DataSet, "name" | "shape" | "classes" | "normalization">,
): DataSet => ({
  count: pictures.count,
  pixels: pictures.pixels,
  labels: pictures.labels,
  name,
  shape,
  classes,
  normalization,
  facts: {
    part: part.name,
    settings: plainRecord(settings),
    count: pictures.count,
    shape,
    classes,
    normalization,
    sha256: hashPictures(pictures.labels, pictures.pixels),
  },
});

const MOST_BYTES = 2 ** 31;

/** A complaint about `setting` where so many pictures are too many to be held as bytes. */
export const findTooLarge = (
  part: Part,
  setting: string,
  count: number,
  shape: PictureShape,
): Diagnostic | undefined => {
  const bytes = count * pictureSize(shape);
  if (bytes <= MOST_BYTES) return undefined;
  const gigabytes = (bytes / 2 ** 30).toFixed(1);
  const problem = `${count.toLocaleString("en-US")} pictures of ${shape.height}×${shape.width} take ${gigabytes} GiB, more than 2 GiB`;
  return diagnose(badSetting, part.span, { part: part.name, setting, problem });
};
