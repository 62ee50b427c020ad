import { open, readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source.ts";
import {
  dataFileCut,
  dataFileMissing,
  dataFileUnreadable,
  labelOutOfRange,
  tooFewPictures,
} from "../../compiler/diagnostics/data.ts";
import { CIFAR_LAYOUTS, CIFAR_PIXELS, recordSize, type CifarLayout } from "./cifar-layout.ts";
import type { LabelledPictures } from "./data-set.ts";
import { reasonOf } from "./reason-of.ts";

export interface CifarRequest {
  readonly layout: CifarLayout;
  readonly split: "train" | "test";
  readonly labels: "fine" | "coarse";
  /** Only so many from the front; undefined: all. */
  readonly first?: number | undefined;
}

interface FoundFile {
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

/**
 * Reads one split of a CIFAR set from `folder` (which exists). All files of the split must be there, whole and with labels in
 * range; every damage is told at `at`, all files' at once. Files may hold any number of pictures.
 */
export const readCifar = async (
  folder: string,
  request: CifarRequest,
  at: Span,
): Promise<readonly [LabelledPictures | undefined, readonly Diagnostic[]]> => {
  const [files, problems] = await findFiles(folder, request, at);
  if (problems.length > 0) return [undefined, problems];
  const record = recordSize(request.layout);
  const found = files.reduce((sum, file) => sum + file.size / record, 0);
  const wanted = request.first ?? found;
  if (wanted > found) {
    const data = `${request.layout.name}(split: ${request.split})`;
    return [undefined, [diagnose(tooFewPictures, at, { data, wanted, found })]];
  }
  return readPictures(files, request, wanted, at);
};

const findFiles = async (
  folder: string,
  { layout, split }: CifarRequest,
  at: Span,
): Promise<readonly [readonly FoundFile[], readonly Diagnostic[]]> => {
  const problems: Diagnostic[] = [];
  const files: FoundFile[] = [];
  const missing: string[] = [];
  for (const name of layout.files[split]) {
    const path = join(folder, name);
    try {
      const status = await stat(path);
      if (!status.isFile()) problems.push(diagnose(dataFileUnreadable, at, { file: path, reason: "it is not a file" }));
      else files.push({ name, path, size: status.size });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") missing.push(name);
      else problems.push(diagnose(dataFileUnreadable, at, { file: path, reason: reasonOf(error) }));
    }
  }
  if (missing.length > 0) {
    const found = (await readdir(folder).catch(() => [])).sort();
    problems.push(diagnose(dataFileMissing, at, { files: missing, folder, expected: layout.files[split], found }));
  }
  const record = recordSize(layout);
  for (const { path, size } of files)
    if (size === 0 || size % record !== 0) {
      const other = CIFAR_LAYOUTS.find(
        (candidate) => candidate !== layout && size > 0 && size % recordSize(candidate) === 0,
      );
      const isPacked = await beginsAsGzip(path);
      problems.push(
        diagnose(dataFileCut, at, { file: path, size, record, isPacked, ...(other && { other: other.title }) }),
      );
    }
  return [files, problems];
};

/** The first two bytes of RFC 1952. */
const beginsAsGzip = async (path: string): Promise<boolean> => {
  const handle = await open(path).catch(() => undefined);
  if (!handle) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
  } catch {
    return false; // what reads it later tells
  } finally {
    await handle.close();
  }
};

const readPictures = async (
  files: readonly FoundFile[],
  request: CifarRequest,
  count: number,
  at: Span,
): Promise<readonly [LabelledPictures | undefined, readonly Diagnostic[]]> => {
  const pixels = new Uint8Array(count * 3 * CIFAR_PIXELS);
  const labels = new Uint8Array(count);
  const problems: Diagnostic[] = [];
  let done = 0;
  for (const file of files) {
    if (done === count) break;
    let bytes: Uint8Array;
    try {
      bytes = await readFile(file.path);
    } catch (error) {
      problems.push(diagnose(dataFileUnreadable, at, { file: file.path, reason: reasonOf(error) }));
      continue;
    }
    if (bytes.length !== file.size) {
      problems.push(diagnose(dataFileUnreadable, at, { file: file.path, reason: "it changed while it was read" }));
      continue;
    }
    const taken = Math.min(count - done, bytes.length / recordSize(request.layout));
    copyRecords(bytes, request, taken, pixels.subarray(done * 3 * CIFAR_PIXELS), labels.subarray(done));
    problems.push(...checkLabels(file.path, labels.subarray(done, done + taken), request, at));
    done += taken;
  }
  return problems.length > 0 ? [undefined, problems] : [{ count, pixels, labels }, []];
};

/** From planes of colour, as the files have them, to pixels of three bytes. */
const copyRecords = (
  bytes: Uint8Array,
  request: CifarRequest,
  count: number,
  pixels: Uint8Array,
  labels: Uint8Array,
): void => {
  const record = recordSize(request.layout);
  const labelAt = labelPosition(request);
  for (let i = 0; i < count; i++) {
    labels[i] = bytes[i * record + labelAt]!;
    const from = i * record + request.layout.labels.length;
    const to = i * 3 * CIFAR_PIXELS;
    for (let pixel = 0; pixel < CIFAR_PIXELS; pixel++)
      for (let channel = 0; channel < 3; channel++)
        pixels[to + pixel * 3 + channel] = bytes[from + channel * CIFAR_PIXELS + pixel]!;
  }
};

const labelPosition = ({ layout, labels }: CifarRequest): number =>
  Math.max(
    0,
    layout.labels.findIndex((label) => label.name === labels),
  );

/** The names of the classes that labels of this request point to. */
export const cifarClasses = (request: Pick<CifarRequest, "layout" | "labels">): readonly string[] =>
  request.layout.labels[labelPosition(request as CifarRequest)]?.classes ?? [];

const checkLabels = (file: string, labels: Uint8Array, request: CifarRequest, at: Span): readonly Diagnostic[] => {
  const classes = cifarClasses(request).length;
  const picture = labels.findIndex((label) => label >= classes);
  if (picture < 0) return [];
  const count = labels.reduce((sum, label) => sum + (label >= classes ? 1 : 0), 0);
  return [diagnose(labelOutOfRange, at, { file, picture, label: labels[picture] ?? 0, classes, count })];
};
