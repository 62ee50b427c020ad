import type { Engine, EngineName, EngineOptions } from "./engine.ts";

/**
 * Opens an engine and makes it the active one of this process. TensorFlow.js is loaded here and nowhere earlier.
 *
 * Throws where the engine can't start (a binary that is missing, no SIMD).
 */
export const openEngine = async (name: EngineName, options: EngineOptions = {}): Promise<Engine> => {
  switch (name) {
    case "wasm":
      return (await import("./wasm/open-wasm.ts")).openWasm(options);
    case "cpu":
      return (await import("./cpu/open-cpu.ts")).openCpu();
  }
};
