/** Why a file can't be read. */
export type ReadProblem =
  | { readonly kind: "missing" }
  | { readonly kind: "directory" }
  /** Outside of the root, also through a symbolic link. */
  | { readonly kind: "outside" }
  | { readonly kind: "too-large"; readonly bytes: number; readonly most: number }
  /** The first byte that is no part of a UTF-8 character. */
  | { readonly kind: "not-utf8"; readonly at: number }
  /** What the system says: "permission denied". */
  | { readonly kind: "unreadable"; readonly reason: string };

export type ReadResult = { readonly text: string } | { readonly problem: ReadProblem };

/**
 * The only door to files. Paths have `/`: relative to the root, or library text under `std/`, `paper/` and `models/`. `..` stands
 * at a path's start only, where it leaves the root; the host decides whether it may. A host never throws.
 */
export interface Host {
  read(path: string): ReadResult;
  /** Paths of `.kes` files in a folder ("" is the root), for suggestions; empty where there is none. */
  list(folder: string): readonly string[];
}

/** Bytes of the longest file that a host reads. */
export const largestFile = 4 * 1024 * 1024;

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** A host whose files stand in memory: for tests, editors and web pages. */
export const memoryHost = (files: Readonly<Record<string, string>> | ReadonlyMap<string, string>): Host => {
  const texts = new Map<string, string>(
    files instanceof Map ? (files as ReadonlyMap<string, string>) : Object.entries(files),
  );
  const isFolder = (path: string): boolean => [...texts.keys()].some((file) => file.startsWith(`${path}/`));
  return {
    read(path) {
      if (path.startsWith("../")) return { problem: { kind: "outside" } };
      const text = texts.get(path);
      if (text !== undefined) return text.length > largestFile ? tooLarge(text.length) : { text };
      return { problem: { kind: isFolder(path) ? "directory" : "missing" } };
    },
    list: (folder) => [...texts.keys()].filter((file) => folderOf(file) === folder),
  };
};

const tooLarge = (bytes: number): ReadResult => ({ problem: { kind: "too-large", bytes, most: largestFile } });

/** Asks `first`, and `second` for what is missing there. */
export const layeredHost = (first: Host, second: Host): Host => ({
  read(path) {
    const result = first.read(path);
    return "problem" in result && result.problem.kind === "missing" ? second.read(path) : result;
  },
  list: (folder) => [...new Set([...first.list(folder), ...second.list(folder)])],
});
