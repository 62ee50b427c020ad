import { Buffer } from "node:buffer";
import { join } from "node:path";
import type { Node, Objective } from "../../compiler/4-graph/graph.ts";
import { primitiveTable } from "../../compiler/ops/registry.generated.ts";
import { evaluationBatches, type Batch } from "../data/batches.ts";
import { pictureSize, type DataSet } from "../data/data-set.ts";
import type { Engine, Tensor } from "../engines/engine.ts";
import { compileRun } from "../execute/executor.ts";
import { writeSafetensors, type SavedTensor } from "../runs/safetensors.ts";
import type { ShowRecord } from "./read-shows.ts";
import { writeWhole } from "../runs/write-whole.ts";

export interface ShowOptions {
  readonly objective: Pick<Objective, "shows">;
  /** Weights and statistics by path, the teacher's too; they stay the caller's. */
  readonly variables: ReadonlyMap<string, Tensor>;
  /** The first `count` of these, in their order. */
  readonly pictures: DataSet;
  readonly count: number;
  readonly engine: Engine;
}

/**
 * Computes a recipe's shows on sample pictures, as networks infer, and writes `show.safetensors` and `show.json` into a run's folder.
 * Nothing is written where the recipe shows nothing. Throws what the system refuses.
 */
export const writeShows = async (folder: string, options: ShowOptions): Promise<void> => {
  const { objective, pictures } = options;
  const count = Math.min(options.count, pictures.count);
  if (objective.shows.length === 0 || count === 0) return;
  const tensors = computeShows({ ...options, count });
  const record: ShowRecord = {
    version: 1,
    shape: pictures.shape,
    pictures: sampleRecords(pictures, count),
    shows: objective.shows.map(({ title, nodes }, show) => ({
      title,
      maps: nodes.map((node, map) => {
        const tensor = tensorName(show, map);
        return { tensor, height: sizeOf(node, "height"), width: sizeOf(node, "width") };
      }),
    })),
  };
  await writeWhole(join(folder, "show.safetensors"), writeSafetensors({ tensors, metadata: new Map() }));
  await writeWhole(join(folder, "show.json"), `${JSON.stringify(record, undefined, 2)}\n`);
};

const tensorName = (show: number, map: number): string => `show${show + 1}/map${map + 1}`;

const sampleRecords = (set: DataSet, count: number): ShowRecord["pictures"] => {
  const size = pictureSize(set.shape);
  return Array.from({ length: count }, (_, at) => {
    const label = set.labels[at]!;
    const pixels = Buffer.from(set.pixels.subarray(at * size, (at + 1) * size)).toString("base64");
    return { label, class: set.classes[label] ?? String(label), pixels };
  });
};

const sizeOf = (node: Node, axis: string): number => node.type.dims.find((dim) => dim.axis === axis)?.size as number;

/** Each show's tensors [picture, height, width], by name. */
const computeShows = ({
  objective,
  variables,
  pictures,
  count,
  engine,
}: ShowOptions): ReadonlyMap<string, SavedTensor> => {
  const nodes = objective.shows.flatMap(({ nodes: own }) => own);
  const names = objective.shows.flatMap(({ nodes: own }, show) => own.map((_, map) => tensorName(show, map)));
  const plan = compileRun(nodes, engine, primitiveTable);
  const [batch] = evaluationBatches({ ...pictures, count }, count);
  const feeds = feedsOf(plan.order, batch!, engine);
  try {
    const results = plan.run(feeds, variables, { batch: count, random: (_, length) => new Float32Array(length) });
    const shown = results.map((tensor, i) => asMaps(engine.view(tensor), nodes[i]!, count));
    for (const tensor of results) tensor.dispose();
    return new Map(shown.map((values, i) => [names[i]!, values]));
  } finally {
    for (const tensor of feeds.values()) tensor.dispose();
    plan.dispose();
  }
};

/** Whatever of the data the graph reads. Pictures are not mixed: each is its own partner. */
const feedsOf = (order: readonly Node[], { size, shape, image, label }: Batch, engine: Engine): Map<string, Tensor> => {
  const known = new Map<string, () => Tensor>([
    ["image", () => engine.make([size, shape.height, shape.width, shape.channels], image)],
    ["label", () => engine.make([size], label)],
    ["mixed_label", () => engine.make([size], label)],
    ["mix", () => engine.make([size], new Float32Array(size).fill(1))],
  ]);
  const wanted = new Set(
    order.filter(({ op }) => op === "input").map(({ attributes }) => attributes["name"] as string),
  );
  return new Map([...known].filter(([name]) => wanted.has(name)).map(([name, make]) => [name, make()]));
};

/** Numbers in any order of axes as [picture, height, width]. */
const asMaps = (values: Float32Array, { type: { dims } }: Node, count: number): SavedTensor => {
  const sizes = dims.map(({ size }) => (size === "batch" ? count : size));
  const strides = sizes.map((_, i) => sizes.slice(i + 1).reduce((a, b) => a * b, 1));
  const axis = (wanted: (dim: (typeof dims)[number]) => boolean) => {
    const at = dims.findIndex(wanted);
    return { size: sizes[at]!, stride: strides[at]! };
  };
  const [picture, height, width] = [
    axis(({ size }) => size === "batch"),
    axis((dim) => dim.axis === "height"),
    axis((dim) => dim.axis === "width"),
  ];
  const shape = [picture.size, height.size, width.size];
  const maps = new Float32Array(shape.reduce((a, b) => a * b, 1));
  let to = 0;
  for (let i = 0; i < picture.size; i++)
    for (let y = 0; y < height.size; y++)
      for (let x = 0; x < width.size; x++)
        maps[to++] = values[i * picture.stride + y * height.stride + x * width.stride]!;
  return { shape, values: maps };
};
