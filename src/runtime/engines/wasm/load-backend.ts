import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as wasmPackage from "@tensorflow/tfjs-backend-wasm";
import type { TensorFlow } from "../engine.ts";
import type { WasmMemory } from "./web-assembly.ts";
import { webAssembly } from "./web-assembly.ts";

type Loaded = typeof wasmPackage;
type Factory = (settings: Readonly<Record<string, unknown>>) => Promise<WasmGlue>;
interface WasmGlue {
  tfjs?: unknown;
  cwrap(name: string, result: string | null, parameters: readonly string[]): unknown;
}

/**
 * Makes TensorFlow.js's wasm backend the active one: with memory that threads can share if asked for and possible, else as the
 * package does it. Gives the memory that all of it works in.
 */
export const loadBackend = async (tf: TensorFlow, shared: boolean): Promise<WasmMemory> => {
  const loaded: Loaded = await import("@tensorflow/tfjs-backend-wasm");
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("@tensorflow/tfjs-backend-wasm"));
  const memory = shared ? await useShared(tf, loaded, require, folder) : undefined;
  if (memory) return memory;
  loaded.setWasmPaths(join(folder, "/"));
  await withoutListeners(() => tf.setBackend("wasm"));
  return exportedMemory(tf);
};

const exportedMemory = (tf: TensorFlow): WasmMemory => {
  const { asm } = (tf.backend() as unknown as { readonly wasm: { readonly asm: Readonly<Record<string, unknown>> } })
    .wasm;
  const memory = Object.values(asm).find((value) => value instanceof webAssembly.Memory);
  if (!memory) throw new Error("TensorFlow.js's wasm module exports no memory");
  return memory;
};

/** What the threaded binary asks for: 16 MiB at first, and all that 32 bits can address at last. */
const sharedMemory = (): WasmMemory => new webAssembly.Memory({ initial: 256, maximum: 65536, shared: true });

/**
 * The package refuses its threaded binary in Node.js, whose workers differ from a browser's. We take that binary for its shared
 * memory, let its own thread pool have one thread, and bring our own threads.
 */
const useShared = async (
  tf: TensorFlow,
  loaded: Loaded,
  require: NodeJS.Require,
  folder: string,
): Promise<WasmMemory | undefined> => {
  try {
    const factory = require("@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js") as Factory;
    const wasmMemory = sharedMemory();
    const glue = await startWithoutPool(require, () =>
      factory({ locateFile: (path: string) => join(folder, path), mainScriptUrlOrBlob: "", wasmMemory }),
    );
    glue.tfjs = bridge(glue);
    loaded.setThreadsCount(1);
    const backend = new loaded.BackendWasm(glue as never);
    tf.removeBackend("wasm");
    tf.registerBackend("wasm", () => backend);
    return (await tf.setBackend("wasm")) ? wasmMemory : undefined;
  } catch {
    return undefined;
  }
};

/** What the package's own loader adds to its module. */
const bridge = (glue: WasmGlue): Record<string, unknown> => ({
  init: glue.cwrap("init", null, []),
  initWithThreadsCount: glue.cwrap("init_with_threads_count", null, ["number"]),
  getThreadsCount: glue.cwrap("get_threads_count", "number", []),
  registerTensor: glue.cwrap("register_tensor", null, ["number", "number", "number"]),
  disposeData: glue.cwrap("dispose_data", null, ["number"]),
  dispose: glue.cwrap("dispose", null, []),
});

/** A worker of the package's pool that says it is ready and never works: with one thread it is never asked to. */
class IdleWorker {
  private tell: (message: unknown) => void = () => undefined;
  on(event: string, listener: (message: unknown) => void): void {
    if (event === "message") this.tell = listener;
  }
  postMessage(message: { readonly cmd?: string }): void {
    if (message.cmd === "load") setImmediate(() => this.tell({ cmd: "loaded" }));
  }
  unref(): void {
    // Nothing keeps the process alive.
  }
  terminate(): void {
    // Nothing runs.
  }
}

/** Starts the module without the eight threads that it would make for itself. */
const startWithoutPool = async (require: NodeJS.Require, start: () => Promise<WasmGlue>): Promise<WasmGlue> => {
  const threads = require("node:worker_threads") as { Worker: unknown };
  const { Worker } = threads;
  const global = globalThis as { Worker?: unknown };
  const before = global.Worker;
  threads.Worker = IdleWorker;
  try {
    return await withoutListeners(start);
  } finally {
    threads.Worker = Worker;
    if (before === undefined) delete global.Worker;
    else global.Worker = before;
  }
};

/** The module would listen to all errors of the process, and throw them again from within its one line of 37 KB. */
const withoutListeners = async <Result>(start: () => Promise<Result>): Promise<Result> => {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const listeners = (event: string): NodeJS.UncaughtExceptionListener[] =>
    process.listeners(event as "uncaughtException");
  const before = new Map(events.map((event) => [event, listeners(event)]));
  try {
    return await start();
  } finally {
    for (const event of events)
      for (const listener of listeners(event))
        if (!before.get(event)!.includes(listener)) process.removeListener(event, listener);
  }
};
