import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { expect, it } from "vitest";
import { isAlive, ownProcess } from "../../src/runtime/runs/run-process.ts";
import { needs } from "../support/needs.ts";

it("knows itself, and a process that has ended", async () => {
  expect(isAlive(ownProcess())).toBe(true);
  const child = spawn(process.execPath, ["-e", "0"], { stdio: "ignore" });
  await once(child, "exit");
  expect(isAlive({ id: child.pid!, host: hostname() })).toBe(false);
});

it("takes another process of the same number for another one", (ctx) => {
  needs(ctx, existsSync("/proc/self/stat"), "Linux' /proc");
  expect(ownProcess().since).toMatch(/^[0-9a-f-]{36}\/\d+$/);
  expect(isAlive({ ...ownProcess(), since: "another boot/1" })).toBe(false);
});

it("can't tell of another machine", () => {
  expect(isAlive({ id: process.pid, host: `not ${hostname()}` })).toBeUndefined();
});
