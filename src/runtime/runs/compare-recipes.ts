import type { Json } from "./plain-value.ts";

type JsonRecord = { readonly [name: string]: Json };

/** How a run's recipe differs from one that is asked for, a line a value: `length: 2 epochs, the recipe says 200 epochs`. */
export const recipeDifferences = (run: JsonRecord, recipe: JsonRecord): readonly string[] =>
  [...new Set([...Object.keys(run), ...Object.keys(recipe)])]
    .filter((field) => field !== "name")
    .flatMap((field) => valueDifferences(field, run[field] ?? null, recipe[field] ?? null));

const valueDifferences = (path: string, run: Json, recipe: Json): readonly string[] => {
  if (same(run, recipe)) return [];
  if (isPart(run) && isPart(recipe) && run["part"] === recipe["part"])
    return Object.keys({ ...run, ...recipe }).flatMap((name) =>
      valueDifferences(`${path}.${name}`, run[name] ?? null, recipe[name] ?? null),
    );
  return [`${path}: ${showJson(run)}, the recipe says ${showJson(recipe)}`];
};

const same = (a: Json, b: Json): boolean => {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, i) => same(item, b[i] ?? null));
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const names = Object.keys({ ...a, ...b });
  return names.every((name) => same(a[name] ?? null, b[name] ?? null));
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const isRecord = (value: Json): value is JsonRecord => typeof value === "object" && value !== null && !isList(value);

const isPart = (value: Json): value is JsonRecord => isRecord(value) && typeof value["part"] === "string";

/** As it would stand in a recipe: `2 epochs`, `sgd(lr: 0.1)`, `none`. */
const showJson = (value: Json): string => {
  if (value === null) return "none";
  if (isList(value)) return `[${value.map(showJson).join(", ")}]`;
  if (!isRecord(value)) return String(value);
  const { part, ...settings } = value;
  const entries = Object.entries(settings);
  const [first] = entries;
  if (part === undefined && entries.length === 1 && first && (first[0] === "epochs" || first[0] === "steps"))
    return `${showJson(first[1])} ${first[0]}`;
  const list = entries.map(([name, setting]) => `${name}: ${showJson(setting)}`).join(", ");
  return part === undefined ? `{${list}}` : `${showJson(part)}(${list})`;
};
