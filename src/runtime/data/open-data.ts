import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Part } from "../../compiler/3-elaborate/value.ts";
import { partSettings, partSurface } from "../../compiler/ops/part-settings.ts";
import { dataNotYet, dataSetsDiffer } from "../../compiler/diagnostics/data.ts";
import { CIFAR10, CIFAR100 } from "./cifar-layout.ts";
import { emptyLabels, type DataSet } from "./data-set.ts";
import type { DataFolders } from "./find-path.ts";
import { hashPictures } from "./hash-pictures.ts";
import type { Opened } from "./make-set.ts";
import { openCifar } from "./open-cifar.ts";
import { openImages } from "./open-images.ts";
import { openModule } from "./open-module.ts";
import { openShapes } from "./open-shapes.ts";
import type { WatchReading } from "./read-pictures.ts";

export type { DataFolders } from "./find-path.ts";

/**
 * Brings the union of data sets into memory. Everything that is wrong with any of them is told, at the part that names
 * it.
 */
export const openData = async (parts: readonly Part[], folders: DataFolders, watch?: WatchReading): Promise<Opened> => {
  const sets: DataSet[] = [];
  const problems: Diagnostic[] = [];
  for (const part of parts) {
    const [set, found] = await openPart(part, folders, watch);
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
  if (a.classes.length !== b.classes.length) return `their classes differ: ${a.classes.length} and ${b.classes.length}`;
  const other = a.classes.findIndex((name, label) => name !== b.classes[label]);
  if (other >= 0) return `class ${other} is \`${a.classes[other]}\` and \`${b.classes[other]}\``;
  if (JSON.stringify(a.normalization) !== JSON.stringify(b.normalization))
    return "their scale, mean or deviation differ";
  return undefined;
};

/** Why labels of two sets don't mean the same; undefined where they do. */
export const classDifference = (a: readonly string[], b: readonly string[]): string | undefined => {
  if (a.length !== b.length) return `their classes differ: ${a.length} and ${b.length}`;
  const label = a.findIndex((name, index) => name !== b[index]);
  return label < 0 ? undefined : `class ${label} is \`${a[label]}\` in one and \`${b[label]}\` in the other`;
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
  const files = sets.every((set) => set.files) ? sets.flatMap((set) => set.files ?? []) : undefined;
  const { files: _, ...rest } = first;
  const name = sets.map((set) => set.name).join(" + ");
  return { ...rest, name, count, pixels, labels, facts, ...(files && { files }) };
};

/** A declared part's set. */
const openPart = async (part: Part, folders: DataFolders, watch: WatchReading | undefined): Promise<Opened> => {
  const surface = partSurface(part.name);
  if (surface?.notYet !== undefined)
    return [undefined, [diagnose(dataNotYet, part.span, { part: part.name, reason: surface.notYet })]];
  const settings = partSettings(part);
  switch (part.name) {
    case "cifar10":
      return openCifar(CIFAR10, part, settings, folders);
    case "cifar100":
      return openCifar(CIFAR100, part, settings, folders);
    case "shapes":
      return openShapes(part, settings);
    case "images":
      return openImages(part, settings, folders, watch);
    case "module":
      return openModule(part, settings, folders, watch);
    default:
      throw new Error(`the data set ${part.name} is declared but not built`);
  }
};
