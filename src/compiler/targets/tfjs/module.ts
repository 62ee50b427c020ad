import type { Network, Node, Structure } from "../../4-graph/graph.ts";
import type { Body, Item } from "./body.ts";
import { codesOf } from "./body.ts";
import { bodiesOf } from "./bodies.ts";
import { visit } from "./code.ts";
import { compiledPart, nodesIn } from "./compiled-part.ts";
import { constantsText } from "./constants.ts";
import { functionText, type Main } from "./function-text.ts";
import { functionsOf, type Fn } from "./functions.ts";
import type { NetworkLoss } from "../../losses-on-network.ts";
import { kitNames, kitTexts, weightTexts } from "./kit/kit.ts";
import { writeLoss, type UnwrittenLoss, type WrittenLoss } from "./losses-text.ts";
import { camelCase, commentText, freshName, keyText, memberText } from "./names.ts";
import { nameFunctions } from "./variants.ts";
import { variablesText } from "./kit/weights.ts";
import { weightsTable } from "./weights-table.ts";
import { writeNodes, type Written } from "./written.ts";

/** What stands at a module's head. */
export interface ModuleSource {
  /** The spec's path and the expression that was compiled. */
  readonly from: string;
  /** Of the compiler. */
  readonly version: string;
  /** Write outputs `for training` too, given where `training` is asked for. */
  readonly training?: boolean;
}

export interface ModuleText {
  /** Undefined where something is refused. */
  readonly text?: string;
  readonly refused: Written["refused"];
  /** Of the losses asked for: those that the module has. */
  readonly losses: readonly NetworkLoss[];
  readonly leftOut: readonly UnwrittenLoss[];
}

/** A structure as a literal. */
const structureText = (structure: Structure, nameOf: (node: Node) => string): string => {
  if (structure.kind === "tensor") return nameOf(structure.node);
  if (structure.kind === "list") return `[${structure.items.map((item) => structureText(item, nameOf)).join(", ")}]`;
  return recordText([...structure.fields].map(([name, field]) => [name, structureText(field, nameOf)]));
};

const fieldText = ([name, text]: readonly [string, string]): string =>
  keyText(name) === text ? text : `${keyText(name)}: ${text}`;

const recordText = (fields: readonly (readonly [string, string])[]): string =>
  `{ ${fields.map(fieldText).join(", ")} }`;

/** What a network gives: a field a line where one line is not enough. */
const resultText = (fields: readonly (readonly [string, string])[]): string => {
  const text = recordText(fields);
  return text.length <= 105 ? text : `{\n${fields.map((field) => `  ${fieldText(field)},\n`).join("")}}`;
};

/** Names that the frame of a module uses. */
const frameNames =
  "tf w training batch draws constants weights seed inputs outputs predict variables tree build owners expand randomFrom makeVariables input".split(
    " ",
  );

/** A network as an ES module that imports nothing. The same network gives the same bytes. */
export const moduleText = (network: Network, source: ModuleSource, losses: readonly NetworkLoss[] = []): ModuleText => {
  const part = compiledPart(network, source.training ?? false);
  const results = part.outputs;
  const taps = network.taps.map(({ node }) => node);
  const wanted = [...[...results.values()].flatMap(nodesIn), ...taps];
  const constants: Node[] = [];
  const written = writeNodes(part.nodes, wanted, { constants });
  if (written.refused.size > 0) return { refused: written.refused, losses: [], leftOut: [] };
  const root = bodiesOf(written, network.placement, wanted.map(written.resultOf));
  const own = functionsOf(root);
  const tried = losses.map((loss) => writeLoss(loss, constants, source.training ?? false));
  const writtenLosses = tried.flatMap((one) => ("why" in one ? [] : one));
  const functions = [...own, ...writtenLosses.flatMap((one) => one.functions)];
  const used = usesOf(functions);
  const taken = new Set([...frameNames, ...kitNames, ...used.tf]);
  const names = nameFunctions(functions, taken);

  const record =
    (structures: ReadonlyMap<string, Structure>) =>
    (nameOf: (node: Node) => string): string => {
      const name = (node: Node): string => nameOf(written.resultOf(node));
      return resultText([
        ...[...structures].map(([key, structure]): [string, string] => [key, structureText(structure, name)]),
        ["taps", `[${taps.map(name).join(", ")}]`],
      ]);
    };
  const usual = [...[...network.outputs.values()].flatMap(nodesIn), ...taps].map(written.resultOf);
  const early = part.forTraining.size > 0 ? { nodes: usual, result: record(network.outputs) } : undefined;
  const ending = { result: record(results), ...(early ? { early } : {}) };
  const mains = new Map<Fn, Main>([
    [own.at(-1)!, { ending }],
    ...writtenLosses.map((one): [Fn, Main] => [one.functions.at(-1)!, one.main]),
  ]);
  const blocks = functions.map((fn) => functionText(fn, { names, taken }, mains.get(fn)));
  const text = frame({
    network,
    source,
    written,
    root,
    names,
    used,
    blocks,
    main: own.at(-1)!,
    losses: writtenLosses,
    constants,
  });
  return {
    text,
    refused: written.refused,
    losses: writtenLosses.map(({ loss }) => loss),
    leftOut: tried.flatMap((one) => ("why" in one ? one : [])),
  };
};

interface Uses {
  readonly tf: ReadonlySet<string>;
  readonly kit: ReadonlyMap<string, ReadonlySet<string>>;
}

const usesOf = (functions: readonly Fn[]): Uses => {
  const [tf, kit] = [new Set<string>(), new Map<string, Set<string>>()];
  const see = (item: Item): void =>
    codesOf(item).forEach((code) =>
      visit(code, (part) => {
        if (part.kind !== "call") return;
        if (part.from === "tf") return void tf.add(part.callee);
        const features = kit.get(part.callee) ?? new Set<string>();
        kit.set(part.callee, features);
        part.features?.forEach((feature) => features.add(feature));
      }),
    );
  functions.forEach((fn) => fn.items.forEach(see));
  return { tf, kit };
};

interface Frame {
  readonly network: Network;
  readonly source: ModuleSource;
  readonly written: Written;
  readonly root: Body;
  readonly names: ReadonlyMap<Fn, string>;
  readonly used: Uses;
  readonly blocks: readonly string[];
  readonly main: Fn;
  readonly losses: readonly WrittenLoss[];
  readonly constants: readonly Node[];
}

const indent = (text: string): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${line}`))
    .join("\n");

const frame = (parts: Frame): string => {
  const { network, source, used, blocks, constants } = parts;
  const { variables } = compiledPart(network, source.training ?? false);
  const count = variables
    .filter(({ trainable }) => trainable)
    .reduce((sum, { dims }) => sum + dims.reduce((n, { size }) => n * BigInt(size), 1n), 0n);
  const kit = kitTexts(used.kit);
  const all = [...kit, ...blocks].join("\n").replace(/\/\*\*.*?\*\//gs, "");
  const uses = (word: string): boolean => new RegExp(`(?<![\\w.])${word}(?!\\w)`).test(all);
  const fromTf = [...used.tf].filter(uses).sort();
  const state = [
    ...(fromTf.length > 0 ? [`const { ${fromTf.join(", ")} } = tf;`] : []),
    ...(variables.length > 0
      ? ["const { variables, tree: w } = makeVariables(tf, weights, seed);"]
      : ["const variables = {};"]),
    ...(uses("training") ? ["let training = false;"] : []),
    ...(uses("batch") ? ["let batch = 1;"] : []),
    ...(uses("draws") ? ["let draws = seed;"] : []),
  ];
  const table = weightsTable(variables);
  return [
    `// ${commentText(network.name)} of ${commentText(source.from)}, written by kesc ${source.version}: ${grouped(count)} parameters.`,
    "",
    "/** The network on `tf`, @tensorflow/tfjs or its core; `weights`: numbers by path, otherwise random ones by `seed`. */",
    "export function build(tf, { weights, seed = 1 } = {}) {",
    ...[state.join("\n"), kit.join("\n"), ...blocks, entries(parts, uses)]
      .filter((part) => part !== "")
      .map(indent)
      .join("\n\n")
      .split("\n"),
    "}",
    ...(variables.length > 0
      ? [
          "",
          ...weightTexts(table.makers),
          "",
          table.counted
            ? "/** What each placement owns. {2..6}: each of these numbers; a list has a size for each of the first ones. */"
            : "/** What each placement owns. */",
          "const owners = {",
          ...table.lines.map((line) => `  ${line}`),
          "};",
          "",
          variablesText(table.counted),
        ]
      : []),
    ...(constants.length > 0 ? ["", ...constantsText(constants)] : []),
    "",
  ].join("\n");
};

/** Each forgets what it made on the way. */
const lossesText = (
  losses: readonly WrittenLoss[],
  names: ReadonlyMap<Fn, string>,
  uses: (word: string) => boolean,
): readonly string[] => {
  if (losses.length === 0) return [];
  const rows = losses.map(({ loss, functions, parameters, batch }) => {
    const fn = functions.at(-1)!;
    const call = `${names.get(fn)!}(${parameters.join(", ")})`;
    const body = uses("batch") && batch !== undefined ? `((batch = ${batch}), ${call})` : call;
    return `  ${keyText(loss.name)}: (${parameters.join(", ")}) => tf.tidy(() => ${body}),`;
  });
  return ["const losses = {", ...rows, "};"];
};

const returnText = ({ taps }: Network, losses: readonly WrittenLoss[]): readonly string[] => {
  const names = taps.map(({ name }) => JSON.stringify(name)).join(", ");
  const parts = [
    "predict",
    "outputs",
    `taps: [${names}]`,
    ...(losses.length > 0 ? ["losses"] : []),
    "variables",
    "dispose",
  ];
  const line = `return { ${parts.join(", ")} };`;
  return line.length <= 116 ? [line] : ["return {", ...parts.map((part) => `  ${part},`), "};"];
};

const grouped = (n: bigint): string => n.toString().replace(/\B(?=(\d{3})+$)/g, ",");

const entries = ({ network, written, root, names, main, losses }: Frame, uses: (word: string) => boolean): string => {
  const inputs = [...network.inputs];
  const inputName = freshName(
    camelCase(inputs[0]?.[0] ?? "inputs"),
    new Set(["tf", "w", "mode", "training", "batch"]),
    "_",
  );
  const inputText = (name: string): string => (inputs.length === 1 ? inputName : `inputs${memberText(name)}`);
  const batchAt = inputs.flatMap(([name, node]) =>
    node.type.dims.flatMap(({ size }, i) => (size === "batch" ? [`${inputText(name)}.shape[${i}]`] : [])),
  )[0];
  const args = root.inputs.map((node) => inputText(inputs.find(([, one]) => written.resolve(one) === node)![0]));
  const single = network.outputs.size === 1 ? memberText([...network.outputs.keys()][0]!) : undefined;
  const sets = uses("training");
  const input = inputs.length === 1 ? inputName : "inputs";
  const batchless = uses("batch") && batchAt === undefined;
  const optional = [...(sets ? ["training: mode = false"] : []), ...(batchless ? ["batch: size = 1"] : [])];
  const options = optional.length > 0 ? `, { ${optional.join(", ")} } = {}` : "";
  const run = `return tf.tidy(() => ${names.get(main)}(${[...args, ...(root.ownsWeights ? ["w"] : [])].join(", ")}));`;
  const rest = [
    single === undefined
      ? `const predict = (${input}) => tf.tidy(() => (({ taps, ...results }) => results)(outputs(${input})));`
      : `const predict = (${input}) => tf.tidy(() => outputs(${input})${single});`,
    "const dispose = () => Object.values(variables).forEach((variable) => variable.dispose());",
    ...lossesText(losses, names, uses),
    ...returnText(network, losses),
  ];
  if (!sets && !uses("batch"))
    return [`const outputs = (${input}) => ${run.slice("return ".length)}`, ...rest].join("\n");
  return [
    `const outputs = (${input}${options}) => {`,
    ...(sets ? ["  training = mode;"] : []),
    ...(uses("batch") ? [`  batch = ${batchAt ?? "size"};`] : []),
    `  ${run}`,
    "};",
    ...rest,
  ].join("\n");
};
