import { readFile, readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Json } from "../runs/plain-value.ts";
import { entriesOf, fieldOf, numberOf } from "./json-fields.ts";
import { readHead, type HeadProblem, type RunHead } from "./read-head.ts";
import { readShows, type Shows } from "./read-shows.ts";

/** A line of `metrics.jsonl` or `steps.jsonl`. A number that JSON couldn't hold is NaN. */
export interface Moment {
  /** Steps done. */
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly terms: ReadonlyMap<string, number>;
  readonly rate: number | undefined;
  readonly seconds: number | undefined;
  /** Shares by metric, of what was tested then. */
  readonly tested: ReadonlyMap<"train" | "validation" | "test", ReadonlyMap<string, number>>;
}

/** All that a run's folder tells a page. */
export interface RunStory {
  readonly head: RunHead;
  readonly recipe: Json | undefined;
  readonly epochs: readonly Moment[];
  readonly steps: readonly Moment[];
  /** Texts by path, in the order of their names. */
  readonly sources: ReadonlyMap<string, string>;
  readonly shows: Shows | undefined;
}

/** Reads whatever a folder has: a run that stopped in its first step is a story too. A sentence where there is no `run.json`. */
export const readStory = async (folder: string): Promise<RunStory | HeadProblem> => {
  const head = await readHead(folder);
  if ("problem" in head) return head;
  const recipe = await readFile(join(folder, "recipe.json"), "utf8")
    .then((text) => JSON.parse(text) as Json)
    .catch(() => undefined);
  return {
    head,
    recipe,
    epochs: await readMoments(join(folder, "metrics.jsonl")),
    steps: await readMoments(join(folder, "steps.jsonl")),
    sources: await readTexts(join(folder, "spec")),
    shows: await readShows(folder),
  };
};

/**
 * Lines in order of their steps. A line that was cut when the machine went down is left out; of steps that were done again after
 * `--resume` the last counts.
 */
const readMoments = async (file: string): Promise<readonly Moment[]> => {
  const text = await readFile(file, "utf8").catch(() => "");
  const byStep = new Map<number, Moment>();
  for (const line of text.split("\n")) {
    const moment = momentOf(parsed(line));
    if (moment) byStep.set(moment.step, moment);
  }
  return [...byStep.values()].sort((a, b) => a.step - b.step);
};

const parsed = (line: string): Json | undefined => {
  try {
    return line.trim() === "" ? undefined : (JSON.parse(line) as Json);
  } catch {
    return undefined;
  }
};

const momentOf = (json: Json | undefined): Moment | undefined => {
  const step = numberOf(json, "step");
  if (step === undefined) return undefined;
  const shares = (value: Json | undefined) => new Map(entriesOf(value).map(([name, one]) => [name, asNumber(one)]));
  const parts = (["train", "validation", "test"] as const).flatMap((part) => {
    const tested = new Map([...shares(fieldOf(json, part))].filter(([, value]) => !Number.isNaN(value)));
    return tested.size > 0 ? [[part, tested] as const] : [];
  });
  return {
    step,
    epoch: numberOf(json, "epoch") ?? NaN,
    loss: asNumber(fieldOf(json, "loss")),
    terms: shares(fieldOf(json, "terms")),
    rate: numberOf(json, "rate"),
    seconds: numberOf(json, "seconds"),
    tested: new Map(parts),
  };
};

const asNumber = (json: Json | undefined): number => (typeof json === "number" ? json : NaN);

const readTexts = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const names = (await readdir(folder, { recursive: true }).catch(() => [])).filter((name) => name.endsWith(".kes"));
  const texts = new Map<string, string>();
  for (const name of names.sort())
    texts.set(name.split(sep).join("/"), await readFile(join(folder, name), "utf8").catch(() => ""));
  return texts;
};
