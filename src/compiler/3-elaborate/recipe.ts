import type { Span } from "../../base/source.ts";
import { toFloat } from "../../base/number.ts";
import { missingField, wrongField } from "../diagnostics/recipe-values.ts";
import { convertWhole } from "./convert-surface.ts";
import { report, type Env } from "./environment.ts";
import { describe } from "../ops/kit/show.ts";
import type { Duration, Part, PartRole, Placeable, RunValue, Value } from "./value.ts";

/** A recipe whose fields have been checked (rule 12). */
export interface Recipe {
  readonly name: string;
  readonly run: RunValue;
  readonly model: Placeable;
  /** Several are their union. */
  readonly data: readonly Part[];
  readonly test: readonly Part[];
  readonly metric?: Part;
  readonly augment: readonly Part[];
  readonly loss: Placeable;
  readonly optimizer: Part;
  /** In turn; the last fills the length; each multiplies the rate. */
  readonly schedule: readonly Part[];
  readonly length: Duration;
  readonly batch: number;
  readonly seed: number;
  readonly teacher?: RunValue;
  readonly start?: RunValue | string;
  /** Factors of rate and decay by path; the last matching row wins. */
  readonly parts: readonly { readonly path: string; readonly rate: number; readonly decay: number }[];
  /** Where each field stands. */
  readonly places: ReadonlyMap<string, Span>;
}

const REQUIRED = ["model", "data", "loss", "optimizer", "length", "batch"];

/** Checks a run's fields, reporting everything that is wrong at once; undefined after a report. */
export const checkRecipe = (run: RunValue, env: Env): Recipe | undefined => {
  const missing = REQUIRED.filter((name) => !run.fields.has(name));
  if (missing.length) report(env, missingField, run.recipe.name.span, { names: missing, recipe: run.name });
  const read = fieldReader(run, env);
  const model = read.placeable("model", "model");
  const data = read.parts("data", "data", "a data set or a list of them");
  const test = read.parts("test", "data", "a data set or a list of them");
  const metric = read.parts("metric", "metric", "a metric")?.[0];
  const augment = read.parts("augment", "augment", "a list of augmentations");
  const loss = read.placeable("loss", "loss");
  const optimizer = read.parts("optimizer", "optimizer", "an optimizer")?.[0];
  const schedule = read.parts("schedule", "schedule", "a schedule or a list of them");
  const length = read.duration("length");
  const batch = read.whole("batch", 1);
  const seed = read.whole("seed", 0) ?? (run.fields.has("seed") ? undefined : 1);
  const teacher = read.run("teacher");
  const start = read.start();
  const parts = read.rates();
  if (read.failing() || !model || !data || !loss || !optimizer || !length || batch === undefined || seed === undefined)
    return undefined;
  return {
    name: run.name,
    run,
    model,
    data,
    test: test ?? [],
    ...(metric && { metric }),
    augment: augment ?? [],
    loss,
    optimizer,
    schedule: schedule ?? [],
    length,
    batch,
    seed,
    ...(teacher && { teacher }),
    ...(start !== undefined && { start }),
    parts: parts ?? [],
    places: new Map([...run.fields].map(([name, { span }]) => [name, span])),
  };
};

/** Getters that report a wrong field and give undefined; an absent one is undefined silently. */
const fieldReader = (run: RunValue, env: Env) => {
  let failing = false;
  const refuse = (name: string, expected: string, value: Value, span: Span): undefined => {
    failing = true;
    return value.kind === "failed"
      ? undefined
      : report(env, wrongField, span, { field: name, expected, got: describe(value) });
  };
  const get = (name: string) => run.fields.get(name);
  return {
    failing: () => failing,
    placeable(name: string, keyword: "model" | "loss"): Placeable | undefined {
      const field = get(name);
      if (!field) return undefined;
      const { value } = field;
      const fits =
        value.kind === "placeable" && value.target.sort === "declared" && value.target.declaration.keyword === keyword;
      return fits ? value : refuse(name, `a ${keyword}`, value, field.span);
    },
    parts(name: string, role: PartRole, expected: string): readonly Part[] | undefined {
      const field = get(name);
      if (!field) return undefined;
      const items = field.value.kind === "list" ? field.value.items : [field.value];
      const parts = items.filter((item) => item.kind === "part").filter((item) => item.role === role);
      if (parts.length === items.length) return parts;
      const wrong = items.find((item) => item.kind !== "part" || item.role !== role) ?? field.value;
      return refuse(name, expected, wrong, field.span);
    },
    duration(name: string): Duration | undefined {
      const field = get(name);
      if (!field || field.value.kind === "duration") return field?.value as Duration | undefined;
      return refuse(name, "a duration such as `200 epochs` or `500 steps`", field.value, field.span);
    },
    whole(name: string, least: number): number | undefined {
      const field = get(name);
      if (!field) return undefined;
      const value = convertWhole(field.value, `\`${name}\``, field.span, env, least);
      if (value?.kind === "number") return toFloat(value.value);
      failing = true;
      return undefined;
    },
    run(name: string): RunValue | undefined {
      const field = get(name);
      if (!field || field.value.kind === "run") return field?.value as RunValue | undefined;
      return refuse(name, "a run: the name of a recipe, with its arguments", field.value, field.span);
    },
    start(): RunValue | string | undefined {
      const field = get("start");
      if (!field) return undefined;
      const start = startOf(field.value);
      return start ?? refuse("start", "a run, or the name of a file of weights", field.value, field.span);
    },
    rates(): Recipe["parts"] | undefined {
      const field = get("parts");
      if (!field) return undefined;
      const rates = ratesOf(field.value);
      return rates ?? refuse("parts", "a table with the columns path, rate and decay", field.value, field.span);
    },
  };
};

const startOf = (value: Value): RunValue | string | undefined =>
  value.kind === "run" ? value : value.kind === "string" ? value.value : undefined;

const ratesOf = (value: Value): Recipe["parts"] | undefined => {
  const rows = value.kind === "list" ? value.items.map(rateOf) : [];
  const kept = rows.filter((row) => row !== undefined);
  return kept.length && kept.length === rows.length ? kept : undefined;
};

const rateOf = (row: Value): Recipe["parts"][number] | undefined => {
  if (row.kind !== "record") return undefined;
  const [path, rate, decay] = ["path", "rate", "decay"].map((name) => row.fields.get(name));
  const factor = (value: Value | undefined): number | undefined =>
    value === undefined ? 1 : value.kind === "number" ? toFloat(value.value) : undefined;
  const [byRate, byDecay] = [factor(rate), factor(decay)];
  if (path?.kind !== "string" || byRate === undefined || byDecay === undefined) return undefined;
  return { path: path.value, rate: byRate, decay: byDecay };
};
