import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../samples/", import.meta.url));

/** The sample specs by file name. */
export const sampleSpecs: ReadonlyMap<string, string> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith(".kes"))
    .map((name) => [name, readFileSync(folder + name, "utf8")]),
);
