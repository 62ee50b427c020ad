import type { Node } from "../../compiler/4-graph/graph.ts";
import { reachable } from "../../compiler/4-graph/reachable.ts";
import type { PrimitiveTable } from "../../compiler/ops/primitive.ts";
import type { Engine, Tensor } from "../engines/engine.ts";
import type { Run } from "./lowering.ts";
import type { Step } from "./steps.ts";
import { stepsOf } from "./steps.ts";

export interface RunOptions {
  readonly batch: number;
  readonly random: Run["random"];
}

/** Nodes made ready to run, as often as one likes. */
export interface Plan {
  readonly wanted: readonly Node[];
  /** Whatever `wanted` needs, operands first. */
  readonly order: readonly Node[];
  /**
   * Computes `wanted`, in its order. `feeds` are by input name, `variables` by path, in the memory order of their types. The
   * caller owns the results and disposes them; feeds and variables stay as they are. Throws where one is missing or has
   * another shape.
   */
  run(feeds: ReadonlyMap<string, Tensor>, variables: ReadonlyMap<string, Tensor>, options: RunOptions): Tensor[];
  /** Gives back what the plan holds between runs: its constants. */
  dispose(): void;
}

const LEAVES = new Set(["input", "variable", "constant"]);

/** Who exists before the first operation runs. A constant whose size is the batch's is filled anew in each run. */
const isGiven = (node: Node): boolean =>
  LEAVES.has(node.op) && !(node.op === "constant" && node.type.dims.some(({ size }) => size === "batch"));

/** For each step, the nodes that nobody needs afterwards. */
const releasesOf = (steps: readonly Step[], wanted: readonly Node[]): readonly (readonly Node[])[] => {
  const last = new Map<Node, number>();
  steps.forEach(({ node, operands }, i) => {
    last.set(node, i);
    for (const operand of operands) last.set(operand, i);
  });
  for (const node of wanted) last.delete(node);
  const releases: Node[][] = steps.map(() => []);
  for (const [node, i] of last) if (!isGiven(node)) releases[i]!.push(node);
  return releases;
};

export const compileRun = (wanted: readonly Node[], engine: Engine, primitives: PrimitiveTable): Plan => {
  const order = reachable(wanted);
  const steps = stepsOf(
    order.filter((node) => !isGiven(node)),
    wanted,
  );
  const releases = releasesOf(steps, wanted);
  const constants = uploadConstants(order, engine);
  const { tf } = engine;

  const run: Plan["run"] = (feeds, variables, { batch, random }) => {
    const context: Run = { engine, tf, batch, primitives, random };
    const tensors = new Map<Node, Tensor>(constants);
    for (const node of order) {
      if (node.op === "input") tensors.set(node, given(feeds, node, "input", node.attributes.name as string, batch));
      if (node.op === "variable") tensors.set(node, given(variables, node, "variable", node.variable!.path, batch));
    }
    try {
      steps.forEach((step, i) => {
        tensors.set(step.node, runStep(step, tensors, context));
        for (const done of releases[i]!) {
          tensors.get(done)!.dispose();
          tensors.delete(done);
        }
      });
    } catch (error) {
      for (const [node, tensor] of tensors) if (!isGiven(node)) tensor.dispose();
      throw error;
    }
    return handOut(wanted, tensors, tf);
  };

  return {
    wanted,
    order,
    run,
    dispose() {
      for (const tensor of constants.values()) tensor.dispose();
      constants.clear();
    },
  };
};

/** A lowering may give back an operand; a clone shares its numbers and has a life of its own. */
const runStep = ({ node, operands, lower }: Step, tensors: ReadonlyMap<Node, Tensor>, run: Run): Tensor =>
  run.tf.tidy(() => {
    const needed = operands.map((operand) => tensors.get(operand)!);
    const made = lower(needed, node, run);
    return needed.includes(made) ? run.tf.clone(made) : made;
  });

/** Results that nobody else owns: leaves, and nodes wanted twice, are cloned. */
const handOut = (wanted: readonly Node[], tensors: ReadonlyMap<Node, Tensor>, tf: Engine["tf"]): Tensor[] => {
  const given = new Set<Node>();
  return wanted.map((node) => {
    const tensor = tensors.get(node)!;
    if (!isGiven(node) && !given.has(node)) {
      given.add(node);
      return tensor;
    }
    return tf.clone(tensor);
  });
};

const given = (from: ReadonlyMap<string, Tensor>, node: Node, sort: string, name: string, batch: number): Tensor => {
  const tensor = from.get(name);
  if (!tensor) throw new Error(`${sort} ${name} is missing`);
  const shape = node.type.dims.map(({ size }) => (size === "batch" ? batch : size));
  if (tensor.shape.length !== shape.length || tensor.shape.some((size, i) => size !== shape[i]))
    throw new Error(`${sort} ${name} is [${tensor.shape.join(", ")}] instead of [${shape.join(", ")}]`);
  return tensor;
};

/** One number may stand for all. */
const uploadConstants = (order: readonly Node[], engine: Engine): Map<Node, Tensor> => {
  const constants = new Map<Node, Tensor>();
  for (const node of order) {
    if (node.op !== "constant" || !isGiven(node)) continue;
    const shape = node.type.dims.map(({ size }) => size as number);
    const count = shape.reduce((a, b) => a * b, 1);
    const values = node.values!;
    const numbers = values.length === count ? Float32Array.from(values) : new Float32Array(count).fill(values[0]!);
    constants.set(node, engine.make(shape, numbers));
  }
  return constants;
};
