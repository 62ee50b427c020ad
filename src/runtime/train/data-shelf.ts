import type { Part } from "../../compiler/3-elaborate/value.ts";
import type { DataSet } from "../data/data-set.ts";
import type { DataFolders } from "../data/find-path.ts";
import type { Opened } from "../data/make-set.ts";
import { openData } from "../data/open-data.ts";
import { splitSet } from "../data/split-set.ts";
import { plainValue } from "../runs/plain-value.ts";

/** Data sets of a command, each in memory once however many runs use it. */
export interface DataShelf {
  open(parts: readonly Part[]): Promise<Opened>;
  /** [training part, validation part] of what `open` gave. */
  split(set: DataSet, share: number, seed: number): readonly [DataSet, DataSet];
}

export const dataShelf = (folders: DataFolders): DataShelf => {
  const opened = new Map<string, Promise<Opened>>();
  const parted = new Map<DataSet, Map<string, readonly [DataSet, DataSet]>>();
  return {
    async open(parts) {
      const key = JSON.stringify(parts.map(plainValue));
      const [set, problems] = await remembered(opened, key, () => openData(parts, folders));
      // Problems point at the parts of whoever asks.
      return set || problems.length === 0 ? [set, problems] : openData(parts, folders);
    },
    split: (set, share, seed) =>
      remembered(
        remembered(parted, set, () => new Map<string, readonly [DataSet, DataSet]>()),
        `${share} ${seed}`,
        () => splitSet(set, share, seed),
      ),
  };
};

const remembered = <Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
};
