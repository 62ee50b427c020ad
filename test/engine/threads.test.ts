import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("step-bits.mts", import.meta.url));
const step = (threads: number): { threads: number; leaked: number; bits: string } =>
  JSON.parse(
    execFileSync(process.execPath, ["--import", "tsx", script, String(threads)], { encoding: "utf8" }),
  ) as never;

test(
  "a training step has the same bits with one thread, two and three, and leaves nothing behind",
  { timeout: 120_000 },
  () => {
    const [one, two, three] = [1, 2, 3].map(step);
    expect([one!.threads, two!.threads, three!.threads]).toEqual([1, 2, 3]);
    expect([one!.leaked, two!.leaked, three!.leaked]).toEqual([0, 0, 0]);
    expect(two!.bits).toBe(one!.bits);
    expect(three!.bits).toBe(one!.bits);
  },
);
