import { rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { makeFolder } from "../../runtime/runs/make-folder.ts";
import { command } from "../command.ts";
import { exit } from "../exit.ts";
import { Failure } from "../failure.ts";
import { starterProject } from "../starter-project.ts";

/** `kesc init`: a project that works, in an empty folder or beside what is there. */
export const init = command({
  name: "init",
  summary: "begin a project: a network, its loss, its recipe",
  details:
    "Writes net.kes, kes.config.json, .gitignore and README.md. Where one of them is there already, nothing is written.",
  arguments: {
    dir: { kind: "optional", placeholder: "DIR", doc: "the folder; made where it is missing (default: this one)" },
  },
  options: {},
  examples: [{ line: "kesc init my-net", does: "a new folder" }, "kesc init"],
  async run({ dir = "." }, ctx) {
    const folder = resolve(ctx.cwd, dir);
    const files = starterProject(basename(folder) || "kes");
    await refuseExisting([...files.keys()], folder, dir);
    await writeAll(files, folder);
    const shown = (name: string): string => relative(ctx.cwd, join(folder, name)) || name;
    for (const name of files.keys()) await ctx.out.line(shown(name));
    await ctx.talk.line(
      [
        "next:",
        ...(folder === ctx.cwd ? [] : [`  cd ${relative(ctx.cwd, folder)}`]),
        "  kesc check net.kes",
        "  kesc params net.kes 'Net()'",
        "  kesc train net.kes",
      ].join("\n"),
    );
    return exit.clean;
  },
});

const refuseExisting = async (names: readonly string[], folder: string, shown: string): Promise<void> => {
  const status = await stat(folder).catch(() => undefined);
  if (status && !status.isDirectory()) throw new Failure(`${shown}: it is no folder`);
  const known = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        () => [name],
        () => [],
      ),
    ),
  );
  const there = known.flat();
  if (there.length > 0)
    throw new Failure(`${shown} holds ${there.join(", ")} already, and nothing is overwritten`, [
      "kesc init NEW-FOLDER",
    ]);
};

/** Each whole or not at all; where one can't be written, those that were are taken back. */
const writeAll = async (files: ReadonlyMap<string, string>, folder: string): Promise<void> => {
  await makeFolder(folder);
  const written: string[] = [];
  try {
    for (const [name, text] of files) {
      const path = join(folder, name);
      const half = `${path}.${process.pid}.part`;
      written.push(half);
      await writeFile(half, text, { flag: "wx" });
      await rename(half, path);
      written.push(path);
    }
  } catch (error) {
    for (const path of written) await rm(path, { force: true });
    throw error;
  }
};
