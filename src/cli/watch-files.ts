import { statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface WatchOptions {
  readonly signal: AbortSignal;
  /** Milliseconds between two looks. */
  readonly everyMs?: number;
}

/**
 * Resolves when one of the files changes, appears or goes, or when the signal ends it (then `false`). Asks the file system again and again
 * instead of waiting for its events: those miss files that an editor replaces, folders that come back, and whatever lies on a
 * network or in a container's mount. Changes after `since` count, so that none is lost between two calls.
 */
export const watchFiles = async (
  since: ReadonlyMap<string, string>,
  { signal, everyMs = 150 }: WatchOptions,
): Promise<boolean> => {
  while (!signal.aborted) {
    for (const [path, before] of since) if (fingerprint(path) !== before) return true;
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
};

/** What tells two states of a file apart without reading it; `gone` where there is none. */
export const fingerprint = (path: string): string => {
  const status = statSync(path, { throwIfNoEntry: false });
  return status === undefined ? "gone" : `${status.mtimeMs} ${status.size} ${status.ino}`;
};
