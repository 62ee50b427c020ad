import type { Network, Node, Structure, TensorType, Variable } from "../../4-graph/graph.ts";
import type { NetworkLoss } from "../../losses-on-network.ts";
import { compiledPart, nodesIn } from "./compiled-part.ts";
import type { ModuleSource } from "./module.ts";
import { commentText, freshName, keyText } from "./names.ts";
import { weightsTable } from "./weights-table.ts";

/** The types of a written module. */
export const typesText = (network: Network, source: ModuleSource, losses: readonly NetworkLoss[] = []): string => {
  const part = compiledPart(network, source.training ?? false);
  const outputs = [...part.outputs];
  const training = part.forTraining;
  const inputs = [...network.inputs];
  const [onlyOutput] = network.outputs.size === 1 ? [...network.outputs.values()] : [];
  return [
    `// Types of ${commentText(network.name)}, ${commentText(source.from)}, written by kesc ${source.version}.`,
    `import type { ${importedTypes(network, outputs, losses)} } from "@tensorflow/tfjs-core";`,
    "",
    ...(inputs.length === 1
      ? [`/** ${shape(inputs[0]![1].type)} */`, `export type Inputs = ${inputType(inputs[0]![1].type)};`]
      : [
          "export interface Inputs {",
          ...inputs.flatMap(([name, node]) => field(name, inputType(node.type), shape(node.type))),
          "}",
        ]),
    "",
    "export interface Outputs {",
    ...outputs.flatMap(([name, structure]) =>
      structure.kind === "tensor"
        ? field(name, tensorType(structure.node), shape(structure.node.type), training.has(name))
        : [`  readonly ${keyText(name)}${training.has(name) ? "?" : ""}: ${structureType(structure, "  ")};`],
    ),
    "  /** What the spec taps, in the order of `Network.taps`. */",
    `  readonly taps: [${network.taps.map(({ node }) => tensorType(node)).join(", ")}];`,
    "}",
    "",
    ...weightPaths(part.variables),
    "",
    "export interface BuildOptions {",
    "  /** Numbers of all weights by path, row-major, as an object or a Map. Without them `seed` draws all. */",
    "  readonly weights?: Readonly<Record<WeightPath, Values>> | ReadonlyMap<string, Values>;",
    "  /** A whole number, 1 by default: the same one gives the same weights. */",
    "  readonly seed?: number;",
    "}",
    "",
    "export type Values = Float32Array | readonly number[] | Tensor;",
    "",
    "export interface Network {",
    `  /** ${onlyOutput ? "The output" : "All outputs"} for a batch, by running statistics and without dropout. */`,
    `  predict(inputs: Inputs): ${onlyOutput ? structureType(onlyOutput, "  ") : predicted(training)};`,
    `  /** Everything that comes out${part.readsTraining ? "; `training` uses the batch's statistics, follows them, and drops out" : ""}. */`,
    `  outputs(inputs: Inputs, options?: { readonly training?: boolean }): Outputs;`,
    "  /** Names of the taps. */",
    `  readonly taps: readonly [${network.taps.map(({ name }) => JSON.stringify(name)).join(", ")}];`,
    ...lossTypes(losses),
    "  /** All weights and running statistics by path; the latter are not trainable. */",
    "  readonly variables: Readonly<Record<WeightPath, Variable>>;",
    "  /** Gives the memory of all variables back. */",
    "  dispose(): void;",
    "}",
    "",
    '/** The network on TensorFlow.js: `import * as tf from "@tensorflow/tfjs"`, or its core with a backend to predict. */',
    'export function build(tf: typeof import("@tensorflow/tfjs-core"), options?: BuildOptions): Network;',
    "",
  ].join("\n");
};

/** Several outputs: what `outputs` gives, without taps and what is for training. */
const predicted = (training: ReadonlySet<string>): string =>
  `Omit<Outputs, ${["taps", ...training].map((name) => JSON.stringify(name)).join(" | ")}>`;

/** A loss sees what `outputs` gave, of this network or of a teacher of its kind. */
const lossTypes = (losses: readonly NetworkLoss[]): readonly string[] => {
  if (losses.length === 0) return [];
  const rows = losses.map(({ name, parameters }) => {
    const taken = new Set<string>();
    const typed = parameters.map(
      (one) => `${freshName(one.name, taken, "_")}: ${one.kind === "model" ? "Outputs" : tensorType(one.node)}`,
    );
    return `    ${keyText(name)}(${typed.join(", ")}): Scalar;`;
  });
  return ["  /** Networks stand for what `outputs` gave. */", "  readonly losses: {", ...rows, "  };"];
};

const weightPaths = (variables: readonly Variable[]): readonly string[] => {
  const { paths } = weightsTable(variables);
  if (paths.length === 0) return ["export type WeightPath = never;"];
  return ["export type WeightPath =", ...paths.map((path, i) => `  | ${path}${i === paths.length - 1 ? ";" : ""}`)];
};

const tensorRank = (type: TensorType): string =>
  type.dims.length === 0 ? "Scalar" : type.dims.length <= 6 ? `Tensor${type.dims.length}D` : "Tensor";
const tensorType = (node: Node): string => tensorRank(node.type);
const inputType = (type: TensorType): string => tensorRank(type);

const shape = (type: TensorType): string => {
  const kind =
    type.kind === "float"
      ? ""
      : type.kind === "mask"
        ? ", 0 or 1"
        : `, whole numbers that point into ${type.of ?? "an axis"}`;
  return `[${type.dims.map(({ axis, size }) => (size === "batch" ? axis : `${axis} ${size}`)).join(", ")}]${kind}`;
};

const field = (name: string, type: string, comment: string, optional = false): readonly string[] => [
  `  /** ${commentText(comment)} */`,
  `  readonly ${keyText(name)}${optional ? "?" : ""}: ${type};`,
];

const structureType = (structure: Structure, indent: string): string => {
  if (structure.kind === "tensor") return tensorType(structure.node);
  if (structure.kind === "list") return `[${structure.items.map((item) => structureType(item, indent)).join(", ")}]`;
  const fields = [...structure.fields].map(([name, one]) => `readonly ${keyText(name)}: ${structureType(one, indent)}`);
  return `{ ${fields.join("; ")} }`;
};

const importedTypes = (
  network: Network,
  outputs: readonly (readonly [string, Structure])[],
  losses: readonly NetworkLoss[],
): string => {
  const nodes = [
    ...network.inputs.values(),
    ...outputs.flatMap(([, structure]) => nodesIn(structure)),
    ...network.taps.map(({ node }) => node),
  ];
  const ofLosses = losses.flatMap(({ parameters }) => [
    "Scalar",
    ...parameters.flatMap((one) => (one.kind === "input" ? [tensorType(one.node)] : [])),
  ]);
  return [...new Set(["Tensor", "Variable", ...nodes.map(tensorType), ...ofLosses])].sort().join(", ");
};
