import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { nearest } from "../../base/nearest.ts";
import type { Span } from "../../base/source.ts";
import type { Dim, Variable } from "../../compiler/4-graph/graph.ts";
import {
  ruleUnused,
  weightMisshapen,
  weightMissing,
  weightTwice,
  weightUnplaced,
} from "../../compiler/diagnostics/weights.ts";
import type { SavedTensor, Tensors } from "../runs/safetensors.ts";
import type { WeightRule } from "./weight-rules.ts";

/**
 * PyTorch's weights as a network's own, by rules. Kernels are laid out anew; nothing comes out where anything is left over on either side or
 * doesn't fit, and everything that is wrong is told. `at` is where the rules as a whole stand.
 */
export const importWeights = (
  variables: readonly Variable[],
  theirs: Tensors,
  rules: readonly WeightRule[],
  at: Span,
): readonly [Tensors | undefined, readonly Diagnostic[]] => {
  const wanted = new Map(variables.map((variable) => [variable.path, variable]));
  const { found, used, problems } = placeAll(wanted, theirs, rules, at);
  for (const rule of rules)
    if (!used.has(rule)) problems.push(diagnose(ruleUnused, rule.span, unusedFacts(rule, theirs)));
  const tensors = new Map<string, SavedTensor>();
  const placed = new Set([...found.values()].flat().map(({ name }) => name));
  const loose = [...theirs.tensors.keys()].filter((name) => !placed.has(name));
  const missing: string[] = [];
  for (const variable of variables) {
    const [first, second] = found.get(variable.path) ?? [];
    if (first && second) {
      const names = found.get(variable.path)!.map(({ name }) => name);
      problems.push(diagnose(weightTwice, second.rule.span, { ours: variable.path, theirs: names }));
    }
    if (!first) missing.push(variable.path);
    else {
      const made = layOut(variable, first.name, theirs.tensors.get(first.name)!, first.rule.span);
      if ("code" in made) problems.push(made);
      else tensors.set(variable.path, made);
    }
  }
  if (missing.length > 0) problems.push(diagnose(weightMissing, at, missingFacts(missing, loose)));
  if (problems.length > 0) return [undefined, problems];
  return [{ tensors, metadata: new Map([["format", "kes"]]) }, []];
};

type Problems = Diagnostic[];

/** A name of the file and the rule that placed it. */
interface Placed {
  readonly name: string;
  readonly rule: WeightRule;
}

/** What lies in the file, by the path that it leads to. */
const placeAll = (wanted: ReadonlyMap<string, Variable>, theirs: Tensors, rules: readonly WeightRule[], at: Span) => {
  const found = new Map<string, Placed[]>();
  const used = new Set<WeightRule>();
  const problems: Problems = [];
  const unplaced: string[] = [];
  for (const name of theirs.tensors.keys()) {
    if (name.endsWith(".num_batches_tracked")) continue; // a counter that nothing computes with
    const placed = placeOne(name, rules, wanted);
    if (placed) used.add(placed.rule);
    if (placed?.path === null) continue;
    if (!placed) unplaced.push(name);
    else if (wanted.has(placed.path))
      found.set(placed.path, [...(found.get(placed.path) ?? []), { name, rule: placed.rule }]);
    else {
      const near = nearest(placed.path, wanted.keys());
      const facts = { theirs: [name], ours: placed.path, ...(near !== undefined && { near }) };
      problems.push(diagnose(weightUnplaced, placed.rule.span, facts));
    }
  }
  if (unplaced.length > 0) problems.push(diagnose(weightUnplaced, at, { theirs: unplaced }));
  return { found, used, problems };
};

/** Last pieces of PyTorch's names, each with what it may be called here. */
const LEAVES: ReadonlyMap<string, readonly string[]> = new Map([
  ["weight", ["kernel", "scale"]],
  ["bias", ["bias", "shift"]],
  ["running_mean", ["mean"]],
  ["running_var", ["variance"]],
]);

/** The first rule that speaks of the whole name, or of the module before its last piece. */
const placeOne = (
  name: string,
  rules: readonly WeightRule[],
  wanted: ReadonlyMap<string, Variable>,
): { readonly rule: WeightRule; readonly path: string | null } | undefined => {
  const end = name.lastIndexOf(".");
  const leaves = LEAVES.get(name.slice(end + 1));
  for (const rule of rules) {
    const whole = rule.apply(name);
    if (whole !== undefined) return { rule, path: whole };
    const module = end > 0 ? rule.apply(name.slice(0, end)) : undefined;
    if (module === null) return { rule, path: null };
    if (module === undefined || !leaves) continue;
    const paths = leaves.map((leaf) => `${module}/${leaf}`);
    return { rule, path: paths.find((path) => wanted.has(path)) ?? paths[0]! };
  }
  return undefined;
};

const unusedFacts = ({ theirs }: WeightRule, { tensors }: Tensors) => {
  const modules = [...tensors.keys()].flatMap((name) => [name, name.slice(0, Math.max(0, name.lastIndexOf(".")))]);
  const near = nearest(theirs.replaceAll(/\{\w+\}/g, "1"), modules);
  return { theirs, ...(near !== undefined && { near }) };
};

const missingFacts = (ours: readonly string[], loose: readonly string[]) => {
  const near = nearest((ours[0] ?? "").replaceAll("/", "."), loose);
  return { ours, ...(near !== undefined && { near }) };
};

/** For each of a variable's axes, where it stands in PyTorch's layout; axes that a flattened one holds share a place, first varies slowest. */
const theirOrder = ({ path, dims }: Variable): readonly (readonly Dim[])[] => {
  const byName = (axis: string): Dim | undefined => dims.find((dim) => dim.axis === axis);
  const [height, width, input] = [byName("kernel_height"), byName("kernel_width"), byName("input")];
  const out = dims.at(-1);
  if (!path.endsWith("kernel") || !out || dims.length < 2) return dims.map((dim) => [dim]);
  if (height && width && input) return [[out], [input], [height], [width]];
  return [[out], flattened(dims.slice(0, -1))];
};

/** PyTorch flattens maps as channel, height, width. */
const flattened = (dims: readonly Dim[]): readonly Dim[] => {
  const place = ({ axis }: Dim): number => (axis === "channel" ? 0 : 1);
  return [...dims].sort((a, b) => place(a) - place(b));
};

const sizeOf = ({ size }: Dim): number => size as number;
const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

const layOut = (
  variable: Variable,
  name: string,
  { shape, values }: SavedTensor,
  at: Span,
): SavedTensor | Diagnostic => {
  const order = theirOrder(variable);
  const expected = order.map((group) => product(group.map(sizeOf)));
  if (expected.join() !== shape.join())
    return diagnose(weightMisshapen, at, {
      theirs: name,
      found: shape.join("×") || "one number",
      ours: variable.path,
      expected: expected.join("×") || "one number",
    });
  const theirDims = order.flat();
  const strides = new Map(theirDims.map((dim, i) => [dim.axis, product(theirDims.slice(i + 1).map(sizeOf))]));
  return { shape: variable.dims.map(sizeOf), values: reordered(values, variable.dims, strides) };
};

/** Numbers row-major by `dims`, taken from where `strides` says they lie. */
const reordered = (values: Float32Array, dims: readonly Dim[], strides: ReadonlyMap<string, number>): Float32Array => {
  const made = new Float32Array(values.length);
  const index = dims.map(() => 0);
  for (let i = 0; i < made.length; i++) {
    made[i] = values[dims.reduce((at, { axis }, k) => at + index[k]! * strides.get(axis)!, 0)]!;
    for (let k = dims.length - 1; k >= 0 && ++index[k]! === sizeOf(dims[k]!); k--) index[k] = 0;
  }
  return made;
};
