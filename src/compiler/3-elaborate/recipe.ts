import type { Span } from "../../base/source.ts";
import { earlyStopBlind, missingField } from "../diagnostics/recipe-values.ts";
import { report, type Env } from "./environment.ts";
import { fieldReader } from "./recipe-fields.ts";
import type { Duration, Part, Placeable, RunValue, ShowValue } from "./value.ts";

/** A recipe whose fields have been checked (rule 12). */
export interface Recipe {
  readonly name: string;
  readonly run: RunValue;
  readonly model: Placeable;
  /** Several are their union. */
  readonly data: readonly Part[];
  readonly test: readonly Part[];
  /** What is measured; the first one is what a run is known by. */
  readonly metrics: readonly Part[];
  /** Held out of the training data (a share in (0, 1), drawn from the seed), or data sets of its own. */
  readonly validation?: number | readonly Part[];
  readonly augment: readonly Part[];
  readonly loss: Placeable;
  readonly optimizer: Part;
  /** In turn; the last fills the length; each multiplies the rate. */
  readonly schedule: readonly Part[];
  readonly length: Duration;
  readonly batch: number;
  /** Batches a step: their gradients are averaged. */
  readonly accumulate: number;
  readonly seed: number;
  /** The largest L2 norm of all gradients together. */
  readonly clipNorm?: number;
  /** Decay of the moving average of weights and statistics that is tested and kept. */
  readonly ema?: number;
  /** How long validation may go without improving. */
  readonly earlyStop?: Duration;
  readonly teacher?: Recipe;
  /** A run, or a file of weights. */
  readonly start?: Recipe | string;
  /** Factors of rate and decay by path; the last matching row wins. */
  readonly parts: readonly { readonly path: string; readonly rate: number; readonly decay: number }[];
  /** What is shown of the networks beside the result. */
  readonly show?: ShowValue;
  /** Where each field stands. */
  readonly places: ReadonlyMap<string, Span>;
}

/** Where a field stands; of several the first that the recipe itself writes, else the first. Where it has its default, the recipe's name. */
export const fieldPlace = (recipe: Recipe, ...fields: readonly string[]): Span => {
  const { span, name } = recipe.run.recipe;
  const places = fields.map((field) => recipe.places.get(field)).filter((place) => place !== undefined);
  const own = places.find(
    (place) => place.source === span.source && place.start >= span.start && place.end <= span.end,
  );
  return own ?? places[0] ?? name.span;
};

const REQUIRED = ["model", "data", "loss", "optimizer", "length", "batch"];

/** Checks a run's fields, reporting everything that is wrong at once; undefined after a report. */
export const checkRecipe = (run: RunValue, env: Env): Recipe | undefined => {
  const missing = REQUIRED.filter((name) => !run.fields.has(name));
  if (missing.length) report(env, missingField, run.recipe.name.span, { names: missing, recipe: run.name });
  const read = fieldReader(run, env);
  const needed = {
    model: read.placeable("model", "model"),
    data: read.parts("data", "data", "a data set or a list of them"),
    loss: read.placeable("loss", "loss"),
    optimizer: read.part("optimizer", "optimizer", "an optimizer"),
    length: read.duration("length"),
    batch: read.whole("batch", 1),
  };
  const others = {
    test: read.parts("test", "data", "a data set or a list of them") ?? [],
    metrics: read.parts("metric", "metric", "a metric or a list of them") ?? [],
    augment: read.parts("augment", "augment", "a list of augmentations") ?? [],
    schedule: read.parts("schedule", "schedule", "a schedule or a list of them") ?? [],
    accumulate: read.whole("accumulate", 1) ?? 1,
    seed: read.whole("seed", 0) ?? 1,
    parts: read.rates() ?? [],
    ...present("validation", read.validation()),
    ...present("clipNorm", read.above("clip_norm", 0)),
    ...present("ema", read.share("ema")),
    ...present("earlyStop", read.duration("early_stop")),
    ...present("teacher", read.recipe("teacher")),
    ...present("start", read.start()),
    ...present("show", read.show()),
  };
  const lonely = others.earlyStop && !run.fields.has("validation") && run.fields.get("early_stop");
  if (lonely) report(env, earlyStopBlind, lonely.span, {});
  if (read.failing() || lonely || !isComplete(needed)) return undefined;
  const places = new Map([...run.fields].map(([name, { span }]) => [name, span]));
  return { name: run.name, run, ...needed, ...others, places };
};

type Partly<Of> = { readonly [Name in keyof Of]: Of[Name] | undefined };
type Needed = Pick<Recipe, "model" | "data" | "loss" | "optimizer" | "length" | "batch">;

const isComplete = (needed: Partly<Needed>): needed is Needed =>
  Object.values(needed).every((value) => value !== undefined);

const present = <Name extends string, Value>(name: Name, value: Value | undefined): { readonly [_ in Name]?: Value } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [_ in Name]?: Value };
