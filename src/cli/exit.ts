/** What the process ends with. Scripts and CI read it: never change a number's meaning. */
export const exit = {
  /** Done, and nothing to complain about. */
  clean: 0,
  /** The command did its work and found something: errors in a spec, a file that isn't formatted. */
  findings: 1,
  /** The command was asked wrongly, or a file, a folder or the network failed. */
  usage: 2,
  /** Our bug. */
  bug: 70,
} as const;

/** A command that was stopped before its end has neither found nor failed at something. 128 and the signal's number, as shells tell it. */
export const stopped = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export type StopName = keyof typeof stopped;
export type ExitCode = (typeof exit)[keyof typeof exit] | (typeof stopped)[StopName];
