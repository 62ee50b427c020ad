import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PictureShape } from "../data/data-set.ts";
import { readSafetensors } from "../runs/safetensors.ts";

/** `show.json`: what `show.safetensors` holds, and of which pictures. */
export interface ShowRecord {
  readonly version: 1;
  readonly shape: PictureShape;
  readonly pictures: readonly {
    /** An index into the data's classes. */
    readonly label: number;
    readonly class: string;
    /** Bytes [height, width, channel] in base64. */
    readonly pixels: string;
  }[];
  readonly shows: readonly {
    /** As the recipe has it: `mean(student.taps, over: channel)`. */
    readonly title: string;
    readonly maps: readonly {
      /** The tensor's name in `show.safetensors`: [picture, height, width]. */
      readonly tensor: string;
      readonly height: number;
      readonly width: number;
    }[];
  }[];
}

export interface Shows extends ShowRecord {
  readonly values: ReadonlyMap<string, Float32Array>;
}

/** Reads what `writeShows` wrote; undefined where there is none, or it is damaged. */
export const readShows = async (folder: string): Promise<Shows | undefined> => {
  try {
    const record = JSON.parse(await readFile(join(folder, "show.json"), "utf8")) as ShowRecord;
    const file = readSafetensors(await readFile(join(folder, "show.safetensors")));
    if ("problem" in file || record.version !== 1) return undefined;
    const values = new Map([...file.tensors].map(([name, tensor]) => [name, tensor.values]));
    const isWhole = record.shows.every(({ maps }) =>
      maps.every(({ tensor, height, width }) => values.get(tensor)?.length === height * width * record.pictures.length),
    );
    return isWhole && record.pictures.every(({ pixels }) => typeof pixels === "string")
      ? { ...record, values }
      : undefined;
  } catch {
    return undefined;
  }
};
