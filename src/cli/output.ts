import type { Writable } from "node:stream";
import { painter, wantsColor, type Painter } from "./painter.ts";

/** Standard output or standard error. */
export interface Output {
  /** Resolves when the text is out of our hands; a reader that went away (`| head`) is no error, the rest is dropped. */
  readonly write: (text: string) => Promise<void>;
  /** The text and a newline. */
  readonly line: (text?: string) => Promise<void>;
  /** A line that the next one overwrites: progress. Nothing where there is no terminal; `""` clears it. */
  readonly status: (text: string) => void;
  readonly isTerminal: boolean;
  /** Of the terminal, 80 where it doesn't know (it says 0); 120 where there is none. */
  readonly columns: number;
  readonly paint: Painter;
}

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Clears the line and returns to its start. */
const CLEAR = "\r\u001b[2K";

export interface OutputOptions {
  /** Nobody waits for what is said: where it can't be written, on a full disk say, the rest is dropped and work goes on. */
  readonly isTalk?: boolean;
}

/** Wraps a stream of the process. Errors of the stream other than a reader that went away are passed to whoever writes, then and after. */
export const output = (
  stream: Stream,
  env: Readonly<Record<string, string | undefined>>,
  { isTalk = false }: OutputOptions = {},
): Output => {
  const isTerminal = stream.isTTY === true;
  const columns = (): number => stream.columns || (isTerminal ? 80 : 120);
  let gone = false;
  let broken: Error | undefined;
  let hasStatus = false;
  const note = (error: NodeJS.ErrnoException): void => {
    // A terminal that was closed fails with EIO.
    const isGone =
      isTalk || /^(EPIPE|ERR_STREAM_DESTROYED)$/.test(error.code ?? "") || (isTerminal && error.code === "EIO");
    if (isGone) gone = true;
    else broken ??= Object.assign(error, { path: "standard output" });
  };
  stream.on("error", note);
  const write = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (gone) return resolve();
      const prefix = hasStatus ? CLEAR : "";
      hasStatus = false;
      stream.write(prefix + text, (error) => {
        if (error) note(error);
        if (broken) reject(broken);
        else resolve();
      });
    });
  return {
    write,
    line: (text = "") => write(`${text}\n`),
    status: (text) => {
      if (!isTerminal || gone || (!hasStatus && text === "")) return;
      stream.write(CLEAR + text.slice(0, Math.max(1, columns() - 1)));
      hasStatus = text !== "";
    },
    isTerminal,
    get columns() {
      return columns();
    },
    paint: painter(wantsColor(isTerminal, env)),
  };
};
