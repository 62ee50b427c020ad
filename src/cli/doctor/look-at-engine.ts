import type { EngineName } from "../config.ts";
import { fine, hindrance, hint, type Finding } from "./finding.ts";

/** What is asked of an engine: that it starts, says what it is, and computes. */
export interface TriedEngine {
  readonly describe: () => string;
  /** Of two matrices that the look knows the product of. */
  readonly product: () => number;
}

/** Opens the configured engine as training would, and lets it compute something. */
export const lookAtEngine = async (
  name: EngineName,
  open: (name: EngineName) => Promise<TriedEngine>,
): Promise<Finding> => {
  try {
    const engine = await open(name);
    const product = engine.product();
    if (product !== 11)
      return hindrance("engine", `${engine.describe()} computes 1·3 + 2·4 = ${product}`, 'set "engine": "cpu"');
    return name === "cpu"
      ? hint("engine", engine.describe(), 'it is slow: "engine": "wasm" in kes.config.json is many times faster')
      : fine("engine", engine.describe());
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
    const advice =
      name === "wasm"
        ? ['set "engine": "cpu" in kes.config.json, or --engine cpu', "npm install kesc"]
        : ["npm install kesc"];
    return hindrance("engine", `${name} doesn't start: ${reason}`, ...advice);
  }
};

/** The real one. TensorFlow.js is loaded here. */
export const openTried = async (name: EngineName): Promise<TriedEngine> => {
  const { openEngine } = await import("../../runtime/engines/open-engine.ts");
  const engine = await openEngine(name);
  return {
    describe: () => engine.describe(),
    product: () =>
      engine.tf.tidy(
        () => engine.view(engine.tf.matMul(engine.make([1, 2], f32(1, 2)), engine.make([2, 1], f32(3, 4))))[0] ?? NaN,
      ),
  };
};

const f32 = (...numbers: number[]): Float32Array => Float32Array.from(numbers);
