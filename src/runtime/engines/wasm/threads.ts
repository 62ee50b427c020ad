import { Worker } from "node:worker_threads";
import type { WasmMemory, WasmModule } from "./web-assembly.ts";
import type { Call } from "./machine.ts";

/**
 * Threads that run our own functions in the memory of TensorFlow.js. The main thread writes down tasks, wakes the others, takes
 * tasks itself and waits for the rest. No messages are sent: all is agreed upon by a few words of shared memory.
 */
export interface Crew {
  /** False, and nothing done, where the tasks don't fit into the board. */
  run(tasks: readonly (readonly Call[])[]): boolean;
}

/** Words of the board: a counter that grows with each job, the next task's number, tasks not done yet, and how many there are. */
const JOB = 0;
const NEXT = 1;
const LEFT = 2;
const COUNT = 3;
/** From here on where each task's calls begin, at most this many, then the calls: function, number of values, values. */
const STARTS = 16;
const MOST_TASKS = 64;
const CALLS = STARTS + MOST_TASKS + 1;
const BOARD_WORDS = 1 << 20;
/** A task number that no job reaches: what a late thread finds between jobs. */
const NONE = 1 << 30;

/** What worker threads run, as text, so that bundles need no second file; `take` is `takeTasks` again. */
const WORKER = `
const { workerData } = require("node:worker_threads");
const { module, memory, board, names, spins } = workerData;
const exported = new WebAssembly.Instance(module, { env: { memory } }).exports;
const functions = names.map((name) => exported[name]);
const take = () => {
  for (;;) {
    const task = Atomics.add(board, ${NEXT}, 1);
    if (task >= Atomics.load(board, ${COUNT})) return;
    const end = board[${STARTS} + task + 1];
    for (let at = board[${STARTS} + task]; at < end; ) {
      const count = board[at + 1];
      functions[board[at]].apply(null, board.subarray(at + 2, at + 2 + count));
      at += 2 + count;
    }
    if (Atomics.sub(board, ${LEFT}, 1) === 1) Atomics.notify(board, ${LEFT});
  }
};
for (let seen = 0; ; ) {
  for (let i = 0; i < spins && Atomics.load(board, ${JOB}) === seen; i++);
  Atomics.wait(board, ${JOB}, seen);
  seen = Atomics.load(board, ${JOB});
  take();
}`;

type OwnFunction = (...values: number[]) => void;

/** Does tasks of the board until none is left to begin. */
const takeTasks = (board: Int32Array, functions: readonly OwnFunction[]): void => {
  for (;;) {
    const task = Atomics.add(board, NEXT, 1);
    if (task >= Atomics.load(board, COUNT)) return;
    const end = board[STARTS + task + 1]!;
    for (let at = board[STARTS + task]!; at < end;) {
      const count = board[at + 1]!;
      functions[board[at]!]!(...board.subarray(at + 2, at + 2 + count));
      at += 2 + count;
    }
    if (Atomics.sub(board, LEFT, 1) === 1) Atomics.notify(board, LEFT);
  }
};

/** How often to look before sleeping: some ten microseconds, about what sleeping and waking cost. */
const SPINS = 2000;

export const hireCrew = (
  hands: number,
  module: WasmModule,
  memory: WasmMemory,
  functions: Readonly<Record<string, OwnFunction>>,
): Crew => {
  const names = Object.keys(functions);
  const numberOf = new Map(names.map((name, i) => [name, i]));
  const board = new Int32Array(new SharedArrayBuffer(BOARD_WORDS * 4));
  Atomics.store(board, NEXT, NONE);
  for (let i = 0; i < hands; i++) {
    const workerData = { module, memory, board, names, spins: SPINS };
    new Worker(WORKER, { eval: true, workerData, stdout: false, stderr: false }).unref();
  }
  const own = names.map((name) => functions[name]!);
  return {
    run(tasks) {
      if (!post(board, tasks, numberOf)) return false;
      Atomics.store(board, COUNT, tasks.length);
      Atomics.store(board, LEFT, tasks.length);
      Atomics.store(board, NEXT, 0);
      Atomics.add(board, JOB, 1);
      Atomics.notify(board, JOB);
      takeTasks(board, own);
      for (let i = 0; i < SPINS && Atomics.load(board, LEFT) > 0; i++);
      for (let left = Atomics.load(board, LEFT); left > 0; left = Atomics.load(board, LEFT))
        Atomics.wait(board, LEFT, left);
      Atomics.store(board, NEXT, NONE);
      return true;
    },
  };
};

/** Writes the calls on the board; false where they don't fit. */
const post = (
  board: Int32Array,
  tasks: readonly (readonly Call[])[],
  numberOf: ReadonlyMap<string, number>,
): boolean => {
  if (tasks.length > MOST_TASKS) return false;
  let at = CALLS;
  for (const [i, calls] of tasks.entries()) {
    board[STARTS + i] = at;
    for (const call of calls) {
      if (at + 1 + call.length > BOARD_WORDS) return false;
      board[at++] = numberOf.get(call[0])!;
      board[at++] = call.length - 1;
      for (let k = 1; k < call.length; k++) board[at++] = call[k] as number;
    }
  }
  board[STARTS + tasks.length] = at;
  return true;
};
