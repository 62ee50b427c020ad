import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { diagnose, type Diagnostic } from "../base/diagnostic.ts";
import { grouped } from "../compiler/analyses/show-count.ts";
import { dataSetsDiffer, duplicatePictures } from "../compiler/diagnostics/data.ts";
import type { Part } from "../compiler/3-elaborate/value.ts";
import { checkData } from "../runtime/data/check-data.ts";
import { checkImages, type CheckedImages } from "../runtime/data/check-images.ts";
import { CIFAR10, CIFAR100, CIFAR_LAYOUTS, type CifarLayout } from "../runtime/data/cifar-layout.ts";
import type { DataSet } from "../runtime/data/data-set.ts";
import { classDifference, openData } from "../runtime/data/open-data.ts";
import { findDuplicates, pictureName, summarizeSet } from "../runtime/data/summarize-set.ts";
import type { CommandContext } from "./command.ts";
import { Failure } from "./failure.ts";
import { openRecipe } from "./open-recipe.ts";
import type { ReportOptions } from "./command.ts";

type Pictures = Parameters<typeof summarizeSet>[0];

/** What `kesc data check` found. */
export interface DataCheck {
  readonly title: string;
  readonly sets: readonly Pictures[];
  readonly diagnostics: readonly Diagnostic[];
  /** How to show the diagnostics' places. */
  readonly how: ReportOptions;
  /** More to say at the end, a line each. */
  readonly lines: readonly string[];
}

export interface DataCheckOptions {
  readonly layout: string | undefined;
  readonly size: number;
}

/** Reads a folder of pictures, a folder in CIFAR's layout, or the data that a recipe names. */
export const dataCheck = async (
  what: string,
  { layout, size }: DataCheckOptions,
  ctx: CommandContext,
): Promise<DataCheck> => {
  const watch = {
    onProgress: (done: number, of: number) => ctx.talk.status(`reading  ${grouped(done)}/${grouped(of)}`),
    signal: ctx.signal,
  };
  const isSpec = /\.kes(#|$)/.test(what);
  if (isSpec) return checkRecipe(what, ctx, watch);
  const folder = resolve(ctx.cwd, what);
  const status = await stat(folder).catch(() => undefined);
  if (!status?.isDirectory())
    throw new Failure(`${what}: ${status ? "it is no folder" : "no such folder"}`, [
      "a folder of pictures by class, of CIFAR's files, or FILE.kes#RECIPE",
    ]);
  const how = { shown: (path: string): string => relative(ctx.cwd, path) || "." };
  const known = layout === undefined ? await layoutOf(folder) : LAYOUTS.get(layout);
  return known ? checkCifar(folder, known, how) : checkFolder(folder, size, how, watch);
};

const LAYOUTS: ReadonlyMap<string, CifarLayout> = new Map([
  ["cifar10", CIFAR10],
  ["cifar100", CIFAR100],
]);

/** CIFAR's, where one of its files is there. */
const layoutOf = async (folder: string): Promise<CifarLayout | undefined> => {
  const names = await readdir(folder);
  return CIFAR_LAYOUTS.find(({ files }) => [...files.train, ...files.test].some((name) => names.includes(name)));
};

const checkCifar = async (folder: string, layout: CifarLayout, how: ReportOptions): Promise<DataCheck> => {
  const { title, sets, problems, differing } = await checkData(folder, layout);
  const published =
    layout.sha256.size === 0
      ? "its files can be read; their published SHA-256 are not known here"
      : differing.length === 0
        ? "all files are the published ones"
        : `a part or another edition of the set: ${differing.length} of ${layout.sha256.size} files differ from the published ones`;
  return { title, sets, diagnostics: problems, how, lines: problems.length > 0 ? [] : [published] };
};

const checkFolder = async (
  folder: string,
  size: number,
  how: ReportOptions,
  watch: Parameters<typeof openData>[2],
): Promise<DataCheck> => {
  const [checked, diagnostics] = await checkImages(folder, size, watch);
  const lines = checked.flatMap((images) => [...sizeLines(images), ...ignoredLines(images)]);
  const statistics = checked.length > 0 ? [`mean and deviation are those at ${size}×${size}`] : [];
  return {
    title: basename(folder),
    sets: checked.map(({ set }) => set),
    diagnostics,
    how,
    lines: [...lines, ...statistics],
  };
};

const sizeLines = ({ set, sizes }: CheckedImages): readonly string[] => {
  if (!sizes) return [];
  const [least, most] = sizes.map(({ width, height }) => `${width}×${height}`);
  const which = set.name === "" ? "" : ` of ${set.name}`;
  return [`the files${which} are ${least === most ? least! : `${least} to ${most}`} (width × height)`];
};

const ignoredLines = ({ set, ignored }: CheckedImages): readonly string[] =>
  ignored.map(({ name, reason }) => `left out: ${join(set.name, name)}: ${reason}`);

const checkRecipe = async (
  asked: string,
  ctx: CommandContext,
  watch: Parameters<typeof openData>[2],
): Promise<DataCheck> => {
  const { spec, trainable, diagnostics } = await openRecipe(asked, [], ctx);
  const { root, data } = spec.config;
  const found = [...diagnostics];
  const sets: DataSet[] = [];
  for (const [field, parts] of fieldsOf(trainable?.recipe)) {
    const [set, problems] = await openData(parts, { root, data }, watch);
    found.push(...problems);
    if (set) sets.push({ ...set, name: field });
  }
  return { title: asked, sets, diagnostics: found, how: spec, lines: [] };
};

/** The fields of a recipe that name data. */
const fieldsOf = (
  recipe: { readonly data: readonly Part[]; readonly test: readonly Part[]; readonly validation?: unknown } | undefined,
): readonly (readonly [string, readonly Part[]])[] => {
  if (!recipe) return [];
  const validation = Array.isArray(recipe.validation) ? (recipe.validation as readonly Part[]) : [];
  return (
    [
      ["data", recipe.data],
      ["validation", validation],
      ["test", recipe.test],
    ] as const
  ).filter(([, parts]) => parts.length > 0);
};

/** Where a set's classes aren't the first one's: the two can't be trained and tested on together. */
export const differencesIn = ([first, ...others]: readonly Pictures[], path: string): readonly Diagnostic[] =>
  others.flatMap((set) => {
    const what = first && classDifference(first.classes, set.classes);
    if (what === undefined || !first) return [];
    const facts = { first: first.name, second: set.name, what };
    return [diagnose(dataSetsDiffer, { source: { path, text: "" }, start: 0, end: 0 }, facts)];
  });

/** A warning for each two sets that share pictures, and for each that has one twice. */
export const duplicatesIn = (sets: readonly Pictures[], path: string): readonly Diagnostic[] =>
  sets.flatMap((second, i) =>
    [...sets.slice(0, i), second].flatMap((first) => {
      const pairs = findDuplicates(first, second).map(
        ([a, b]) => [pictureName(first, a), pictureName(second, b)] as const,
      );
      if (pairs.length === 0) return [];
      const facts = { first: first.name || "it", second: second.name || "it", pairs };
      return [diagnose(duplicatePictures, { source: { path, text: "" }, start: 0, end: 0 }, facts)];
    }),
  );

/** A set in lines: how many of what, and what to write into the spec. */
export const setLines = (title: string, set: Pictures): readonly string[] => {
  const { name, count, classes, perClass, mean, deviation } = summarizeSet(set);
  const head = `${[title, name].filter((word) => word !== "").join(" ")}  ${grouped(count)} pictures in ${classes.length} classes`;
  if (count === 0) return [head];
  const numbers = (values: readonly number[]): string =>
    `[${values.map((value) => Number(value.toFixed(4))).join(", ")}]`;
  return [`${head}, ${perClassText(classes, perClass)}`, `  mean: ${numbers(mean)}, deviation: ${numbers(deviation)}`];
};

const MOST_CLASSES_SHOWN = 20;

const perClassText = (classes: readonly string[], perClass: readonly number[]): string => {
  const least = perClass.reduce((a, b) => Math.min(a, b), Infinity);
  const most = perClass.reduce((a, b) => Math.max(a, b), 0);
  if (least === most) return `${grouped(least)} of each class`;
  if (classes.length <= MOST_CLASSES_SHOWN)
    return classes.map((name, label) => `${name} ${grouped(perClass[label]!)}`).join(", ");
  return `${grouped(least)} to ${grouped(most)} of each class`;
};
