import { setImmediate as nextTurn } from "node:timers/promises";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { emptyLabels, MOST_CLASSES, pictureSize, type LabelledPictures, type PictureShape } from "./data-set.ts";
import type { WatchReading } from "./read-pictures.ts";

export interface ModuleDemand {
  readonly shape: PictureShape;
  readonly classes: number;
  /** Only so many from the front. */
  readonly first: number | undefined;
  readonly tooLarge: (count: number) => Diagnostic | undefined;
}

export type ModuleRead =
  | ({ readonly kind: "read"; readonly classes: readonly string[] } & LabelledPictures)
  | { readonly kind: "wrong"; readonly problems: readonly string[] }
  | { readonly kind: "refused"; readonly because: Diagnostic }
  | { readonly kind: "few"; readonly wanted: number; readonly found: number }
  | { readonly kind: "failed"; readonly index: number; readonly error: unknown }
  | { readonly kind: "stopped" };

/** Takes over what a data module gave, of which nothing is known. Everything wrong with it is told, a sentence each. */
export const readModuleData = async (
  given: unknown,
  demand: ModuleDemand,
  watch: WatchReading = {},
): Promise<ModuleRead> => {
  if (typeof given !== "object" || given === null)
    return { kind: "wrong", problems: [`it gives ${shown(given)}; expected { count, classes, labels, pixels }`] };
  const data = given as Readonly<Record<string, unknown>>; // methods of a class have their `this`
  const problems = findProblems(data, demand);
  if (problems.length > 0) return { kind: "wrong", problems };
  const found = data["count"] as number;
  const count = demand.first ?? found;
  if (count > found) return { kind: "few", wanted: count, found };
  const because = demand.tooLarge(count);
  if (because) return { kind: "refused", because };
  const labels = emptyLabels(count, demand.classes);
  for (let i = 0; i < count; i++) labels[i] = (data["labels"] as ArrayLike<number>)[i]!;
  const classes = [...(data["classes"] as readonly string[])];
  const pixels = await takePixels(data, count, pictureSize(demand.shape), watch);
  return pixels instanceof Uint8Array ? { kind: "read", classes, count, labels, pixels } : pixels;
};

const findProblems = (data: Readonly<Record<string, unknown>>, demand: ModuleDemand): readonly string[] => [
  ...countProblems(data["count"]),
  ...classProblems(data["classes"], demand.classes),
  ...shapeProblems(data["shape"], demand.shape),
  ...labelProblems(data["labels"], data["count"], demand.classes),
  ...pixelProblems(data, demand.shape),
];

const countProblems = (count: unknown): readonly string[] =>
  Number.isSafeInteger(count) && (count as number) > 0
    ? []
    : [`\`count\` is ${shown(count)}; expected a whole number above 0`];

const classProblems = (classes: unknown, wanted: number): readonly string[] => {
  if (!isNames(classes)) return [`\`classes\` is ${shown(classes)}; expected a list of ${wanted} names`];
  if (classes.length !== wanted) return [`\`classes\` has ${classes.length} names; the recipe says ${wanted}`];
  if (wanted > MOST_CLASSES) return [`\`classes\` has more than ${MOST_CLASSES} names`];
  const seen = new Set<string>();
  const twice = classes.find((name) => seen.size === seen.add(name).size);
  return twice === undefined ? [] : [`\`classes\` has \`${twice}\` twice`];
};

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((name) => typeof name === "string");

const shapeProblems = (shape: unknown, wanted: PictureShape): readonly string[] => {
  if (shape === undefined) return [];
  const { height, width, channels } = (shape ?? {}) as Partial<PictureShape>;
  if (height === wanted.height && width === wanted.width && channels === wanted.channels) return [];
  return [
    `\`shape\` is ${String(height)}×${String(width)}×${String(channels)} (height, width, channels); the recipe says ${edges(wanted)}`,
  ];
};

const labelProblems = (labels: unknown, count: unknown, classes: number): readonly string[] => {
  if (!isArrayLike(labels)) return [`\`labels\` is ${shown(labels)}; expected a list of class indices`];
  if (labels.length !== count) return [`\`labels\` has ${labels.length} entries; \`count\` is ${shown(count)}`];
  const isLabel = (label: unknown): boolean =>
    Number.isInteger(label) && (label as number) >= 0 && (label as number) < classes;
  const wrong = Array.prototype.findIndex.call(labels, (label) => !isLabel(label));
  return wrong < 0
    ? []
    : [`\`labels[${wrong}]\` is ${shown(labels[wrong])}; expected a whole number from 0 to ${classes - 1}`];
};

const pixelProblems = (
  { pixels, get, count }: Readonly<Record<string, unknown>>,
  shape: PictureShape,
): readonly string[] => {
  if (pixels === undefined && get === undefined) return ["it has neither `pixels` nor `get`"];
  if (pixels !== undefined && get !== undefined) return ["it has both `pixels` and `get`; expected one of them"];
  if (pixels === undefined) return typeof get === "function" ? [] : [`\`get\` is ${shown(get)}; expected a function`];
  if (!isBytes(pixels)) return [`\`pixels\` is ${shown(pixels)}; expected a Uint8Array`];
  if (!Number.isSafeInteger(count)) return [];
  const wanted = (count as number) * pictureSize(shape);
  if (pixels.length === wanted) return [];
  return [`\`pixels\` has ${pixels.length} bytes; ${String(count)} pictures of ${edges(shape)} are ${wanted}`];
};

const takePixels = async (
  data: Readonly<Record<string, unknown>>,
  count: number,
  size: number,
  { onProgress, signal }: WatchReading,
): Promise<Uint8Array | ModuleRead> => {
  const { pixels } = data;
  if (isBytes(pixels)) return Uint8Array.from(pixels.subarray(0, count * size)); // ours: the module may write on
  const target = new Uint8Array(count * size);
  for (let index = 0; index < count; index++) {
    let picture: unknown;
    try {
      picture = await (data as { get(index: number): unknown }).get(index);
    } catch (error) {
      return { kind: "failed", index, error };
    }
    if (!isBytes(picture))
      return { kind: "wrong", problems: [`\`get(${index})\` gives ${shown(picture)}; expected a Uint8Array`] };
    if (picture.length !== size)
      return { kind: "wrong", problems: [`\`get(${index})\` gives ${picture.length} bytes; a picture has ${size}`] };
    target.set(picture, index * size);
    onProgress?.(index + 1, count);
    if (index % 256 === 255) await nextTurn(); // lets Ctrl-C have its turn
    if (signal?.aborted) return { kind: "stopped" };
  }
  return target;
};

const edges = ({ height, width, channels }: PictureShape): string => `${height}×${width}×${channels}`;

const isBytes = (value: unknown): value is Uint8Array | Uint8ClampedArray =>
  value instanceof Uint8Array || value instanceof Uint8ClampedArray;

const isArrayLike = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/** A strange value in a few words. */
const shown = (value: unknown): string => {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
};
