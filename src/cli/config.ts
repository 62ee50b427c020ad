import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { lineMap } from "../base/line-map.ts";
import { nearest } from "../base/nearest.ts";
import type { Level } from "../lint/rule.ts";
import { configSchema } from "./config-schema.ts";
import { Failure } from "./failure.ts";
import { jsonErrorAt } from "./json-place.ts";
import { refuseFile } from "./replace-file.ts";
import { validateConfig } from "./validate-config.generated.ts";
import type { ErrorObject } from "ajv";

export type EngineName = (typeof configSchema.properties.engine.enum)[number];

/** `kes.config.json` with every default filled in and every path absolute. */
export interface Config {
  /** Imports stay inside this folder: the one that holds the file, or where the search began if there is none. */
  readonly root: string;
  /** The file itself, where there is one. */
  readonly file?: string;
  /** Folders outside the root that imports may reach. */
  readonly allowOutside: readonly string[];
  readonly engine: EngineName;
  readonly runs: string;
  readonly data: string;
  readonly format: { readonly width: number };
  /** What rules weigh where it isn't their own level, by name. */
  readonly lint: { readonly levels: ReadonlyMap<string, Level> };
}

/** The file's own shape, after it was checked. */
interface Written {
  readonly allowOutside?: readonly string[];
  readonly engine?: EngineName;
  readonly runs?: string;
  readonly data?: string;
  readonly format?: { readonly width?: number };
  readonly lint?: { readonly rules?: Readonly<Record<string, Level>> };
}

export const CONFIG_FILE = "kes.config.json";

/** Looks for `kes.config.json` in `from` and above. Throws a `Failure` that lists everything wrong with it. */
export const readConfig = async (from: string): Promise<Config> => {
  for (const file of configPlaces(from)) {
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
      return refuseFile(file, error);
    });
    if (text !== undefined) return { ...withDefaults(dirname(file), checked(file, text)), file };
  }
  return withDefaults(resolve(from), {});
};

/** Where a `kes.config.json` that holds in a folder may be, the nearest first. */
export function* configPlaces(from: string): Generator<string> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    yield join(folder, CONFIG_FILE);
    if (dirname(folder) === folder) return;
  }
}

const { properties } = configSchema;

const withDefaults = (root: string, written: Written): Config => ({
  root,
  allowOutside: (written.allowOutside ?? []).map((folder) => resolve(root, folder)),
  engine: written.engine ?? properties.engine.default,
  runs: resolve(root, written.runs ?? properties.runs.default),
  data: resolve(root, written.data ?? properties.data.default),
  format: { width: written.format?.width ?? properties.format.properties.width.default },
  lint: { levels: new Map(Object.entries(written.lint?.rules ?? {})) },
});

const validate = validateConfig as ((value: unknown) => value is Written) & {
  readonly errors?: readonly ErrorObject[] | null;
};

const checked = (file: string, text: string): Written => {
  const value = parsed(file, text.replace(/^\ufeff/, ""));
  if (validate(value)) return value;
  const problems = (validate.errors ?? []).map(describe);
  throw new Failure(`${file} has ${problems.length === 1 ? "a problem" : `${problems.length} problems`}`, problems);
};

const parsed = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    const at = jsonErrorAt(text);
    const { line, column } = lineMap({ path: file, text }).position(at);
    const [found = ""] = /^(?:[\w.+-]+|"[^"\n]*"?|[^]?)/u.exec(text.slice(at)) ?? [];
    const what = found === "" ? "it ends too early" : `${found} can't stand here`;
    throw new Failure(`${file}:${line}:${column} is not JSON: ${what}`);
  }
};

const describe = (error: ErrorObject): string => {
  const place = error.instancePath.slice(1).replaceAll("/", ".");
  if (error.keyword === "additionalProperties") {
    const key = String((error.params as { additionalProperty: string }).additionalProperty);
    const known = settingsAt(error.instancePath);
    const close = nearest(key, known);
    const offer = close === undefined ? `known are ${known.join(", ")}` : `did you mean \`${close}\`?`;
    return `\`${place === "" ? key : `${place}.${key}`}\` is not a setting; ${offer}`;
  }
  if (error.keyword === "enum") {
    return `\`${place}\` must be one of ${(error.params as { allowedValues: string[] }).allowedValues.join(", ")}`;
  }
  const what = place === "" ? "the file" : `\`${place}\``;
  if (error.keyword === "pattern") return `${what} must be a path, and no empty one`; // the only one that the schema has
  if (error.keyword === "type") {
    const type = String((error.params as { type: string }).type);
    return `${what} must be ${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
  }
  return `${what} ${error.message ?? "is not valid"}`;
};

/** The keys that the schema knows at a place, `/lint/rules`. */
const settingsAt = (path: string): readonly string[] => {
  let schema: { readonly properties?: Readonly<Record<string, object>> } = configSchema;
  for (const key of path.split("/").slice(1)) schema = schema.properties?.[key] ?? {};
  return Object.keys(schema.properties ?? {});
};
