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
  /** Of the terminal; 120 where there is none. */
  readonly columns: number;
  readonly paint: Painter;
}

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Clears the line and returns to its start. */
const CLEAR = "\r\u001b[2K";

/** Wraps a stream of the process. Errors of the stream other than a closed pipe are passed to whoever writes. */
export const output = (stream: Stream, env: Readonly<Record<string, string | undefined>>): Output => {
  let gone = false;
  let hasStatus = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED") gone = true;
  });
  const write = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (gone) return resolve();
      const prefix = hasStatus ? CLEAR : "";
      hasStatus = false;
      stream.write(prefix + text, (error) => {
        if (!error || gone || ("code" in error && error.code === "EPIPE")) resolve();
        else reject(error);
      });
    });
  const isTerminal = stream.isTTY === true;
  return {
    write,
    line: (text = "") => write(`${text}\n`),
    status: (text) => {
      if (!isTerminal || gone || (!hasStatus && text === "")) return;
      stream.write(CLEAR + text.slice(0, Math.max(1, (stream.columns ?? 80) - 1)));
      hasStatus = text !== "";
    },
    isTerminal,
    get columns() {
      return stream.columns ?? 120;
    },
    paint: painter(wantsColor(isTerminal, env)),
  };
};
