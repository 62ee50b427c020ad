import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isPictureName } from "./pictures/picture.ts";
import { reasonOf } from "./reason-of.ts";

/** A file of a class's folder that is taken for a picture by its name. */
export interface FoundPicture {
  /** From the listed folder: `cat/1.png`. */
  readonly name: string;
  readonly path: string;
  /** Index of its class. */
  readonly label: number;
}

export interface FileProblem {
  /** From the listed folder. */
  readonly name: string;
  readonly reason: string;
}

/** In the order of their names' code units. */
export const byName = (a: FileProblem, b: FileProblem): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** A folder whose folders are classes. */
export interface PictureFolder {
  /** The folders' names in the order of their code units. */
  readonly classes: readonly string[];
  /** In rounds: the first of each class by name, then the second of each; so a front piece has all classes. */
  readonly pictures: readonly FoundPicture[];
  /** What keeps the folder from being a data set. */
  readonly problems: readonly FileProblem[];
  /** Hidden files, and files beside the classes that are no pictures: left out. */
  readonly ignored: readonly FileProblem[];
}

/** Lists a folder that exists; reads no picture. */
export const listPictures = async (folder: string): Promise<PictureFolder> => {
  const top = await listEntries(folder, "");
  const problems = [...top.problems];
  const ignored = [...top.hidden];
  for (const { name } of top.files)
    if (isPictureName(name)) problems.push({ name, reason: "it lies in no class's folder" });
    else ignored.push({ name, reason: "it is no picture" });
  const byClass: FoundPicture[][] = [];
  for (const [label, { name: folderName }] of top.folders.entries()) {
    const listed = await listEntries(folder, folderName);
    ignored.push(...listed.hidden);
    const found = [...listed.problems, ...misplaced(listed)];
    const pictures = listed.files.filter(({ name }) => isPictureName(name)).map((file) => ({ ...file, label }));
    if (pictures.length === 0 && found.length === 0) found.push({ name: `${folderName}/`, reason: "no picture in it" });
    problems.push(...found);
    byClass.push(pictures);
  }
  const classes = top.folders.map(({ name }) => name.normalize("NFC"));
  return { classes, pictures: inRounds(byClass), problems, ignored };
};

interface Entry {
  readonly name: string;
  readonly path: string;
}

interface Entries {
  readonly folders: readonly Entry[];
  readonly files: readonly Entry[];
  readonly hidden: readonly FileProblem[];
  readonly problems: readonly FileProblem[];
}

/** Files that systems leave behind without a dot. */
const LEFT_BEHIND = new Set(["Thumbs.db", "desktop.ini"]);

const listEntries = async (root: string, folder: string): Promise<Entries> => {
  const [folders, files]: [Entry[], Entry[]] = [[], []];
  const [hidden, problems]: [FileProblem[], FileProblem[]] = [[], []];
  let names: readonly string[];
  try {
    names = (await readdir(join(root, folder))).sort();
  } catch (error) {
    return { folders, files, hidden, problems: [{ name: `${folder}/`, reason: reasonOf(error) }] };
  }
  for (const own of names) {
    const entry = { name: folder === "" ? own : `${folder}/${own}`, path: join(root, folder, own) };
    if (own.startsWith(".") || LEFT_BEHIND.has(own)) hidden.push({ name: entry.name, reason: "it is hidden" });
    else
      try {
        const status = await stat(entry.path);
        if (status.isDirectory()) folders.push(entry);
        else if (status.isFile()) files.push(entry);
        else problems.push({ name: entry.name, reason: "it is neither file nor folder" });
      } catch (error) {
        problems.push({ name: entry.name, reason: reasonOf(error) });
      }
  }
  return { folders, files, hidden, problems };
};

/** What may not lie in a class's folder. */
const misplaced = ({ folders, files }: Entries): readonly FileProblem[] => [
  ...folders.map(({ name }) => ({ name: `${name}/`, reason: "a folder within a class's folder" })),
  ...files
    .filter(({ name }) => !isPictureName(name))
    .map(({ name }) => ({ name, reason: "its name doesn't end in .png, .jpg or .jpeg" })),
];

const inRounds = (byClass: readonly (readonly FoundPicture[])[]): readonly FoundPicture[] => {
  const most = byClass.reduce((longest, { length }) => Math.max(longest, length), 0);
  return Array.from({ length: most }, (_, round) => byClass.flatMap((pictures) => pictures[round] ?? [])).flat();
};

/** Folders that stand for a split, by the name that a spec gives it. */
const SPLIT_FOLDERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["train", ["train"]],
  ["validation", ["validation", "valid", "val"]],
  ["test", ["test"]],
]);

/** The folder of a split, if there is one. */
export const splitFolder = async (root: string, split: string): Promise<string | undefined> => {
  for (const name of SPLIT_FOLDERS.get(split) ?? []) {
    const status = await stat(join(root, name)).catch(() => undefined);
    if (status?.isDirectory()) return join(root, name);
  }
  return undefined;
};

/** The splits that a folder has: folders of a split's name that hold folders and no picture. A class may be called `train` too. */
export const splitsOf = async (root: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const split of SPLIT_FOLDERS.keys()) {
    const folder = await splitFolder(root, split);
    if (folder === undefined) continue;
    const { folders, files } = await listEntries(folder, "");
    if (folders.length > 0 && !files.some(({ name }) => isPictureName(name))) found.push(split);
  }
  return found;
};
