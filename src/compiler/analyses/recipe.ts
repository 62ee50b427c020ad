import { diagnose, type Diagnostic } from "../../base/diagnostic.ts";
import { nearest } from "../../base/nearest.ts";
import { toFloat, toWhole } from "../../base/number.ts";
import type { Span } from "../../base/source.ts";
import { describe } from "../3-elaborate/show.ts";
import type { Duration, Part, PartRole, Placeable, RunValue, Value } from "../3-elaborate/value.ts";
import { endlessSchedule, missingFields, unknownField, wrongField } from "../diagnostics/recipes.ts";

/** A run's fields, of the right kinds and with defaults filled in. */
export interface TrainingRecipe {
  readonly name: string;
  readonly model: Placeable;
  readonly loss: Placeable;
  readonly data: readonly Part[];
  readonly test: readonly Part[];
  readonly metrics: readonly Part[];
  readonly augment: readonly Part[];
  readonly optimizer: Part;
  /** They run in turn; each but the last has a length. Empty: the rate stays. */
  readonly schedules: readonly Part[];
  readonly length: Duration;
  readonly batch: number;
  readonly seed: number;
  readonly parts: readonly PartsRow[];
  /** Fields that are there and that the first form of training doesn't know. */
  readonly further: ReadonlyMap<string, Value>;
  /** All fields as values, for the run's record. */
  readonly fields: ReadonlyMap<string, Value>;
  /** Where a field stands; where it has a default, where the recipe stands. */
  at(field: string): Span;
}

/** Factors for the weights whose path matches: `*` is one segment, `**` any number. */
export interface PartsRow {
  readonly path: string;
  readonly rate: number;
  readonly decay: number;
}

/** Of rule 12, in the order of its list. */
export const RECIPE_FIELDS = [
  "model",
  "data",
  "test",
  "metric",
  "augment",
  "loss",
  "teacher",
  "optimizer",
  "schedule",
  "length",
  "batch",
  "seed",
  "start",
  "parts",
  "validation",
  "show",
] as const;

const NEEDED = ["model", "data", "loss", "optimizer", "length", "batch"] as const;
const FURTHER = ["teacher", "start", "validation", "show"] as const;

/**
 * Reads a run's fields. Everything that is wrong is told, each at its field; a field that failed before (and has been reported) is
 * passed over, and then there is no recipe.
 */
export const readRecipe = (run: RunValue): readonly [TrainingRecipe | undefined, readonly Diagnostic[]] => {
  const problems: Diagnostic[] = [];
  const at = (field: string): Span => run.fields.get(field)?.span ?? run.recipe.name.span;
  for (const [name, field] of run.fields)
    if (!(RECIPE_FIELDS as readonly string[]).includes(name)) {
      const near = nearest(name, RECIPE_FIELDS);
      problems.push(diagnose(unknownField, field.span, { name, known: RECIPE_FIELDS, ...(near !== undefined && { near }) }));
    }
  const missing = NEEDED.filter((name) => !run.fields.has(name) || run.fields.get(name)?.value.kind === "none");
  if (missing.length > 0) problems.push(diagnose(missingFields, run.recipe.name.span, { recipe: run.name, names: missing }));

  const read = fieldReader(run, problems);
  const seed = read.whole("seed", 0) ?? 1;
  const recipe = {
    name: run.name,
    model: read.placeable("model", "a model"),
    loss: read.placeable("loss", "a loss"),
    data: read.parts("data"),
    test: read.parts("test", "data"),
    metrics: read.parts("metric"),
    augment: read.parts("augment"),
    optimizer: read.parts("optimizer")[0],
    schedules: read.parts("schedule"),
    length: read.duration("length"),
    batch: read.whole("batch", 1),
    seed,
    parts: read.rows("parts"),
    further: new Map([...run.fields].filter(([name, { value }]) => (FURTHER as readonly string[]).includes(name) && value.kind !== "none").map(([name, { value }]) => [name, value])),
    fields: new Map([...run.fields].map(([name, { value }]) => [name, value])),
    at,
  };
  for (const schedule of recipe.schedules.slice(0, -1))
    if (schedule.arguments.get("length")?.kind !== "duration")
      problems.push(diagnose(endlessSchedule, schedule.span, { name: schedule.name }));
  const { model, loss, optimizer, length, batch } = recipe;
  if (problems.length > 0 || !model || !loss || !optimizer || !length || batch === undefined || recipe.data.length === 0)
    return [undefined, problems];
  return [{ ...recipe, model, loss, optimizer, length, batch }, []];
};

const fieldReader = (run: RunValue, problems: Diagnostic[]) => {
  /** The value, or undefined where there is none or it has failed. */
  const value = (name: string): Value | undefined => {
    const found = run.fields.get(name)?.value;
    return found?.kind === "none" || found?.kind === "failed" ? undefined : found;
  };
  const wrong = (name: string, expected: string, found: Value): undefined => {
    const field = run.fields.get(name);
    if (field && found.kind !== "failed")
      problems.push(diagnose(wrongField, field.span, { name, expected, found: describe(found) }));
    return undefined;
  };
  return {
    placeable(name: "model" | "loss", expected: string): Placeable | undefined {
      const found = value(name);
      if (!found) return undefined;
      const keyword = found.kind === "placeable" && found.target.sort === "declared" ? found.target.declaration.keyword : undefined;
      return found.kind === "placeable" && keyword === name ? found : wrong(name, expected, found);
    },
    /** One part or a list of parts of a role. */
    parts(name: string, role = name as PartRole): readonly Part[] {
      const found = value(name);
      if (!found) return [];
      const items = found.kind === "list" ? found.items : [found];
      const parts = items.filter((item) => item.kind === "part" && item.role === role) as Part[];
      const other = items.find((item) => item.kind !== "part" || item.role !== role);
      if (other) wrong(name, ROLES[role], other);
      else if (name === "optimizer" && items.length !== 1) wrong(name, "one optimizer", found);
      return other ? [] : parts;
    },
    duration(name: string): Duration | undefined {
      const found = value(name);
      if (!found) return undefined;
      if (found.kind !== "duration") return wrong(name, "a duration, such as `60 epochs` or `500 steps`", found);
      return toFloat(found.amount) > 0 ? found : wrong(name, "longer than nothing", found);
    },
    whole(name: string, least: number): number | undefined {
      const found = value(name);
      if (!found) return undefined;
      const n = found.kind === "number" ? toWhole(found.value) : undefined;
      if (n === undefined || n < BigInt(least) || n > BigInt(Number.MAX_SAFE_INTEGER))
        return wrong(name, `a whole number from ${least}`, found);
      return Number(n);
    },
    rows(name: string): readonly PartsRow[] {
      const found = value(name);
      if (!found) return [];
      const rows = found.kind === "list" ? found.items.map(partsRow) : [undefined];
      if (rows.includes(undefined)) wrong(name, "a table of path, rate, decay", found);
      return rows.filter((row) => row !== undefined);
    },
  };
};

const ROLES: Readonly<Record<PartRole, string>> = {
  data: "a data set or a list of them",
  optimizer: "an optimizer",
  schedule: "a schedule or a list of them",
  metric: "a metric or a list of them",
  augment: "an augmentation or a list of them",
};

/** `rate` and `decay` are 1 where the table lacks the column. */
const partsRow = (value: Value): PartsRow | undefined => {
  if (value.kind !== "record") return undefined;
  const path = value.fields.get("path");
  const factor = (name: string): number | undefined => {
    const found = value.fields.get(name);
    if (!found) return 1;
    const number = found.kind === "number" ? toFloat(found.value) : NaN;
    return number >= 0 ? number : undefined;
  };
  const [rate, decay] = [factor("rate"), factor("decay")];
  const known = [...value.fields.keys()].every((name) => ["path", "rate", "decay"].includes(name));
  return path?.kind === "string" && known && rate !== undefined && decay !== undefined ? { path: path.value, rate, decay } : undefined;
};
