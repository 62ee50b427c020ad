import { dirname } from "node:path";
import { expect, test } from "vitest";
import { typeScriptFiles, type Import, type TypeScriptFile } from "./project-files.ts";

const files = typeScriptFiles("src", "grammar");

interface Layer {
  /** Prefix of its paths. */
  readonly at: string;
  /** Prefixes of what it may import; itself always. */
  readonly sees: readonly string[];
  /** What it may import types from besides. */
  readonly seesTypes?: readonly string[];
  /** Packages and Node's own modules (`node:` allows all of them). */
  readonly packages?: readonly string[];
}

const TFJS = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm", "@tensorflow/tfjs-backend-cpu"];
const BASIS = ["src/base", "src/compiler/diagnostics"];

/** ARCHITECTURE.md's order. The first layer whose `at` a path begins with is the file's. */
const layers: readonly Layer[] = [
  { at: "src/base/", sees: [] },
  { at: "grammar/", sees: ["src/base"], packages: ["chevrotain"] },
  { at: "src/compiler/diagnostics/", sees: ["src/base", "grammar/"], seesTypes: ["src/compiler"] },
  { at: "src/compiler/1-syntax/", sees: [...BASIS, "grammar/"], packages: ["chevrotain"] },
  { at: "src/compiler/4-graph/", sees: [...BASIS], seesTypes: ["src/compiler/ops"] },
  {
    at: "src/compiler/ops/",
    sees: [...BASIS, "src/compiler/4-graph", "src/compiler/random"],
    seesTypes: ["src/compiler/3-elaborate"],
  },
  {
    at: "src/compiler/2-bind/",
    sees: [...BASIS, "grammar/", "src/compiler/1-syntax"],
    seesTypes: ["src/compiler/ops"],
  },
  {
    at: "src/compiler/3-elaborate/",
    // Claims (`expect params(M) == …`, `expect f([1]) == [2]`) count and compute while elaborating.
    sees: [
      ...BASIS,
      ...["1-syntax", "2-bind", "4-graph", "ops", "analyses/count.ts", "interpret.ts"].map(
        (name) => `src/compiler/${name}`,
      ),
    ],
  },
  { at: "src/compiler/5-passes/", sees: [...BASIS, "src/compiler/4-graph", "src/compiler/ops"] },
  {
    at: "src/compiler/analyses/",
    sees: [
      ...BASIS,
      ...["1-syntax", "2-bind", "3-elaborate", "4-graph", "5-passes", "ops"].map((name) => `src/compiler/${name}`),
    ],
    seesTypes: ["src/compiler"],
  },
  {
    at: "src/compiler/targets/",
    sees: [...BASIS, "src/compiler/4-graph", "src/compiler/ops", "src/compiler/analyses"],
    seesTypes: ["src/compiler", "@tensorflow/tfjs-core"],
  },
  { at: "src/compiler/", sees: ["src/base", "grammar/", "src/compiler"] },
  { at: "src/runtime/data/pictures/", sees: [], packages: ["sharp"] },
  {
    at: "src/runtime/data/get/",
    sees: ["src/base", "src/runtime"],
    packages: ["node:", "tar", "pngjs", "undici", "proxy-from-env"],
  },
  { at: "src/runtime/", sees: ["src/base", "src/compiler"], packages: ["node:", "pngjs", ...TFJS] },
  { at: "src/graph-drawing/", sees: ["src/compiler"], packages: ["@dagrejs/dagre"] },
  { at: "src/lint/", sees: ["src/base", "src/compiler"] },
  { at: "src/ide/", sees: ["src/base", "grammar/", "src/compiler", "src/lint"], packages: ["chevrotain"] },
  {
    at: "src/lsp/",
    sees: ["src/base", "src/compiler", "src/ide", "src/lint"],
    packages: ["node:", "vscode-languageserver"],
  },
  { at: "src/prettier/", sees: ["src/base", "grammar/", "src/compiler"], packages: ["prettier"] },
  {
    at: "src/cli/",
    sees: [
      "src/base",
      "grammar/",
      "src/compiler",
      "src/runtime",
      "src/prettier",
      "src/graph-drawing",
      "src/lint",
      "src/ide",
      "src/lsp",
      "package.json",
    ],
    packages: ["node:", "commander", "ajv", "prettier"],
  },
  { at: "src/index.ts", sees: ["src/base", "src/compiler", "src/lint", "src/cli/node-host.ts"] },
  { at: "src/training.ts", sees: ["src/runtime"] },
];

const layerOf = (path: string): Layer => {
  const layer = layers.find(({ at }) => path.startsWith(at));
  if (!layer) throw new Error(`${path} stands in no layer of ARCHITECTURE.md`);
  return layer;
};

const mayImport = ({ from, to, isPackage, isTypeOnly }: Import): boolean => {
  const { at, sees, seesTypes = [], packages = [] } = layerOf(from);
  const allowed = isPackage ? packages : [at, ...sees];
  return [...allowed, ...(isTypeOnly ? seesTypes : [])].some((prefix) => to.startsWith(prefix));
};

const show = ({ from, to, isTypeOnly }: Import): string => `${from} imports ${isTypeOnly ? "types of " : ""}${to}`;

test("who imports whom follows ARCHITECTURE.md", () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap(({ imports }) => imports.filter((one) => !mayImport(one)).map(show))).toEqual([]);
});

test("a target doesn't know another one", () => {
  const target = (path: string): string | undefined => /^src\/compiler\/targets\/([^/]+)\//.exec(path)?.[1];
  const crossing = files.flatMap(({ imports }) =>
    imports.filter(({ from, to }) => target(from) && target(to) && target(from) !== target(to)).map(show),
  );
  expect(crossing).toEqual([]);
});

test("imports name files with their ending", () => {
  const bare = files.flatMap(({ imports }) =>
    imports.filter(({ to, isPackage }) => !isPackage && !/\.(ts|json)$/.test(to)).map(show),
  );
  expect(bare).toEqual([]);
});

test("values go round in no circle but inside one folder, where functions call each other in turn", () => {
  expect(cycles(files)).toEqual([]);
});

test("the compiler touches no file, console or process", () => {
  const doors = /\b(console|process|globalThis|setTimeout|setInterval|fetch)\s*[.(]/;
  const touching = typeScriptFiles("src/base", "grammar", "src/compiler").flatMap(({ path, text }) =>
    withoutComments(text)
      .split("\n")
      .flatMap((line, i) => (doors.test(line) ? [`${path}:${i + 1} ${line.trim()}`] : [])),
  );
  expect(touching).toEqual([]);
});

const withoutComments = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/(["'`])(?:\\.|(?!\1)[^\\\n])*\1/g, '""');

/** Each circle of static value imports once, as the files on it. */
const cycles = (all: readonly TypeScriptFile[]): readonly string[] => {
  const next = new Map(
    all.map(({ path, imports }) => [
      path,
      imports.filter((one) => !one.isPackage && !one.isTypeOnly && !one.isDynamic).map(({ to }) => to),
    ]),
  );
  const areApart = (circle: readonly string[]): boolean => new Set(circle.map((path) => dirname(path))).size > 1;
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const circle = trail.includes(path) ? [...trail.slice(trail.indexOf(path)), path] : [];
    if (areApart(circle)) found.push(circle.join(" → "));
    if (done.has(path) || trail.includes(path)) return;
    for (const to of next.get(path) ?? []) walk(to, [...trail, path]);
    done.add(path);
  };
  for (const { path } of all) walk(path, []);
  return found;
};
