import { freemem, totalmem } from "node:os";
import { fine, hindrance, hint, type Finding } from "./finding.ts";

const GIB = 2 ** 30;
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

/** The package's `engines.node`. */
const OLDEST_NODE = 20;
/** The engine alone may take up to 4 GiB; small networks need a fraction. */
const LITTLE_MEMORY = 2 * GIB;

/** Of `process.version`: `v20.20.2`. */
export const lookAtNode = (version: string): Finding => {
  const major = Number(/^v?(\d+)/.exec(version)?.[1]);
  const shown = version.replace(/^v/, "");
  return major >= OLDEST_NODE
    ? fine("Node", shown)
    : hindrance("Node", `${shown} is too old`, `install Node ${OLDEST_NODE} or newer: https://nodejs.org`);
};

export interface Memory {
  readonly total: number;
  readonly free: number;
  /** What a container allows; 0 or undefined where nothing does. */
  readonly constrained?: number | undefined;
}

export const memoryHere = (): Memory => ({
  total: totalmem(),
  free: freemem(),
  constrained: (process as { constrainedMemory?: () => number | undefined }).constrainedMemory?.(),
});

export const lookAtMemory = ({ total, free, constrained = 0 }: Memory): Finding => {
  const limit = constrained > 0 && constrained < total ? constrained : total;
  const found = `${gib(Math.min(free, limit))} free of ${gib(limit)}${limit < total ? ", which the container allows" : ""}`;
  return limit < LITTLE_MEMORY
    ? hint("memory", found, "train with a smaller `batch`, or with `accumulate = 4` and a quarter of it")
    : fine("memory", found);
};

/** Processor cores that this process may use. */
export const lookAtCores = (cores: number): Finding =>
  cores === 1
    ? hint("processor", "1 core", "training uses as many as there are, up to 8; give the machine or container more")
    : fine("processor", `${cores} cores`);
