import type { Dim, Node } from "../4-graph/graph.ts";

/** Numbers are float32 at run time. */
const BYTES = 4;

/** What of a graph's run is alive when. A tensor lives from the node that makes it to the last one that reads it. */
export interface Memory {
  /** Of variables: there before, during and after every run, whatever the batch. */
  readonly variableBytes: bigint;
  /** For each node in order, those whose tensors nobody reads any more once it has run. Variables and kept nodes are never among them. */
  readonly freedAfter: ReadonlyMap<Node, readonly Node[]>;
  /** The most that is alive at once at this batch size, operands and result of the running node included; without the variables. */
  peakBytes(batch: number): bigint;
  /** The largest batch whose peak with the variables stays within the limit; 0 where not even one picture does. */
  largestBatch(limitBytes: bigint): number;
}

/** Bytes = fixed + each · batch + …: `"batch"` may be the size of several axes, so the coefficients are by power. */
type Bytes = readonly bigint[];

const bytesOf = (dims: readonly Dim[]): Bytes => {
  const known = dims.reduce(
    (product, { size }) => (size === "batch" ? product : product * BigInt(size)),
    BigInt(BYTES),
  );
  const power = dims.filter(({ size }) => size === "batch").length;
  return [...Array.from({ length: power }, () => 0n), known];
};

const plus = (a: Bytes, b: Bytes, sign: 1n | -1n = 1n): Bytes =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0n) + sign * (b[i] ?? 0n));

const at = (bytes: Bytes, batch: number): bigint => bytes.reduceRight((sum, one) => sum * BigInt(batch) + one, 0n);

/** Whether a node's tensor takes memory of its own in a run: variables lie apart. */
const isTransient = (node: Node): boolean => node.op !== "variable";

/** By the last node that reads each, in order; nodes that nobody reads die right after themselves. */
const deaths = (nodes: readonly Node[], kept: ReadonlySet<Node>): ReadonlyMap<Node, readonly Node[]> => {
  const lastReader = new Map<Node, Node>();
  for (const node of nodes) {
    lastReader.set(node, node);
    for (const operand of node.operands) lastReader.set(operand, node);
  }
  const freed = new Map<Node, Node[]>(nodes.map((node) => [node, []]));
  for (const [node, reader] of lastReader) if (isTransient(node) && !kept.has(node)) freed.get(reader)!.push(node);
  return freed;
};

/** What is alive while each node runs, as polynomials in the batch. Equal ones are listed once. */
const liveBytes = (nodes: readonly Node[], freedAfter: ReadonlyMap<Node, readonly Node[]>): readonly Bytes[] => {
  const alive = new Map<string, Bytes>();
  let now: Bytes = [0n];
  for (const node of nodes) {
    if (isTransient(node)) now = plus(now, bytesOf(node.type.dims));
    alive.set(now.join(" "), now);
    for (const dead of freedAfter.get(node)!) now = plus(now, bytesOf(dead.type.dims), -1n);
  }
  return [...alive.values()];
};

/**
 * Lifetimes and peak of running `nodes` one by one in this order. `keep`: what outlives the run (loss, gradients, new statistics).
 * Views (reshapes, renames) are counted as tensors of their own: an upper bound for engines that share them.
 */
export const predictMemory = (nodes: readonly Node[], keep: Iterable<Node> = []): Memory => {
  const freedAfter = deaths(nodes, new Set(keep));
  const live = liveBytes(nodes, freedAfter);
  const variableBytes = nodes
    .filter((node) => !isTransient(node))
    .reduce((sum, node) => sum + at(bytesOf(node.type.dims), 1), 0n);
  const peakBytes = (batch: number): bigint =>
    live.reduce((most, bytes) => {
      const now = at(bytes, batch);
      return now > most ? now : most;
    }, 0n);
  const fits = (batch: number, limit: bigint): boolean => peakBytes(batch) + variableBytes <= limit;
  return { variableBytes, freedAfter, peakBytes, largestBatch: (limit) => largest((batch) => fits(batch, limit)) };
};

/** No larger batch is worth asking for. */
const MOST = 2 ** 30;

/** The largest whole number up to 2^30 that fits, where fitting is lost once and for all. */
const largest = (fits: (batch: number) => boolean): number => {
  if (!fits(1)) return 0;
  if (fits(MOST)) return MOST;
  let [low, high] = [1, MOST];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
};
