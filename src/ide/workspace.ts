import { layeredHost, memoryHost, type Host } from "../base/host.ts";
import { openProgram, type Program } from "../compiler/program.ts";

/** A root's files as an editor has them: open texts before what is on the disk. */
export interface Workspace {
  /** Over all texts as they are now. Anew after each change; what it has worked out until then is kept. */
  program(): Program;
  /** Paths of open texts. */
  open(): readonly string[];
  /** A text was opened or changed; undefined: it was closed. */
  change(path: string, text: string | undefined): void;
  /** Something on the disk changed. */
  refresh(): void;
}

export const createWorkspace = (disk: Host): Workspace => {
  const texts = new Map<string, string>();
  let program: Program | undefined;
  return {
    program: () => (program ??= openProgram(layeredHost(memoryHost(texts), disk))),
    open: () => [...texts.keys()],
    change(path, text) {
      if (texts.get(path) === text) return;
      if (text === undefined) texts.delete(path);
      else texts.set(path, text);
      program = undefined;
    },
    refresh: () => void (program = undefined),
  };
};
