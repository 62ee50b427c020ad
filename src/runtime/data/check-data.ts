import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source.ts";
import { dataHashDiffers } from "../../compiler/diagnostics/data.ts";
import { CIFAR10, CIFAR100, CIFAR_EDGE, type CifarLayout } from "./cifar-layout.ts";
import type { DataSet } from "./data-set.ts";
import { cifarClasses, readCifar } from "./read-cifar.ts";

export interface WrongFile {
  readonly name: string;
  readonly expected: string;
  /** Undefined where it can't be read. */
  readonly found: string | undefined;
}

/** The files of a set whose SHA-256 is not the published one. */
export const compareHashes = async (folder: string, layout: CifarLayout): Promise<readonly WrongFile[]> => {
  const wrong: WrongFile[] = [];
  for (const [name, expected] of layout.sha256) {
    const found = await sha256(join(folder, name)).catch(() => undefined);
    if (found !== expected) wrong.push({ name, expected, found });
  }
  return wrong;
};

const sha256 = async (file: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
};

export interface CheckedData {
  readonly title: string;
  /** Those that can be read, named `train` and `test`. */
  readonly sets: readonly Pick<DataSet, "name" | "count" | "classes" | "labels" | "pixels" | "shape">[];
  /** Damage that keeps it from being read. */
  readonly problems: readonly Diagnostic[];
  /** Files that can be read but aren't the published ones. */
  readonly differing: readonly Diagnostic[];
}

/** Reads a folder in CIFAR's layout whole: names every damage and every file that isn't the published one. */
export const checkData = async (folder: string, layout: CifarLayout = CIFAR10): Promise<CheckedData> => {
  const at: Span = { source: { path: folder, text: "" }, start: 0, end: 0 };
  const labels = layout === CIFAR100 ? "fine" : (layout.labels[0]?.name ?? "fine");
  const classes = cifarClasses({ layout, labels });
  const shape = { height: CIFAR_EDGE, width: CIFAR_EDGE, channels: 3 };
  const sets: CheckedData["sets"][number][] = [];
  const problems: Diagnostic[] = [];
  for (const split of ["train", "test"] as const) {
    const [pictures, found] = await readCifar(folder, { layout, split, labels }, at);
    problems.push(...found);
    if (pictures) sets.push({ name: split, classes, shape, ...pictures });
  }
  const wrong = problems.length > 0 ? [] : await compareHashes(folder, layout);
  const differing = wrong.map(({ name, expected, found }) =>
    diagnose(dataHashDiffers, at, { file: name, expected, found: found ?? "nothing" }),
  );
  return { title: layout.title, sets, problems, differing };
};
