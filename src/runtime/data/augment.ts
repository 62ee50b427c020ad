import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Part } from "../../compiler/3-elaborate/value.ts";
import { badSetting } from "../../compiler/diagnostics/data.ts";
import { partSettings } from "../../compiler/ops/part-settings.ts";
import type { PictureShape } from "./data-set.ts";
import type { Draws } from "./draws.ts";
import { readNumber } from "./settings.ts";

/** Changes one picture at random: reads `source` [height, width, channel], writes all of `target`. Always draws equally often. */
export type Augmentation = (source: Uint8Array, target: Uint8Array, shape: PictureShape, draw: Draws) => void;

/** Settings of the right type without a meaning. */
export const findAugmentProblems = (augment: readonly Part[]): readonly Diagnostic[] =>
  augment.flatMap((part) => {
    const complain = (setting: string, problem: string): readonly Diagnostic[] => [
      diagnose(badSetting, part.span, { part: part.name, setting, problem }),
    ];
    const value = (name: string): number => readNumber(partSettings(part), name) ?? NaN;
    if (part.name === "mixup" && !(value("alpha") > 0)) return complain("alpha", "it must be above 0");
    const probability = value("probability");
    if (part.name === "flip" && !(probability >= 0 && probability <= 1))
      return complain("probability", "it must be from 0 to 1");
    return [];
  });

/** Alpha of the last `mixup` among them: it works on batches, not on a picture's bytes. */
export const mixupAlpha = (augment: readonly Part[]): number | undefined => {
  const part = augment.findLast(({ name }) => name === "mixup");
  return part && readNumber(partSettings(part), "alpha");
};

/** The function of an augmentation's name; undefined where it isn't one of a picture alone (`mixup`), or isn't built yet. */
export const augmentation = (part: Part): Augmentation | undefined => {
  const settings = partSettings(part);
  const float = (name: string): number => readNumber(settings, name) ?? 0;
  if (part.name === "pad_crop") return padCrop(float("pad"));
  if (part.name === "flip") return flip(float("probability"));
  return undefined;
};

/** The picture shifted by up to `pad` pixels each way; what comes in is black. */
const padCrop =
  (pad: number): Augmentation =>
  (source, target, { height, width, channels }, draw) => {
    const [down, right] = [draw(2 * pad + 1) - pad, draw(2 * pad + 1) - pad];
    target.fill(0);
    const [from, to] = [Math.max(0, -right), Math.min(width, width - right)];
    if (from >= to) return;
    for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
      const row = (y + down) * width + right;
      target.set(source.subarray((row + from) * channels, (row + to) * channels), (y * width + from) * channels);
    }
  };

const flip =
  (probability: number): Augmentation =>
  (source, target, { height, width, channels }, draw) => {
    const limit = Math.round(probability * 0x1000000);
    if (draw(0x1000000) >= limit) return void target.set(source);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < channels; channel++)
          target[(y * width + x) * channels + channel] = source[(y * width + width - 1 - x) * channels + channel]!;
  };
