import { execFile } from "node:child_process";
import { dirname } from "node:path";

export interface Said {
  readonly ok: boolean;
  readonly out: string;
  readonly err: string;
}

/** Runs `kesc` on a file with the editor's own Node, in the file's folder. Never throws. */
export const runKesc = (kesc: string, words: readonly string[], file: string): Promise<Said> =>
  new Promise((resolve) => {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1", NO_COLOR: "1" };
    const options = { cwd: dirname(file), env, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [kesc, ...words], options, (error, out, err) =>
      resolve({ ok: error === null, out, err: err === "" && error ? error.message : err }),
    );
  });
