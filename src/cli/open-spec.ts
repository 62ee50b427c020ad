import { stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { isLibraryPath } from "../base/library-path.ts";
import { layeredHost, memoryHost, type Host } from "../base/host.ts";
import { openProgram, type Program } from "../compiler/program.ts";
import type { CommandContext } from "./command.ts";
import { configPlaces, type Config } from "./config.ts";
import { asFailure, Failure } from "./failure.ts";
import { nodeHost } from "./node-host.ts";
import { fingerprint } from "./watch-files.ts";

/** A file that a command was given, in the program of its root. */
export interface Spec {
  readonly program: Program;
  /** As the program names it: from the root, with `/`. */
  readonly path: string;
  readonly config: Config;
  /** How a path of the program is shown: from where the user stands. Library text and the command line's EXPR keep their names. */
  readonly shown: (path: string) => string;
  /** All files that were asked for so far, found or not: absolute paths with what they were like just before. */
  readonly touched: ReadonlyMap<string, string>;
}

/** Throws a `Failure` where there is no such file or its configuration is wrong; what is in it never throws. */
export const openSpec = async (
  file: string,
  ctx: Pick<CommandContext, "cwd" | "config">,
  made?: MadeText,
): Promise<Spec> => (await openSpecs([file], ctx, made))[0]!;

/** A text that no file holds, made for the command's sake beside the file it is about. */
export interface MadeText {
  readonly name: string;
  readonly text: () => string;
}

/** Files of one root share a program, so that what they all import is read once. */
export const openSpecs = async (
  files: readonly string[],
  ctx: Pick<CommandContext, "cwd" | "config">,
  made?: MadeText,
): Promise<readonly Spec[]> => {
  const opened = new Map<string, Root>();
  const specs: Spec[] = [];
  for (const file of files) {
    const absolute = resolve(ctx.cwd, file);
    await demandFile(absolute, file);
    const config = await ctx.config(dirname(absolute));
    const path = programPath(relative(config.root, absolute).split(sep).join("/"));
    const root = opened.get(config.root) ?? openRoot(config, ctx.cwd, made && madeHost(path, made));
    opened.set(config.root, root);
    for (const place of configPlaces(dirname(absolute))) {
      touch(root.touched, place); // one that appears holds from then on
      if (place === config.file) break;
    }
    specs.push({ ...root, path });
  }
  return specs;
};

/** A user's own folder `models` is not the library's. */
const programPath = (path: string): string => (isLibraryPath(path) ? `./${path}` : path);

const madeHost = (path: string, { name, text }: MadeText): Host => memoryHost({ [besideFile(path, name)]: text() });

/** The program's path of a file in the same folder. */
export const besideFile = (path: string, name: string): string => path.slice(0, path.lastIndexOf("/") + 1) + name;

type Root = Omit<Spec, "path" | "touched"> & { readonly touched: Map<string, string> };

const touch = (touched: Map<string, string>, file: string): void => {
  if (!touched.has(file)) touched.set(file, fingerprint(file));
};

const openRoot = (config: Config, cwd: string, made?: Host): Root => {
  const { root, allowOutside } = config;
  const touched = new Map<string, string>();
  const host = nodeHost({ root, allow: allowOutside });
  const recording: Host = {
    read(path) {
      if (!isLibraryPath(path)) touch(touched, join(root, path));
      return host.read(path);
    },
    list: (folder) => host.list(folder),
  };
  return {
    program: openProgram(made ? layeredHost(made, recording) : recording),
    config,
    shown: (path) => (isLibraryPath(path) || !path.endsWith(".kes") ? path : shownFrom(cwd, join(root, path))),
    touched,
  };
};

/** The short way to a file below, else its whole path. */
const shownFrom = (cwd: string, file: string): string => {
  const way = relative(cwd, file);
  return way === "" || way.startsWith("..") ? file : way;
};

const demandFile = async (absolute: string, shown: string): Promise<void> => {
  const status = await stat(absolute).catch((error: unknown) => {
    throw new Failure(`${shown}: ${(asFailure(error)?.message ?? String(error)).replace(`${absolute}: `, "")}`);
  });
  if (status.isDirectory()) throw new Failure(`${shown}: it is a folder`, [`try: ${join(shown, "*.kes")}`]);
};
