import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** The process that writes a run. */
export interface RunProcess {
  readonly id: number;
  readonly host: string;
  /** When it began, with the boot that it counts from: ids are given again. Absent where the system doesn't tell. */
  readonly since?: string;
}

export const ownProcess = (): RunProcess => {
  const since = statusOf(process.pid)?.since;
  return { id: process.pid, host: hostname(), ...(since !== undefined && { since }) };
};

/** Whether it still runs; undefined on another machine, where nobody can tell. */
export const isAlive = ({ id, host, since }: RunProcess): boolean | undefined => {
  if (host !== hostname()) return undefined;
  try {
    process.kill(id, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const now = statusOf(id);
  if (now === undefined) return true;
  return now.isLeft ? false : since === undefined || since === now.since;
};

/** Linux alone tells without asking another program. */
const statusOf = (id: number): { readonly since: string; readonly isLeft: boolean } | undefined => {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const text = readFileSync(`/proc/${id}/stat`, "utf8");
    // The second field is the program's name in parentheses, and may hold anything. The third is the state: Z and X have ended, though
    // nobody has asked how. The 22nd is the begin, in clock ticks of this boot.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { since: `${boot}/${fields[19]}`, isLeft: /^[ZX]/.test(fields[0] ?? "") };
  } catch {
    return undefined;
  }
};
