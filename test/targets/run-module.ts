import type { Variable } from "@tensorflow/tfjs-core";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Writes a module's text into a folder of its own and imports it. */
export const importText = async <T = { build: (tf: object, options?: object) => BuiltNetwork }>(
  text: string,
): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), "kes-module-"));
  const file = join(folder, "module.mjs");
  writeFileSync(file, text);
  try {
    return (await import(pathToFileURL(file).href)) as T;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** What `build` of a written module gives, as far as the tests use it. */
export interface BuiltNetwork {
  predict(inputs: unknown): unknown;
  outputs(inputs: unknown, options?: { training?: boolean; batch?: number }): Record<string, unknown>;
  readonly taps: readonly string[];
  readonly variables: Readonly<Record<string, Variable>>;
  readonly losses: Readonly<Record<string, (...args: unknown[]) => unknown>>;
  dispose(): void;
}
