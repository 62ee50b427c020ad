import { stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Host } from "../base/host.ts";
import { openProgram, type Program } from "../compiler/program.ts";
import type { CommandContext } from "./command.ts";
import type { Config } from "./config.ts";
import { asFailure, Failure } from "./failure.ts";
import { isLibraryPath, nodeHost } from "./node-host.ts";
import { fingerprint } from "./watch-files.ts";

/** A file that a command was given, in the program of its root. */
export interface Spec {
  readonly program: Program;
  /** As the program names it: from the root, with `/`. */
  readonly path: string;
  readonly config: Config;
  /** How a path of the program is shown: from where the user stands. Library text keeps its name. */
  readonly shown: (path: string) => string;
  /** All files that were asked for so far, found or not: absolute paths with what they were like just before. */
  readonly touched: ReadonlyMap<string, string>;
}

/** Throws a `Failure` where there is no such file or its configuration is wrong; what is in it never throws. */
export const openSpec = async (file: string, ctx: Pick<CommandContext, "cwd" | "config">): Promise<Spec> =>
  (await openSpecs([file], ctx))[0]!;

/** Files of one root share a program, so that what they all import is read once. */
export const openSpecs = async (
  files: readonly string[],
  ctx: Pick<CommandContext, "cwd" | "config">,
): Promise<readonly Spec[]> => {
  const opened = new Map<string, Omit<Spec, "path">>();
  const specs: Spec[] = [];
  for (const file of files) {
    const absolute = resolve(ctx.cwd, file);
    await demandFile(absolute, file);
    const config = await ctx.config(dirname(absolute));
    const root = opened.get(config.root) ?? openRoot(config, ctx.cwd);
    opened.set(config.root, root);
    specs.push({ ...root, path: programPath(relative(config.root, absolute).split(sep).join("/")) });
  }
  return specs;
};

/** A user's own folder `models` is not the library's. */
const programPath = (path: string): string => (isLibraryPath(path) ? `./${path}` : path);

const openRoot = (config: Config, cwd: string): Omit<Spec, "path"> => {
  const { root, allowOutside } = config;
  const touched = new Map<string, string>();
  const touch = (file: string): unknown => touched.has(file) || touched.set(file, fingerprint(file));
  if (config.file !== undefined) touch(config.file);
  const host = nodeHost({ root, allow: allowOutside });
  const recording: Host = {
    read(path) {
      if (!isLibraryPath(path)) touch(join(root, path));
      return host.read(path);
    },
    list: (folder) => host.list(folder),
  };
  return {
    program: openProgram(recording),
    config,
    shown: (path) => (isLibraryPath(path) ? path : relative(cwd, join(root, path)) || path),
    touched,
  };
};

const demandFile = async (absolute: string, shown: string): Promise<void> => {
  const status = await stat(absolute).catch((error: unknown) => {
    throw new Failure(`${shown}: ${(asFailure(error)?.message ?? String(error)).replace(`${absolute}: `, "")}`);
  });
  if (status.isDirectory()) throw new Failure(`${shown}: it is a folder`, [`try: ${join(shown, "*.kes")}`]);
};
