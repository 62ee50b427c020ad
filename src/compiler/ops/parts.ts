import type { Part } from "../3-elaborate/value.ts";
import type { TensorType } from "../4-graph/graph.ts";
import { toFloat } from "../../base/number.ts";
import type { ParameterType, PartSurface, SurfaceParameter } from "./surface.ts";

/**
 * What recipes are made of, as a spec writes it: data sets, optimizers, schedules, metrics, augmentations. These are their names,
 * parameters and what they yield; `src/runtime` says what they do. A default is printed as a spec would write it and read from there.
 */

const int = (least: number): ParameterType => ({ kind: "int", least });
const float: ParameterType = { kind: "float" };
const bool: ParameterType = { kind: "bool" };
const text: ParameterType = { kind: "string" };
const duration: ParameterType = { kind: "duration" };
const choice = (...of: string[]): ParameterType => ({ kind: "choice", of });
const list = (of: ParameterType): ParameterType => ({ kind: "list", of });

const parameter = (name: string, type: ParameterType, doc: string, standard?: string): SurfaceParameter =>
  standard === undefined ? { name, type, doc } : { name, type, doc, default: standard };

const wholeArgument = (part: Part, name: string, standard: number): number => {
  const value = part.arguments.get(name);
  return value?.kind === "number" ? toFloat(value.value) : standard;
};

/** Pictures [batch, height, width, channel] and for each the index of its class. */
const labelledPictures = (height: number, width: number, classes: number): ReadonlyMap<string, TensorType> =>
  new Map<string, TensorType>([
    [
      "image",
      {
        dims: [
          { axis: "batch", size: "batch" },
          { axis: "height", size: height },
          { axis: "width", size: width },
          { axis: "channel", size: 3 },
        ],
        kind: "float",
      },
    ],
    ["label", { dims: [{ axis: "batch", size: "batch" }], kind: "index", of: "class", range: classes }],
  ]);

const split = parameter("split", choice("train", "test"), "which part of the set");
const first = parameter("first", int(1), "only so many pictures from the front", "none");
const normalization = (mean: string, deviation: string): readonly SurfaceParameter[] => [
  parameter("scale", float, "a pixel's byte times this is what `mean` and `deviation` speak of", "1/255"),
  parameter("mean", list(float), "taken off each colour", mean),
  parameter("deviation", list(float), "each colour is divided by it", deviation),
];

const dataSets: readonly PartSurface[] = [
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

const lr = (standard?: string): SurfaceParameter =>
  parameter("lr", float, "the learning rate that schedules multiply", standard);
const adaptive = (decay: string): readonly SurfaceParameter[] => [
  lr("0.001"),
  parameter("beta1", float, "what is kept of the gradient's running mean", "0.9"),
  parameter("beta2", float, "what is kept of its square's", "0.999"),
  parameter("epsilon", float, "added to the root", "1e-8"),
  parameter("weight_decay", float, "how strongly weights are drawn to 0", decay),
];

const optimizers: readonly PartSurface[] = [
  {
    name: "sgd",
    role: "optimizer",
    doc: "Gradient descent. v = momentum · v + g + weight_decay · w, then w = w − lr · v (nesterov: w − lr · (g + weight_decay · w + momentum · v)).",
    parameters: [
      lr(),
      parameter("momentum", float, "what is kept of the last step", "0"),
      parameter("weight_decay", float, "how strongly weights are drawn to 0", "0"),
      parameter("nesterov", bool, "look one step ahead", "false"),
    ],
  },
  {
    name: "adam",
    role: "optimizer",
    doc: "Adam; weight decay is added to the gradient.",
    parameters: adaptive("0"),
  },
  {
    name: "adamw",
    role: "optimizer",
    doc: "Adam with weight decay of its own: w = w − lr · weight_decay · w before each step.",
    parameters: adaptive("0.01"),
  },
];

const schedules: readonly PartSurface[] = [
  {
    name: "steady",
    role: "schedule",
    doc: "The rate as it is: times 1.",
    parameters: [parameter("length", duration, "how long, where another schedule follows", "none")],
  },
  {
    name: "drop",
    role: "schedule",
    doc: "Times `factor` each time that `every` has passed.",
    parameters: [
      parameter("every", duration, "the time between two drops"),
      parameter("factor", float, "what each drop multiplies by"),
      parameter("length", duration, "how long, where another schedule follows", "none"),
    ],
  },
  {
    name: "steps",
    role: "schedule",
    doc: "Times `factor` at each of the times given.",
    parameters: [
      parameter("at", list(duration), "when, rising"),
      parameter("factor", float, "what each drop multiplies by"),
      parameter("length", duration, "how long, where another schedule follows", "none"),
    ],
  },
  {
    name: "cosine",
    role: "schedule",
    doc: "From 1 to `to` along half a cosine.",
    parameters: [
      parameter("to", float, "the factor at the end", "0"),
      parameter("length", duration, "how long; all that is left where this is the last", "none"),
    ],
  },
  {
    name: "warmup",
    role: "schedule",
    doc: "Rises in equal steps to 1: step i of n runs at i / n.",
    parameters: [parameter("length", duration, "how long")],
  },
];

const metrics: readonly PartSurface[] = [
  {
    name: "error",
    role: "metric",
    doc: "The share of pictures whose largest logit is not their class's.",
    parameters: [],
  },
  {
    name: "top5",
    role: "metric",
    doc: "The share of pictures whose class is not among the five largest logits.",
    parameters: [],
  },
  {
    name: "map11",
    role: "metric",
    doc: "Mean average precision at 11 points of recall (VOC2007).",
    parameters: [],
    notYet: "boxes can't be scored yet",
  },
  {
    name: "map_area",
    role: "metric",
    doc: "Mean average precision as the area under the curve (VOC2010 on).",
    parameters: [],
    notYet: "boxes can't be scored yet",
  },
];

const augmentations: readonly PartSurface[] = [
  {
    name: "pad_crop",
    role: "augment",
    doc: "Black pixels on each side, then a random piece of the old size.",
    parameters: [parameter("pad", int(0), "pixels on each side")],
  },
  {
    name: "flip",
    role: "augment",
    doc: "Mirrors left and right, at random.",
    parameters: [parameter("probability", float, "how often", "0.5")],
  },
  {
    name: "photometric",
    role: "augment",
    doc: "Random brightness, contrast, hue and saturation.",
    parameters: [],
    notYet: "colours can't be varied yet",
  },
  {
    name: "expand",
    role: "augment",
    doc: "Puts the picture somewhere on a larger canvas.",
    parameters: [parameter("max", float, "the largest canvas, in edges of the picture", "4")],
    notYet: "it moves boxes, and pictures with boxes can't be trained on yet",
  },
  {
    name: "iou_crop",
    role: "augment",
    doc: "Cuts a piece that overlaps an object enough.",
    parameters: [],
    notYet: "it moves boxes, and pictures with boxes can't be trained on yet",
  },
];

export const parts: readonly PartSurface[] = [...dataSets, ...optimizers, ...schedules, ...metrics, ...augmentations];
