import { pathToFileURL } from "node:url";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Part } from "../../compiler/3-elaborate/value.ts";
import { moduleDataWrong, moduleFails, moduleMissing, tooFewPictures } from "../../compiler/diagnostics/data.ts";
import type { PictureShape } from "./data-set.ts";
import { findPath, type DataFolders } from "./find-path.ts";
import { importModule } from "./import-module.ts";
import { findTooLarge, makeSet, type Opened } from "./make-set.ts";
import { readModuleData } from "./read-module-data.ts";
import type { WatchReading } from "./read-pictures.ts";
import { readNormalization, readNumber, readText, type Settings } from "./settings.ts";

/** What a data module's function is given. */
export interface ModuleRequest {
  /** As the spec says: which part of the set is wanted. */
  readonly split: "train" | "validation" | "test";
  /** Absolute: where kes.config.json lies, or the spec. */
  readonly root: string;
  /** Absolute: the data folder. */
  readonly data: string;
  /** What each picture must be. */
  readonly shape: PictureShape;
  /** How many classes there must be. */
  readonly classes: number;
}

/** What a data module gives: a whole set, as pixels or picture by picture. */
export interface ModuleData {
  readonly count: number;
  /** Names in the order of the labels. */
  readonly classes: readonly string[];
  /** [count], each an index into `classes`. */
  readonly labels: ArrayLike<number>;
  /** [count, height, width, channels], a byte each, row by row. */
  readonly pixels?: Uint8Array | Uint8ClampedArray;
  /** Instead of `pixels`: one picture's [height, width, channels]. Called for 0, 1, … in turn. */
  readonly get?: (index: number) => Uint8Array | Uint8ClampedArray | Promise<Uint8Array | Uint8ClampedArray>;
  /** Of each picture, where the module wants it to be compared with the recipe's. */
  readonly shape?: PictureShape;
}

/** `module("./mine.mjs", …)`: a user's own program makes the data. It is run with all the rights of this process. */
export const openModule = async (
  part: Part,
  settings: Settings,
  folders: DataFolders,
  watch?: WatchReading,
): Promise<Opened> => {
  const path = readText(settings, "path");
  const size = readNumber(settings, "size") ?? 0;
  const channels = readNumber(settings, "channels") ?? 3;
  const shape = { height: size, width: readNumber(settings, "width") ?? size, channels };
  const classes = readNumber(settings, "classes") ?? 0;
  const [normalization, problems] = readNormalization(part, settings, channels);
  const file = await findPath(path, "file", folders);
  if (file === undefined) return [undefined, [...problems, diagnose(moduleMissing, part.span, { path })]];
  if (problems.length > 0) return [undefined, problems];
  const split = readText(settings, "split") as ModuleRequest["split"];
  const [given, failure] = await runModule(part, file, path, { split, ...folders, shape, classes });
  if (failure) return [undefined, [failure]];
  const first = readNumber(settings, "first");
  const tooLarge = (count: number): Diagnostic | undefined => findTooLarge(part, "size", count, shape);
  const read = await readModuleData(given, { shape, classes, first, tooLarge }, watch);
  switch (read.kind) {
    case "read": {
      const about = { name: `${path} ${split}`, shape, classes: read.classes, normalization };
      return [makeSet(part, settings, read, about), []];
    }
    case "stopped":
      return [undefined, []];
    case "refused":
      return [undefined, [read.because]];
    case "few":
      return [undefined, [diagnose(tooFewPictures, part.span, { data: path, wanted: read.wanted, found: read.found })]];
    case "failed":
      return [undefined, [failureOf(part, path, file, `\`get(${read.index})\``, read.error)]];
    case "wrong":
      return [undefined, [diagnose(moduleDataWrong, part.span, { path, problems: read.problems })]];
  }
};

/** The default export, or what it or `load` gives when called. */
const runModule = async (
  part: Part,
  file: string,
  path: string,
  request: ModuleRequest,
): Promise<readonly [unknown, Diagnostic | undefined]> => {
  let loaded: Readonly<Record<string, unknown>>;
  try {
    loaded = await importModule(pathToFileURL(file).href);
  } catch (error) {
    return [undefined, failureOf(part, path, file, "loading it", error)];
  }
  const [name, made] = "default" in loaded ? ["its default export", loaded["default"]] : ["`load`", loaded["load"]];
  if (made === undefined) {
    const problems = ["it exports neither a default nor `load`"];
    return [undefined, diagnose(moduleDataWrong, part.span, { path, problems })];
  }
  if (typeof made !== "function") return [made, undefined];
  try {
    return [await (made as (asked: ModuleRequest) => unknown)(request), undefined];
  } catch (error) {
    return [undefined, failureOf(part, path, file, name, error)];
  }
};

const failureOf = (part: Part, path: string, file: string, doing: string, error: unknown): Diagnostic => {
  const line = lineIn(file, error);
  return diagnose(moduleFails, part.span, { path, doing, error: sentence(error), ...(line !== undefined && { line }) });
};

const sentence = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return `${error.name}: ${error.message.split("\n", 1)[0]}`;
};

/** The line of the module that threw, read off the stack. */
const lineIn = (file: string, error: unknown): number | undefined => {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const place of [pathToFileURL(file).href, file]) {
    const at = stack.indexOf(`${place}:`);
    const line = at < 0 ? undefined : /^:(\d+)/.exec(stack.slice(at + place.length))?.[1];
    if (line !== undefined) return Number(line);
  }
  return undefined;
};
