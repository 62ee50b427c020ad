import type { PartSurface } from "../surface.ts";

/** What is measured on pictures that were not learned from. */
export const metrics: readonly PartSurface[] = [
  {
    name: "error",
    role: "metric",
    isOneNumber: true,
    doc: "The share of pictures whose largest logit is not their class's.",
    parameters: [],
  },
  {
    name: "top5",
    role: "metric",
    isOneNumber: true,
    doc: "The share of pictures whose class is not among the five largest logits.",
    parameters: [],
  },
  {
    name: "per_class",
    role: "metric",
    doc: "The error of each class by itself.",
    parameters: [],
  },
  {
    name: "confusion",
    role: "metric",
    doc: "How many pictures of each class were taken for each class.",
    parameters: [],
  },
  {
    name: "map11",
    role: "metric",
    isOneNumber: true,
    doc: "Mean average precision at 11 points of recall (VOC2007).",
    parameters: [],
    notYet: "boxes can't be scored yet",
  },
  {
    name: "map_area",
    role: "metric",
    isOneNumber: true,
    doc: "Mean average precision as the area under the curve (VOC2010 on).",
    parameters: [],
    notYet: "boxes can't be scored yet",
  },
];
