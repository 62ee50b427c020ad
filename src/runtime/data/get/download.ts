import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fetchThroughProxy } from "./fetch-through-proxy.ts";

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** Bytes here so far, and of the whole file where the server says. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
  /** Until the server answers. */
  readonly answerTimeoutMs?: number;
  /** Without any byte. */
  readonly stallTimeoutMs?: number;
  /** How often a broken transfer is taken up again. */
  readonly retries?: number;
}

/** Why a file didn't come; what did come stays beside it, and the next call goes on there. */
export interface DownloadFailure {
  readonly problem: string;
}

/**
 * Fetches `url` into `file`, which appears whole or not at all: bytes gather in `file.part`, where a later call goes on. Gives
 * undefined when the file is there.
 */
export const download = async (
  url: string,
  file: string,
  options: DownloadOptions = {},
): Promise<DownloadFailure | undefined> => {
  const part = `${file}.part`;
  for (let attempt = 0; ; attempt++) {
    const before = await sizeOf(part);
    const problem = await fetchOn(url, part, options);
    if (problem === undefined) {
      await rename(part, file);
      return undefined;
    }
    if (options.signal?.aborted) return { problem: "stopped" };
    const gotOn = (await sizeOf(part)) > before;
    if (!gotOn || attempt >= (options.retries ?? 4)) return { problem };
    await sleep(500 * 2 ** attempt, undefined, options.signal ? { signal: options.signal } : {}).catch(() => undefined);
  }
};

const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => undefined))?.size ?? 0;

/** One request for what is missing. Gives undefined when all is there, else what went wrong. */
const fetchOn = async (url: string, part: string, options: DownloadOptions): Promise<string | undefined> => {
  const have = await sizeOf(part);
  const timer = stopwatch(options.signal);
  try {
    timer.restart(options.answerTimeoutMs ?? 8000);
    const headers = have > 0 ? { range: `bytes=${have}-` } : {};
    const response = await fetchThroughProxy(url, { headers, signal: timer.signal });
    if (response.status === 416) {
      if (totalOf(response) === have) return undefined;
      await rm(part, { force: true });
      return "what was fetched before doesn't fit the server's file; it was thrown away";
    }
    if (!response.ok || !response.body) return `the server answers ${response.status} ${response.statusText}`;
    const start = response.status === 206 ? have : 0;
    const length = Number(response.headers.get("content-length") ?? NaN);
    const total = totalOf(response) ?? (Number.isFinite(length) && response.status === 200 ? length : undefined);
    const received = await writeBody(response.body, part, start, total, timer, options);
    if (total !== undefined && received < total) return `the transfer broke off at ${received} of ${total} bytes`;
    return undefined;
  } catch (error) {
    return timer.ranOut() ? "no answer in time" : describe(error);
  } finally {
    timer.stop();
  }
};

const totalOf = (response: Response): number | undefined => {
  const total = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  return total === undefined ? undefined : Number(total);
};

const writeBody = async (
  body: ReadableStream<Uint8Array>,
  part: string,
  start: number,
  total: number | undefined,
  timer: Stopwatch,
  options: DownloadOptions,
): Promise<number> => {
  const target = createWriteStream(part, { flags: start > 0 ? "a" : "w", flush: true });
  const failed = once(target, "error").then(([error]) => Promise.reject(error as Error));
  failed.catch(() => undefined);
  let received = start;
  try {
    for await (const chunk of body) {
      timer.restart(options.stallTimeoutMs ?? 30_000);
      if (!target.write(chunk)) await Promise.race([once(target, "drain"), failed]);
      received += chunk.length;
      options.onProgress?.(received, total);
    }
  } finally {
    await new Promise<void>((resolve) => target.end(() => resolve()));
  }
  return received;
};

interface Stopwatch {
  readonly signal: AbortSignal;
  readonly restart: (ms: number) => void;
  readonly stop: () => void;
  readonly ranOut: () => boolean;
}

const stopwatch = (outer: AbortSignal | undefined): Stopwatch => {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: outer ? AbortSignal.any([outer, late.signal]) : late.signal,
    restart: (ms) => {
      clearTimeout(timer);
      timer = setTimeout(() => late.abort(), ms);
    },
    stop: () => clearTimeout(timer),
    ranOut: () => late.signal.aborted,
  };
};

/** `fetch` says only "fetch failed"; the reason is its cause. */
const describe = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "the network or the server's name can't be reached";
  return cause instanceof Error ? cause.message : String(cause);
};
