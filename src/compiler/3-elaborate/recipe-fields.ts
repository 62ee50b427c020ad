import { toFloat } from "../../base/number.ts";
import { wrongField } from "../diagnostics/recipe-values.ts";
import { convertWhole } from "./convert-surface.ts";
import { report, type Env } from "./environment.ts";
import { checkRecipe, type Recipe } from "./recipe.ts";
import { describe } from "../ops/kit/show.ts";
import type { Duration, Part, PartRole, Placeable, RunValue, ShowValue, Value } from "./value.ts";

/** Getters that report a wrong field and give undefined; an absent one is undefined silently. */
export const fieldReader = (run: RunValue, env: Env) => {
  const plain = plainReader(run, env);
  const { get, refuse } = plain;
  const share = (name: string): number | undefined => {
    const expected = "a number between 0 and 1";
    const value = plain.above(name, 0, expected);
    return value === undefined || value < 1 ? value : refuse(name, expected);
  };
  const recipe = (name: string, expected = "a run: the name of a recipe, with its arguments"): Recipe | undefined => {
    const value = get(name);
    if (!value) return undefined;
    if (value.kind !== "run") return refuse(name, expected);
    return checkRecipe(value, env) ?? plain.fail();
  };
  return {
    ...plain,
    part(name: string, role: PartRole, expected: string): Part | undefined {
      const parts = plain.parts(name, role, expected);
      return !parts || parts.length === 1 ? parts?.[0] : refuse(name, expected);
    },
    /** Between 0 and 1, neither of them. */
    share,
    validation: (): number | readonly Part[] | undefined =>
      get("validation")?.kind === "number"
        ? share("validation")
        : plain.parts("validation", "data", "a share of the training data such as `10%`, or data sets"),
    recipe,
    start(): Recipe | string | undefined {
      const value = get("start");
      return value?.kind === "string" ? value.value : recipe("start", "a run, or the name of a file of weights");
    },
    show(): ShowValue | undefined {
      const value = get("show");
      return value?.kind === "show" ? value : undefined;
    },
    rates(): Recipe["parts"] | undefined {
      const value = get("parts");
      if (!value) return undefined;
      return ratesOf(value) ?? refuse("parts", "a table with the columns path, rate and decay");
    },
  };
};

const plainReader = (run: RunValue, env: Env) => {
  let failing = false;
  const get = (name: string): Value | undefined => run.fields.get(name)?.value;
  const fail = (): undefined => void (failing = true);
  const refuse = (name: string, expected: string, value = get(name)): undefined => {
    const field = run.fields.get(name);
    if (field && value && value.kind !== "failed")
      report(env, wrongField, field.span, { field: name, expected, got: describe(value) });
    return fail();
  };
  return {
    failing: () => failing,
    fail,
    get,
    refuse,
    placeable(name: string, keyword: "model" | "loss"): Placeable | undefined {
      const value = get(name);
      if (!value) return undefined;
      const fits =
        value.kind === "placeable" && value.target.sort === "declared" && value.target.declaration.keyword === keyword;
      return fits ? value : refuse(name, `a ${keyword}`);
    },
    parts(name: string, role: PartRole, expected: string): readonly Part[] | undefined {
      const value = get(name);
      if (!value) return undefined;
      const items = value.kind === "list" ? value.items : [value];
      const isWanted = (item: Value): item is Part => item.kind === "part" && item.role === role;
      const parts = items.filter(isWanted);
      return parts.length === items.length
        ? parts
        : refuse(
            name,
            expected,
            items.find((item) => !isWanted(item)),
          );
    },
    duration(name: string): Duration | undefined {
      const value = get(name);
      if (!value || value.kind === "duration") return value;
      return refuse(name, "a duration such as `200 epochs` or `500 steps`");
    },
    whole(name: string, least: number): number | undefined {
      const field = run.fields.get(name);
      if (!field) return undefined;
      const value = convertWhole(field.value, `\`${name}\``, field.span, env, least);
      return value?.kind === "number" ? toFloat(value.value) : fail();
    },
    above(name: string, least: number, expected = `a number above ${least}`): number | undefined {
      const value = get(name);
      if (!value) return undefined;
      const number = value.kind === "number" ? toFloat(value.value) : NaN;
      return number > least ? number : refuse(name, expected);
    },
  };
};

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
