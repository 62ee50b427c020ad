import { diagnose } from "../../base/diagnostic.ts";
import type { Part } from "../../compiler/3-elaborate/value.ts";
import { badSetting } from "../../compiler/diagnostics/data.ts";
import { findTooLarge, makeSet, type Opened } from "./make-set.ts";
import { readNormalization, readNumber, readText, type Settings } from "./settings.ts";
import { drawShapes, SHAPE_CLASSES } from "./shapes.ts";

/** `shapes(…)` */
export const openShapes = (part: Part, settings: Settings): Opened => {
  const [normalization, found] = readNormalization(part, settings);
  const problems = [...found];
  const classes = readNumber(settings, "classes") ?? 10;
  if (classes > SHAPE_CLASSES.length) {
    const problem = `${classes} classes of ${SHAPE_CLASSES.length} kinds of shape`;
    problems.push(diagnose(badSetting, part.span, { part: part.name, setting: "classes", problem }));
  }
  const size = readNumber(settings, "size") ?? 32;
  const count = readNumber(settings, "count") ?? 5000;
  const shape = { height: size, width: size, channels: 3 };
  const tooLarge = findTooLarge(part, "count", count, shape);
  if (tooLarge) problems.push(tooLarge);
  if (problems.length > 0) return [undefined, problems];
  const split = readText(settings, "split") === "test" ? "test" : "train";
  const pictures = drawShapes({ split, count, classes, size, seed: readNumber(settings, "seed") ?? 1 });
  const about = { name: `shapes ${split}`, shape, classes: SHAPE_CLASSES.slice(0, classes), normalization };
  return [makeSet(part, settings, pictures, about), []];
};
