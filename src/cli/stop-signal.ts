import { stopped, type ExitCode, type StopName } from "./exit.ts";

/** So long after the first Ctrl-C another one is still the same: `npm run` and the like pass on what the terminal has sent already. */
const SAME_MS = 500;

/** Ctrl-C, a batch system that wants its machine back, a terminal that was closed. */
const NAMES = Object.keys(stopped) as readonly StopName[];

/**
 * From the first call on, a signal asks the command to stop; until then it ends the process as usual. A second one ends it at once, by
 * the signal itself: an ordinary exit would wait for whatever the disk is still busy with.
 */
export const stopSignal = (): AbortSignal => {
  const stop = new AbortController();
  let isArmed = false;
  const onSignal = (name: StopName): void => {
    if (isArmed) endProcess(stopped[name]);
    if (stop.signal.aborted) return;
    stop.abort(name);
    // One that came while JavaScript was busy is heard between the two.
    setTimeout(() => setImmediate(() => (isArmed = true)), SAME_MS).unref();
  };
  for (const name of NAMES) process.on(name, onSignal);
  return stop.signal;
};

/** What a command ends with that a `stopSignal` stopped; undefined where none came. */
export const stopCode = ({ aborted, reason }: AbortSignal): ExitCode | undefined =>
  aborted ? stopped[reason as StopName] : undefined;

/**
 * Ends the process with the code, and what was stopped by its signal itself: a shell tells 130 either way, but only so does it know to end the
 * loop or script around it, too.
 */
export const endProcess = (code: ExitCode): never => {
  const name = NAMES.find((one) => stopped[one] === code);
  if (name !== undefined && process.platform !== "win32") endBy(name);
  process.exit(code); // also where the system lets no signal end the process, as a container's first one
};

/** By the system's own way with the signal. */
const endBy = (name: StopName): void => {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
};
