import { stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { toFloat } from "../../base/number.ts";
import type { Part, Value } from "../../compiler/3-elaborate/value.ts";
import { partSettings, partSurface } from "../../compiler/ops/part-settings.ts";
import { badSetting, dataFolderMissing, dataNotYet, dataSetsDiffer } from "../../compiler/diagnostics/data.ts";
import { plainRecord } from "../runs/plain-value.ts";
import { CIFAR10, CIFAR100, CIFAR_EDGE, type CifarLayout } from "./cifar-layout.ts";
import { emptyLabels, type DataSet, type LabelledPictures, type Normalization, type PictureShape } from "./data-set.ts";
import { hashPictures } from "./hash-pictures.ts";
import { cifarClasses, readCifar } from "./read-cifar.ts";
import { drawShapes, SHAPE_CLASSES } from "./shapes.ts";

type Settings = ReadonlyMap<string, Value>;
/** Where relative paths of data sets are looked for: first under `data`, then under `root`. Both absolute. */
export interface DataFolders {
  readonly root: string;
  readonly data: string;
}

type Opened = readonly [DataSet | undefined, readonly Diagnostic[]];

/**
 * Brings the union of data sets into memory. Everything that is wrong with any of them is told, at the part that names
 * it.
 */
export const openData = async (parts: readonly Part[], folders: DataFolders): Promise<Opened> => {
  const sets: DataSet[] = [];
  const problems: Diagnostic[] = [];
  for (const part of parts) {
    const [set, found] = await openPart(part, folders);
    problems.push(...found);
    if (set) sets.push(set);
  }
  const [first] = sets;
  if (problems.length > 0 || !first) return [undefined, problems];
  for (const [index, set] of sets.entries()) {
    const what = differenceOf(first, set);
    const part = parts[index];
    if (what !== undefined && part)
      problems.push(diagnose(dataSetsDiffer, part.span, { first: first.name, second: set.name, what }));
  }
  return problems.length > 0 ? [undefined, problems] : [sets.length === 1 ? first : unite(sets), []];
};

/** Why two sets can't be used together; undefined where they can. */
export const differenceOf = (a: DataSet, b: DataSet): string | undefined => {
  const edges = ({ shape }: DataSet): string => `${shape.height}×${shape.width}×${shape.channels}`;
  if (edges(a) !== edges(b)) return `pictures of ${edges(a)} and of ${edges(b)}`;
  if (a.classes.join() !== b.classes.join()) return `their classes differ: ${a.classes.length} and ${b.classes.length}`;
  if (JSON.stringify(a.normalization) !== JSON.stringify(b.normalization))
    return "their scale, mean or deviation differ";
  return undefined;
};

const unite = (sets: readonly DataSet[]): DataSet => {
  const first = sets[0]!;
  const pixels = Buffer.concat(sets.map((set) => set.pixels));
  const count = sets.reduce((sum, set) => sum + set.count, 0);
  const labels = emptyLabels(count, first.classes.length);
  let at = 0;
  for (const set of sets) {
    labels.set(set.labels, at);
    at += set.count;
  }
  const facts = {
    ...first.facts,
    part: "union",
    settings: { of: sets.map((set) => set.facts) },
    count,
    sha256: hashPictures(labels, pixels),
  };
  return { ...first, name: sets.map((set) => set.name).join(" + "), count, pixels, labels, facts };
};

const openPart = async (part: Part, folders: DataFolders): Promise<Opened> => {
  const surface = partSurface(part.name);
  if (surface?.notYet !== undefined)
    return [undefined, [diagnose(dataNotYet, part.span, { part: part.name, reason: surface.notYet })]];
  const settings = partSettings(part);
  if (part.name === "cifar10") return openCifar(CIFAR10, part, settings, folders);
  if (part.name === "cifar100") return openCifar(CIFAR100, part, settings, folders);
  if (part.name === "shapes") return openShapes(part, settings);
  throw new Error(`the data set ${part.name} is declared but not built`);
};

const openCifar = async (
  layout: CifarLayout,
  part: Part,
  settings: Settings,
  folders: DataFolders,
): Promise<Opened> => {
  const path = text(settings, "path");
  const [normalization, problems] = readNormalization(part, settings);
  const folder = await findFolder(path, folders);
  if (folder === undefined) {
    const get = layout.name === "cifar10" ? { get: layout.name } : {};
    return [
      undefined,
      [...problems, diagnose(dataFolderMissing, part.span, { data: layout.name, folder: path, ...get })],
    ];
  }
  const split = text(settings, "split") === "test" ? "test" : "train";
  const labels = text(settings, "labels") === "coarse" ? "coarse" : "fine";
  const request = { layout, split, labels, first: whole(settings, "first") } as const;
  const [pictures, found] = await readCifar(folder, request, part.span);
  if (!pictures || problems.length > 0) return [undefined, [...problems, ...found]];
  const shape = { height: CIFAR_EDGE, width: CIFAR_EDGE, channels: 3 };
  return [
    dataSet(part, settings, `${layout.name} ${split}`, pictures, shape, cifarClasses(request), normalization),
    [],
  ];
};

const openShapes = (part: Part, settings: Settings): Opened => {
  const [normalization, found] = readNormalization(part, settings);
  const problems = [...found];
  const classes = whole(settings, "classes") ?? 10;
  if (classes > SHAPE_CLASSES.length) {
    const problem = `${classes} classes of ${SHAPE_CLASSES.length} kinds of shape`;
    problems.push(diagnose(badSetting, part.span, { part: part.name, setting: "classes", problem }));
  }
  const size = whole(settings, "size") ?? 32;
  const count = whole(settings, "count") ?? 5000;
  if (count * size * size * 3 > 2 ** 31) {
    const problem = `${count} pictures of ${size}×${size} take more than 2 GiB`;
    problems.push(diagnose(badSetting, part.span, { part: part.name, setting: "count", problem }));
  }
  if (problems.length > 0) return [undefined, problems];
  const split = text(settings, "split") === "test" ? "test" : "train";
  const pictures = drawShapes({ split, count, classes, size, seed: whole(settings, "seed") ?? 1 });
  const shape = { height: size, width: size, channels: 3 };
  return [
    dataSet(part, settings, `shapes ${split}`, pictures, shape, SHAPE_CLASSES.slice(0, classes), normalization),
    [],
  ];
};

const dataSet = (
  part: Part,
  settings: Settings,
  name: string,
  pictures: LabelledPictures,
  shape: PictureShape,
  classes: readonly string[],
  normalization: Normalization,
): DataSet => ({
  ...pictures,
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

const readNormalization = (part: Part, settings: Settings): readonly [Normalization, readonly Diagnostic[]] => {
  const mean = numbers(settings, "mean");
  const deviation = numbers(settings, "deviation");
  const problems: Diagnostic[] = [];
  const complain = (setting: string, problem: string): number =>
    problems.push(diagnose(badSetting, part.span, { part: part.name, setting, problem }));
  if (mean.length !== 3) complain("mean", `${mean.length} numbers for 3 colours`);
  if (deviation.length !== 3) complain("deviation", `${deviation.length} numbers for 3 colours`);
  if (!deviation.every((value) => value > 0)) complain("deviation", "it must be above 0");
  return [{ scale: float(settings, "scale") ?? 1 / 255, mean, deviation }, problems];
};

/** The folder that `path` means, or undefined where there is none. */
export const findFolder = async (path: string, { data, root }: DataFolders): Promise<string | undefined> => {
  const candidates = isAbsolute(path) ? [path] : [join(data, path), join(root, path)];
  for (const candidate of candidates) {
    const status = await stat(candidate).catch(() => undefined);
    if (status?.isDirectory()) return candidate;
  }
  return undefined;
};

const float = (settings: Settings, name: string): number | undefined => {
  const value = settings.get(name);
  return value?.kind === "number" ? toFloat(value.value) : undefined;
};
const whole = float;
const text = (settings: Settings, name: string): string => {
  const value = settings.get(name);
  return value?.kind === "string" ? value.value : value?.kind === "symbol" ? value.name : "";
};
const numbers = (settings: Settings, name: string): readonly number[] => {
  const value = settings.get(name);
  return value?.kind === "list" ? value.items.map((item) => (item.kind === "number" ? toFloat(item.value) : NaN)) : [];
};
