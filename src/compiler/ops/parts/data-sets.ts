import { toFloat } from "../../../base/number.ts";
import type { Part } from "../../3-elaborate/value.ts";
import type { TensorType } from "../../4-graph/graph.ts";
import type { PartSurface, SurfaceParameter } from "../surface.ts";
import { choice, float, int, list, parameter, text } from "./parameter-types.ts";

const wholeArgument = (part: Part, name: string, standard: number): number => {
  const value = part.arguments.get(name);
  return value?.kind === "number" ? toFloat(value.value) : standard;
};

/** Pictures [batch, height, width, channel] and for each the index of its class. */
const labelledPictures = (
  height: number,
  width: number,
  classes: number,
  channels = 3,
): ReadonlyMap<string, TensorType> =>
  new Map<string, TensorType>([
    [
      "image",
      {
        dims: [
          { axis: "batch", size: "batch" },
          { axis: "height", size: height },
          { axis: "width", size: width },
          { axis: "channel", size: channels },
        ],
        kind: "float",
      },
    ],
    ["label", { dims: [{ axis: "batch", size: "batch" }], kind: "index", of: "class", range: classes }],
  ]);

/** Pictures as large as `size`, or `size` × `width`, says. */
const sizedPictures = (part: Part, channels: number): ReadonlyMap<string, TensorType> => {
  const size = wholeArgument(part, "size", 1);
  return labelledPictures(size, wholeArgument(part, "width", size), wholeArgument(part, "classes", 1), channels);
};

const split = parameter("split", choice("train", "test"), "which part of the set");
const first = parameter("first", int(1), "only so many pictures from the front", "none");
const normalization = (mean: string, deviation: string): readonly SurfaceParameter[] => [
  parameter("scale", float, "a pixel's byte times this is what `mean` and `deviation` speak of", "1/255"),
  parameter("mean", list(float), "taken off each colour; one number: off all", mean),
  parameter("deviation", list(float), "each colour is divided by it; one number: all are", deviation),
];

/** What a recipe learns from and is tested on. A default is printed as a spec would write it and read from there. */
export const dataSets: readonly PartSurface[] = [
  {
    name: "cifar10",
    role: "data",
    doc: "CIFAR-10: 50,000 + 10,000 colour pictures of 32×32 in 10 classes, in the binary layout. `kesc data get cifar10` fetches it.",
    parameters: [
      parameter(
        "path",
        text,
        "the folder, under the data folder (`data` under the root) or under the root",
        '"cifar-10-batches-bin"',
      ),
      split,
      first,
      ...normalization("[0.4914, 0.4822, 0.4465]", "[0.247, 0.2435, 0.2616]"),
    ],
    yields: () => labelledPictures(32, 32, 10),
  },
  {
    name: "cifar100",
    role: "data",
    doc: "CIFAR-100: 50,000 + 10,000 colour pictures of 32×32 in 100 classes (20 coarse ones), in the binary layout.",
    parameters: [
      parameter(
        "path",
        text,
        "the folder, under the data folder (`data` under the root) or under the root",
        '"cifar-100-binary"',
      ),
      split,
      first,
      parameter("labels", choice("fine", "coarse"), "100 classes, or the 20 they belong to", "fine"),
      ...normalization("[0.5071, 0.4865, 0.4409]", "[0.2673, 0.2564, 0.2762]"),
    ],
    yields: (part) => {
      const labels = part.arguments.get("labels");
      return labelledPictures(32, 32, labels?.kind === "symbol" && labels.name === "coarse" ? 20 : 100);
    },
  },
  {
    name: "shapes",
    role: "data",
    doc: "Coloured shapes on noise, drawn from a seed: the same pictures on every machine, no file needed.",
    parameters: [
      split,
      parameter("count", int(1), "how many pictures", "5000"),
      parameter("classes", int(2), "how many kinds of shape, at most 10", "10"),
      parameter("size", int(8), "edge of a picture in pixels", "32"),
      parameter("seed", int(0), "other seeds give other pictures of the same kinds", "1"),
      ...normalization("[0.5, 0.5, 0.5]", "[0.25, 0.25, 0.25]"),
    ],
    yields: (part) => {
      const size = wholeArgument(part, "size", 32);
      return labelledPictures(size, size, wholeArgument(part, "classes", 10));
    },
  },
  {
    name: "images",
    role: "data",
    doc: "Folders of PNG and JPEG pictures, a folder a class: `path/cat/1.png`, or `path/train/cat/1.png` where `split` is given.",
    parameters: [
      parameter("path", text, "the folder, under the data folder (`data` under the root) or under the root"),
      parameter("size", int(1), "edge of a picture in pixels; its height, where `width` is given"),
      parameter("classes", int(1), "how many folders there are"),
      parameter("split", choice("train", "validation", "test"), "the folder that holds the classes' folders", "none"),
      parameter("width", int(1), "of pictures that aren't square", "size"),
      parameter(
        "fit",
        choice("crop", "stretch"),
        "the shorter edge is scaled and the middle cut out, or both edges are scaled",
        "crop",
      ),
      parameter("first", int(1), "only so many pictures, from each class in turn", "none"),
      ...normalization("[0.485, 0.456, 0.406]", "[0.229, 0.224, 0.225]"),
    ],
    yields: (part) => sizedPictures(part, 3),
  },
  {
    name: "module",
    role: "data",
    doc: "Whatever an ES module of yours gives: `{ count, classes, labels, pixels }` as its default export, or a function that makes it.",
    parameters: [
      parameter("path", text, "the file, under the data folder (`data` under the root) or under the root"),
      parameter("size", int(1), "edge of a picture in pixels; its height, where `width` is given"),
      parameter("classes", int(1), "how many classes there are"),
      parameter("split", choice("train", "validation", "test"), "told to the module's function", "train"),
      parameter("width", int(1), "of pictures that aren't square", "size"),
      parameter("channels", int(1), "bytes a pixel", "3"),
      first,
      ...normalization("[0.5]", "[0.25]"),
    ],
    yields: (part) => sizedPictures(part, wholeArgument(part, "channels", 3)),
  },
  {
    name: "voc",
    role: "data",
    doc: "Pascal VOC: photos with boxes.",
    parameters: [
      parameter("path", text, "the folder of the year, `VOC2007`"),
      parameter("split", choice("train", "val", "trainval", "test"), "which part of the set"),
    ],
    notYet: "photos with boxes can't be trained on yet",
  },
];
