/** So long after the first Ctrl-C another one is still the same: `npm run` and the like pass on what the terminal has sent already. */
const SAME_MS = 500;

/**
 * From the first call on, Ctrl-C asks the command to stop; until then it ends the process as usual. A second one ends it at once, by
 * the signal itself: an ordinary exit would wait for whatever the disk is still busy with. Shells tell 130.
 */
export const stopSignal = (): AbortSignal => {
  const stop = new AbortController();
  let isArmed = false;
  const onInterrupt = (): void => {
    if (isArmed) {
      process.removeAllListeners("SIGINT"); // the system's own way with it again
      process.kill(process.pid, "SIGINT");
    }
    if (stop.signal.aborted) return;
    stop.abort();
    // One that came while JavaScript was busy is heard between the two.
    setTimeout(() => setImmediate(() => (isArmed = true)), SAME_MS).unref();
  };
  process.on("SIGINT", onInterrupt);
  return stop.signal;
};
