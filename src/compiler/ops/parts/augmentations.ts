import type { PartSurface } from "../surface.ts";
import { float, int, parameter } from "./parameter-types.ts";

/** What happens to pictures before each step. */
export const augmentations: readonly PartSurface[] = [
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
    name: "mixup",
    role: "augment",
    doc:
      "Mixes each picture with another of the batch's set, by a weight drawn from Beta(alpha, alpha). The data then also yields `mixed_label`, " +
      "the other's class, and `mix`, the weight of `label`; the loss must read them.",
    parameters: [parameter("alpha", float, "near 0 pictures are hardly mixed, at 1 all weights are as likely")],
    adds: (yields) => {
      const label = yields.get("label");
      if (!label) return new Map();
      return new Map([
        ["mixed_label", label],
        ["mix", { dims: label.dims, kind: "float" }],
      ]);
    },
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
