import { existsSync } from "node:fs";
import { join } from "node:path";

export interface Places {
  /** The setting `kes.path`; empty where it isn't set. */
  readonly setting: string;
  /** Absolute paths of the open folders. */
  readonly folders: readonly string[];
  /** Whether the user trusts the open folders: code in them is run only then. */
  readonly isTrusted: boolean;
  /** Where the extension is installed. */
  readonly extension: string;
}

export interface Kesc {
  /** Absolute path of the file that Node runs. */
  readonly file: string;
  /** The one inside the extension reads specs but can't train: it comes without TensorFlow.js. */
  readonly canTrain: boolean;
}

/** The `kesc` to run: the setting's, else a folder's own, else the extension's. Undefined where none is there. */
export const findKesc = (places: Places, exists: (path: string) => boolean = existsSync): Kesc | undefined => {
  const { setting, folders, isTrusted, extension } = places;
  const trusted = isTrusted ? [...(setting === "" ? [] : [setting]), ...folders.flatMap(ownOf)] : [];
  const own = trusted.find(exists);
  if (own !== undefined) return { file: own, canTrain: true };
  const inside = join(extension, "server/dist/kesc.mjs");
  return exists(inside) ? { file: inside, canTrain: false } : undefined;
};

/** As installed, or the project itself. */
const ownOf = (folder: string): readonly string[] => [
  join(folder, "node_modules/kesc/dist/kesc.cjs"),
  join(folder, "dist/kesc.cjs"),
];
