import { readFile, readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { reasonOf } from "../data/reason-of.ts";
import type { Json } from "../runs/plain-value.ts";
import type { RunState } from "../runs/run-record.ts";
import { isAlive } from "../runs/run-process.ts";
import { RUN_FILES } from "../runs/run-files.ts";
import { readWeightShapes } from "./read-weight-shapes.ts";
import { entriesOf, fieldOf, numberOf, textOf } from "./json-fields.ts";

/** What `run.json` tells at a glance, of any version: what isn't there is undefined. */
export interface RunHead {
  /** As it was asked for. */
  readonly folder: string;
  /** The folder's own name. */
  readonly name: string;
  readonly recipe: string;
  readonly identity: string;
  /** A run that says `running` and whose process is gone is `stopped`. */
  readonly state: RunState;
  /** Its process is gone without a word: it was killed, or the machine went down. */
  readonly isInterrupted: boolean;
  /** What a user types to train it again. */
  readonly command: string | undefined;
  readonly network: { readonly name: string; readonly parameters?: number; readonly multiplyAdds?: bigint };
  readonly data: SetHead | undefined;
  readonly test: SetHead | undefined;
  readonly validation: SetHead | undefined;
  readonly epochs: number | undefined;
  readonly steps: number | undefined;
  /** Steps done so far. */
  readonly done: number | undefined;
  readonly started: string | undefined;
  readonly seconds: number | undefined;
  /** What `result` is of: the test data, or where there is none, the validation part with the best weights. */
  readonly tested: "test" | "validation";
  /** Metrics that are one share each. */
  readonly result: ReadonlyMap<string, number>;
  readonly teacher: { readonly name: string; readonly identity?: string } | undefined;
  /** Shapes of the weights that stand for the run, by path; undefined where there are none. */
  readonly weights: ReadonlyMap<string, string> | undefined;
  /** All of `run.json`. */
  readonly json: Json;
}

export interface SetHead {
  /** `cifar10 train` */
  readonly name: string;
  readonly count: number | undefined;
  readonly sha256: string | undefined;
  readonly classes: readonly string[];
}

export interface HeadProblem {
  readonly folder: string;
  readonly problem: string;
  /** It is no run at all: there is no `run.json`. */
  readonly isMissing: boolean;
}

export const isProblem = (head: RunHead | HeadProblem): head is HeadProblem => "problem" in head;

/** Reads a run's `run.json` (and its teacher's name from `recipe.json`); a sentence where it can't be read. */
export const readHead = async (folder: string): Promise<RunHead | HeadProblem> => {
  const read = async (name: string): Promise<Json | undefined> =>
    JSON.parse(await readFile(join(folder, name), "utf8")) as Json;
  let json: Json | undefined;
  try {
    json = await read("run.json");
  } catch (error) {
    const isMissing = ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
    const reason = error instanceof SyntaxError ? `it is not JSON: ${error.message}` : reasonOf(error);
    return { folder, problem: isMissing ? "it has no `run.json`" : reason, isMissing };
  }
  const missing = ["recipe", "identity"].find((name) => textOf(json, name) === undefined);
  if (json === undefined || missing !== undefined)
    return { folder, problem: `\`${missing ?? "recipe"}\` is missing`, isMissing: false };
  const recipe = await read("recipe.json").catch(() => undefined);
  return { ...headOf(folder, json, recipe), weights: await readWeightShapes(join(folder, RUN_FILES.weights)) };
};

const STATES: readonly string[] = ["running", "stopped", "failed", "done"];

const headOf = (folder: string, json: Json, recipe: Json | undefined): Omit<RunHead, "weights"> => {
  const told = textOf(json, "state") ?? "done"; // before there were states, only finished runs were written
  const isInterrupted = told === "running" && hasLostProcess(json);
  const state = isInterrupted ? "stopped" : told;
  const parameters = numberOf(json, "network", "parameters");
  const multiplyAdds = textOf(json, "network", "multiplyAdds");
  const isTested = typeof fieldOf(json, "result") === "object" && fieldOf(json, "result") !== null;
  return {
    folder,
    name: basename(resolve(folder)),
    recipe: textOf(json, "recipe") ?? "",
    identity: textOf(json, "identity") ?? "",
    state: STATES.includes(state) ? (state as RunState) : "failed",
    isInterrupted,
    command: textOf(json, "command"),
    network: {
      name: textOf(json, "network", "name") ?? "?",
      ...(parameters !== undefined && { parameters }),
      ...(multiplyAdds !== undefined && /^\d+$/.test(multiplyAdds) && { multiplyAdds: BigInt(multiplyAdds) }),
    },
    data: setOf(fieldOf(json, "data")),
    test: setOf(fieldOf(json, "test")),
    validation: setOf(fieldOf(json, "validation")),
    epochs: numberOf(json, "epochs"),
    steps: numberOf(json, "steps"),
    done: numberOf(json, "done"),
    started: textOf(json, "started"),
    seconds: numberOf(json, "seconds"),
    tested: isTested || fieldOf(json, "test") ? "test" : "validation",
    result: sharesOf(
      isTested ? fieldOf(json, "result") : fieldOf(json, "test") ? undefined : fieldOf(json, "best", "result"),
    ),
    teacher: teacherOf(json, recipe),
    json,
  };
};

/** Of another machine nobody can tell. */
const hasLostProcess = (json: Json): boolean => {
  const [id, host, since] = [
    numberOf(json, "process", "id"),
    textOf(json, "process", "host"),
    textOf(json, "process", "since"),
  ];
  if (id === undefined || host === undefined) return false;
  return isAlive({ id, host, ...(since !== undefined && { since }) }) === false;
};

const sharesOf = (json: Json | undefined): ReadonlyMap<string, number> =>
  new Map(entriesOf(json).flatMap(([name, value]) => (typeof value === "number" ? [[name, value]] : [])));

const setOf = (json: Json | undefined): SetHead | undefined => {
  const part = textOf(json, "part");
  if (part === undefined) return undefined;
  const classes = fieldOf(json, "classes");
  return {
    name: [part, textOf(json, "settings", "split")].filter((word) => word !== undefined).join(" "),
    count: numberOf(json, "count"),
    sha256: textOf(json, "sha256"),
    classes: Array.isArray(classes) ? classes.filter((name: Json): name is string => typeof name === "string") : [],
  };
};

const teacherOf = (json: Json, recipe: Json | undefined): RunHead["teacher"] => {
  const told = fieldOf(json, "teacher");
  const identity = textOf(told, "identity");
  const name =
    textOf(told, "recipe") ?? textOf(told, "name") ?? textOf(recipe, "teacher") ?? textOf(recipe, "teacher", "name");
  if (name === undefined && identity === undefined) return undefined;
  return { name: name ?? "teacher", ...(identity !== undefined && { identity }) };
};

/** Every run of a folder, newest last; what is damaged is told. Folders without `run.json` and hidden ones are no runs. */
export const listRuns = async (
  folder: string,
): Promise<{ readonly runs: readonly RunHead[]; readonly problems: readonly HeadProblem[] }> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
  const heads: (RunHead | HeadProblem)[] = [];
  for (const name of names) heads.push(await readHead(join(folder, name)));
  return {
    runs: heads
      .filter((head): head is RunHead => !isProblem(head))
      .sort((a, b) => ((a.started ?? "") < (b.started ?? "") ? -1 : (a.started ?? "") > (b.started ?? "") ? 1 : 0)),
    problems: heads.filter(isProblem).filter(({ isMissing }) => !isMissing),
  };
};
