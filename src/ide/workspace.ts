import { layeredHost, memoryHost, type Host, type ReadResult } from "../base/host.ts";
import { libraryFolders } from "../base/library-path.ts";
import { openProgram, type Kept, type Program } from "../compiler/program.ts";

/** A root's files as an editor has them: open texts before what is on the disk. */
export interface Workspace {
  /** Over all texts as they are now. Anew after each change; what it has worked out until then is kept. */
  program(): Program;
  /** Paths of all specs, open or on the disk. */
  files(): readonly string[];
  /** Paths of what an import may name: all specs, then those of the library. */
  importable(): readonly string[];
  /** A text was opened or changed; undefined: it was closed. */
  change(path: string, text: string | undefined): void;
  /** Something on the disk changed. */
  refresh(): void;
  /** Finds out whether something on the disk changed, at most once a second. */
  lookAgain(): void;
}

/** What is on a disk; `list` gives all specs. */
export interface Disk {
  readonly host: Host;
  specs(): readonly string[];
  /** Milliseconds, growing. */
  now(): number;
}

const LOOK_AFTER = 1000;

export const createWorkspace = (disk: Disk): Workspace => {
  const texts = new Map<string, string>();
  const kept: Kept = { modules: new Map() };
  let snapshot = takeSnapshot(disk);
  let program: Program | undefined;
  const refresh = (): void => {
    snapshot = takeSnapshot(disk);
    program = undefined;
  };
  const files = (): readonly string[] => [...new Set([...texts.keys(), ...snapshot.specs()])];
  return {
    program: () => (program ??= openProgram(layeredHost(memoryHost(texts), snapshot.host), kept)),
    files,
    importable: () => [...files(), ...[...libraryFolders].flatMap((folder) => snapshot.host.list(folder))],
    change(path, text) {
      if (texts.get(path) === text) return;
      if (text === undefined) texts.delete(path);
      else texts.set(path, text);
      program = undefined;
    },
    refresh,
    lookAgain() {
      if (disk.now() - snapshot.lookedAt < LOOK_AFTER) return;
      if (snapshot.isTrue()) snapshot.lookedAt = disk.now();
      else refresh();
    },
  };
};

interface Snapshot {
  readonly host: Host;
  specs(): readonly string[];
  lookedAt: number;
  isTrue(): boolean;
}

/** What has been read of the disk, each thing once. */
const takeSnapshot = (disk: Disk): Snapshot => {
  const files = new Map<string, ReadResult>();
  const folders = new Map<string, readonly string[]>();
  let specs: readonly string[] | undefined;
  return {
    host: {
      read: (path) => once(files, path, () => disk.host.read(path)),
      list: (folder) => once(folders, folder, () => disk.host.list(folder)),
    },
    specs: () => (specs ??= disk.specs()),
    lookedAt: disk.now(),
    isTrue: () =>
      [...files].every(([path, result]) => isSame(result, disk.host.read(path))) &&
      (specs === undefined || isSame(specs, disk.specs())),
  };
};

const once = <Answer>(known: Map<string, Answer>, key: string, find: () => Answer): Answer => {
  const answer = known.get(key) ?? find();
  known.set(key, answer);
  return answer;
};

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
