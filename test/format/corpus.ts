import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { projectRoot } from "../support/kesc.ts";

export interface Text {
  readonly name: string;
  readonly text: string;
}

const kesFiles = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".kes") && !name.includes("node_modules"))
        .map((name) => join(folder, name))
    : [];

/** The designs' samples, where they lie beside the project. */
export const designFolder = join(projectRoot, "../shared/design/samples");

/** Every text of the language in the project, and the designs' samples where they are there. */
export const corpus = (): readonly Text[] =>
  [...["specs", "examples", "test"].map((name) => join(projectRoot, name)), designFolder]
    .flatMap(kesFiles)
    .map((file) => ({ name: relative(projectRoot, file), text: readFileSync(file, "utf8") }));
