import { closeSync, fstatSync, openSync, readdirSync, readSync, realpathSync } from "node:fs";
import { dirname, join, relative, isAbsolute, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { isLibraryPath } from "../base/library-path.ts";
import { largestFile, type Host, type ReadProblem, type ReadResult } from "../base/host.ts";

export interface NodeHostOptions {
  /** Absolute folder that no import leaves. */
  readonly root: string;
  /** Absolute folder that holds `std`, `paper` and `models`; default: the one that comes with the package. */
  readonly library?: string;
  /** Absolute folders outside of the root that may be read, also through symbolic links. */
  readonly allow?: readonly string[];
}

/** Reads files below a root, and library text from the package. */
export const nodeHost = ({ root, library = packagedLibrary(), allow = [] }: NodeHostOptions): Host => {
  /** The folder that a path is looked up in. */
  const baseOf = (path: string): string => (isLibraryPath(path) ? library : root);
  return {
    read(path) {
      const base = baseOf(path);
      const file = join(base, path);
      try {
        const allowed = [base, ...allow];
        if (!allowed.some((folder) => within(folder, file))) return failure({ kind: "outside" });
        const target = realpathSync(file);
        if (!allowed.some((folder) => within(realFolder(folder), target))) return failure({ kind: "outside" });
        return readText(target);
      } catch (error) {
        return failure(problemOf(error as NodeJS.ErrnoException));
      }
    },
    list(folder) {
      try {
        const names = readdirSync(join(baseOf(`${folder}/`), folder));
        return names.filter((name) => name.endsWith(".kes")).map((name) => (folder ? `${folder}/${name}` : name));
      } catch {
        return [];
      }
    },
  };
};

const failure = (problem: ReadProblem): ReadResult => ({ problem });

const within = (base: string, file: string): boolean => {
  const way = relative(base, file);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};

/** Where the folder really is; itself where it isn't there. */
const realFolder = (folder: string): string => {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
};

const problemOf = ({ code, message }: NodeJS.ErrnoException): ReadProblem => {
  if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
  if (code === "EISDIR") return { kind: "directory" };
  const reasons = new Map([
    ["EACCES", "permission denied"],
    ["EPERM", "permission denied"],
    ["ELOOP", "its links go in a circle"],
  ]);
  return { kind: "unreadable", reason: reasons.get(code ?? "") ?? message };
};

/** Reads at most one byte more than is allowed, whatever the file says of its size. */
const readText = (file: string): ReadResult => {
  const handle = openSync(file, "r");
  try {
    const status = fstatSync(handle);
    if (status.isDirectory()) return failure({ kind: "directory" });
    if (!status.isFile()) return failure({ kind: "unreadable", reason: "it is no ordinary file" });
    if (status.size > largestFile) return failure({ kind: "too-large", bytes: status.size, most: largestFile });
    return decode(readBytes(handle, status.size));
  } finally {
    closeSync(handle);
  }
};

/** Most files are as long as they say; others (pipes, files that grow) are read on, up to the limit. */
const readBytes = (handle: number, expected: number): Buffer => {
  let buffer = Buffer.allocUnsafe(Math.min(expected, largestFile) + 1);
  let length = 0;
  for (;;) {
    const read = readSync(handle, buffer, length, buffer.length - length, null);
    length += read;
    if (read === 0 || length > largestFile) return buffer.subarray(0, length);
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.min(2 * length, largestFile + 1));
  }
};

/** A byte order mark stays: whoever counts columns knows it. */
const decode = (bytes: Buffer): ReadResult => {
  if (bytes.length > largestFile) return failure({ kind: "too-large", bytes: bytes.length, most: largestFile });
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return failure({ kind: "not-utf8", at: firstBadByte(bytes) });
  }
};

/** Where the first character begins that isn't one: by halves, the longest prefix of whole characters and perhaps a begun one. */
const firstBadByte = (bytes: Buffer): number => {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (wholeCharacters(bytes.subarray(0, middle)) !== undefined) good = middle;
    else bad = middle;
  }
  return wholeCharacters(bytes.subarray(0, good)) ?? 0;
};

/** Bytes of the whole characters; a begun one at the end doesn't count. Undefined where there are others. */
const wholeCharacters = (bytes: Buffer): number | undefined => {
  try {
    return Buffer.byteLength(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true }),
    );
  } catch {
    return undefined;
  }
};

/** `specs/`, beside `src/` in the project and beside the bundles in the package. */
export const packagedLibrary = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let up = 0; up < 4; up++) {
    const candidate = join(folder, "specs");
    try {
      readdirSync(join(candidate, "std"));
      return candidate;
    } catch {
      folder = dirname(folder);
    }
  }
  return join(dirname(fileURLToPath(import.meta.url)), "specs");
};
