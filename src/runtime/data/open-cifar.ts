import { diagnose } from "../../base/diagnostic.ts";
import type { Part } from "../../compiler/3-elaborate/value.ts";
import { dataFolderMissing } from "../../compiler/diagnostics/data.ts";
import { CIFAR_EDGE, type CifarLayout } from "./cifar-layout.ts";
import { findPath, type DataFolders } from "./find-path.ts";
import { makeSet, type Opened } from "./make-set.ts";
import { cifarClasses, readCifar } from "./read-cifar.ts";
import { readNormalization, readNumber, readText, type Settings } from "./settings.ts";

/** `cifar10(…)`, `cifar100(…)` */
export const openCifar = async (
  layout: CifarLayout,
  part: Part,
  settings: Settings,
  folders: DataFolders,
): Promise<Opened> => {
  const path = readText(settings, "path");
  const [normalization, problems] = readNormalization(part, settings);
  const folder = await findPath(path, "folder", folders);
  if (folder === undefined) {
    const facts = { data: layout.name, folder: path, ...(layout.name === "cifar10" && { get: layout.name }) };
    return [undefined, [...problems, diagnose(dataFolderMissing, part.span, facts)]];
  }
  const split = readText(settings, "split") === "test" ? "test" : "train";
  const labels = readText(settings, "labels") === "coarse" ? "coarse" : "fine";
  const request = { layout, split, labels, first: readNumber(settings, "first") } as const;
  const [pictures, found] = await readCifar(folder, request, part.span);
  if (!pictures || problems.length > 0) return [undefined, [...problems, ...found]];
  const shape = { height: CIFAR_EDGE, width: CIFAR_EDGE, channels: 3 };
  const about = { name: `${layout.name} ${split}`, shape, classes: cifarClasses(request), normalization };
  return [makeSet(part, settings, pictures, about), []];
};
