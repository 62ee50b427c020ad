import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { eventBytes, recordBytes, type EventFields } from "./event-bytes.ts";

/** Writes what TensorBoard shows. Each call is on its way to the disk when it returns: a killed run keeps what it wrote. */
export interface EventWriter {
  /** Numbers by tag (`loss/total`, `error/test`) after `step` steps. `wallTime` in seconds since 1970; default: now. */
  scalars(step: number, values: ReadonlyMap<string, number>, wallTime?: number): void;
  close(): Promise<void>;
}

export interface EventOptions {
  /** For a run that goes on: the steps that its checkpoint has done. Later ones in earlier files are not shown any more. */
  readonly from?: number;
}

/**
 * Begins an event file in a folder: `events.out.tfevents.<seconds>.kes`, always a new one, since TensorBoard reads all files of a folder
 * as one run, in the order of their names. Throws what the system refuses.
 */
export const openEvents = (folder: string, { from }: EventOptions = {}): EventWriter => {
  const file = openNew(folder, Math.floor(Date.now() / 1000));
  let isOpen = true;
  const write = (event: EventFields): void => {
    if (isOpen) writeSync(file, recordBytes(eventBytes(event)));
  };
  write({ wallTime: now(), step: 0, fileVersion: "brain.Event:2" });
  if (from !== undefined) write({ wallTime: now(), step: from + 1, isRestart: true });
  return {
    scalars(step, values, wallTime = now()) {
      if (values.size > 0) write({ wallTime, step, scalars: values });
    },
    close() {
      if (isOpen) closeSync(file);
      isOpen = false;
      return Promise.resolve();
    },
  };
};

const now = (): number => Date.now() / 1000;

/** Two within a second: the later one's name sorts later too. */
const openNew = (folder: string, seconds: number): number => {
  for (let turn = 0; ; turn++) {
    const name = `events.out.tfevents.${String(seconds).padStart(10, "0")}.kes${turn === 0 ? "" : `.${String(turn).padStart(4, "0")}`}`;
    try {
      return openSync(join(folder, name), "ax");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
};
