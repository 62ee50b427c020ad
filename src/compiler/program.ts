import { diagnose, type Diagnostic } from "../base/diagnostic.ts";
import type { Host } from "../base/host.ts";
import { isWithin } from "../base/source.ts";
import { parseExpression } from "./1-syntax/parse.ts";
import type * as ast from "./1-syntax/ast.ts";
import { bindExpression } from "./2-bind/bind-expression.ts";
import type { Library } from "./2-bind/library.ts";
import { createLoader, type Loader, type ModuleCache } from "./2-bind/load.ts";
import type { Module } from "./2-bind/module.ts";
import { builtins } from "./3-elaborate/builtins.ts";
import { MOST_STEPS, type Session } from "./3-elaborate/environment.ts";
import { reportIdleTerms } from "./3-elaborate/idle-terms.ts";
import { makeFile, type Made } from "./3-elaborate/make-file.ts";
import { elaborateExpression, isDefaulted, namedNetworks, type NamedNetwork } from "./3-elaborate/named-network.ts";
import { fileEnv } from "./3-elaborate/network.ts";
import { elaborateObjective } from "./3-elaborate/objective.ts";
import {
  publishedClaim,
  publishedResults,
  type PublishedClaim,
  type PublishedResult,
} from "./3-elaborate/published.ts";
import { checkRecipe, type Recipe } from "./3-elaborate/recipe.ts";
import { recipeValue } from "./3-elaborate/recipe-value.ts";
import type { Network, Objective } from "./4-graph/graph.ts";
import type { NetworkCount } from "./analyses/params-table.ts";
import { countFile } from "./count-file.ts";
import { lossesOnNetwork, type LossesOnNetwork } from "./losses-on-network.ts";
import { unknownType } from "./diagnostics/declarations.ts";
import { notElaborated } from "./diagnostics/limits.ts";
import { parts } from "./ops/parts.ts";
import { primitiveTable, surfaceTable } from "./ops/registry.generated.ts";

/** A result with everything that was found on the way; the result is absent where it can't be had. */
export interface Outcome<Result> {
  readonly result?: Result;
  readonly diagnostics: readonly Diagnostic[];
}

export type { NamedNetwork };

/**
 * What can be asked of `.kes` files. Paths are relative to the host's root, or library paths (`std/…`). Files are read and phases
 * run when first needed and kept; a new program sees changed files. A mistake in a file never throws.
 */
export interface Program {
  readonly library: Library;
  /** Files read so far, by path. */
  readonly modules: ReadonlyMap<string, Module>;
  /** The parsed file with its names, or only diagnostics where it can't be read. */
  open(path: string): Outcome<Module>;
  /** Everything wrong in the file and, syntax and names, in what it imports. */
  check(path: string): readonly Diagnostic[];
  /** All that the file makes without being given arguments: what `check` looked at. */
  made(path: string): Outcome<Made>;
  /** The same in pieces: each `next` does one of them, or none is left. What is done so is not done again. */
  making(path: string): Iterator<void, void, void>;
  /** The file's networks in order: those named by `model Name = …`, else models whose sizes all have defaults. */
  networks(path: string): Outcome<readonly NamedNetwork[]>;
  /** The network that an expression such as `WideNet(40, 2)` means in the file. */
  network(path: string, expression: string): Outcome<Network>;
  /** The counts of the file's networks with their published figures. */
  counts(path: string, options?: { readonly training?: boolean }): Outcome<readonly NetworkCount[]>;
  /** The losses that the file knows, each on the network of an expression; and those that can't be had so, with the reason. */
  losses(path: string, expression: string): LossesOnNetwork;
  /** What the file says is published of its networks' counts. */
  published(path: string): Outcome<readonly PublishedClaim[]>;
  /** What the file says is published of its recipes' metrics. */
  publishedResults(path: string): Outcome<readonly PublishedResult[]>;
  /** The file's recipes in order: those without parameters, else those whose parameters all have defaults. */
  recipeNames(path: string): readonly string[];
  /** A recipe by name, or an expression such as `Plain(Unit(2))`. */
  recipe(path: string, name: string): Outcome<Recipe>;
  /** The graph of a recipe's training step before it is differentiated. */
  objective(path: string, recipe: Recipe): Outcome<Objective>;
  declaration(
    path: string,
    name: string,
  ): { readonly declaration: ast.Declaration; readonly module: Module } | undefined;
}

const surfaces = new Map([...surfaceTable, ...builtins.map((surface) => [surface.name, surface] as const)]);
const partTable = new Map(parts.map((part) => [part.name, part] as const));

const openLibrary = (host: Host): Library => {
  const bare: Library = { surfaces, parts: partTable, values: new Set(["inf"]), prelude: undefined };
  let prelude: { readonly module?: Module } | undefined;
  return {
    ...bare,
    get prelude() {
      return (prelude ??= createLoader(host, bare).load("std/prelude.kes")).module;
    },
  };
};

/** Collects what elaboration reports, the same thing at the same place once. */
const newSink = () => {
  const seen = new Map<string, Diagnostic>();
  const repeats = new Map<string, number>();
  const keyOf = ({ code, span }: Diagnostic): string => `${code} ${span.source.path} ${span.start} ${span.end}`;
  return {
    has: (diagnostic: Diagnostic): boolean => seen.has(keyOf(diagnostic)),
    report(diagnostic: Diagnostic): void {
      const key = keyOf(diagnostic);
      if (seen.has(key)) repeats.set(key, (repeats.get(key) ?? 0) + 1);
      else seen.set(key, diagnostic);
    },
    all: (): readonly Diagnostic[] =>
      [...seen].map(([key, diagnostic]) => {
        const more = repeats.get(key);
        const note =
          more === undefined ? [] : [`${more} more ${more === 1 ? "placement fails" : "placements fail"} alike`];
        return { ...diagnostic, notes: [...diagnostic.notes, ...note] };
      }),
  };
};

const newSession = (
  loader: Loader,
  library: Library,
  report: Session["report"],
  isReported: Session["isReported"] = () => false,
): Session => {
  let reported = 0;
  return {
    library,
    primitives: primitiveTable,
    bindings: new Map(),
    networks: new Map(),
    identities: new Map(),
    broken: new Set(brokenItems(loader.modules.values())),
    placed: new Set(),
    report(diagnostic) {
      reported++;
      report(diagnostic);
    },
    isReported,
    reported: () => reported,
    steps: MOST_STEPS,
  };
};

/** Runs an elaboration of a file with a session of its own. */
const elaborating = (loader: Loader, library: Library) => {
  function* inPieces<Result>(
    path: string,
    run: (module: Module, session: Session) => Generator<void, Result | undefined, void>,
  ): Generator<void, Outcome<Result>, void> {
    const { module, diagnostics } = loader.load(path);
    if (!module) return { diagnostics };
    const sink = newSink();
    const session = newSession(loader, library, sink.report, sink.has);
    const result = yield* run(module, session);
    const broken = [...session.broken];
    const found = sink.all().filter(({ span }) => !broken.some((item) => isWithin(span, item.span)));
    const all = [...diagnostics, ...found];
    return result === undefined ? { diagnostics: all } : { result, diagnostics: all };
  }
  const elaborate = <Result>(
    path: string,
    run: (module: Module, session: Session) => Result | undefined,
  ): Outcome<Result> => {
    const pieces = inPieces(path, function* (module, session) {
      return run(module, session);
    });
    for (let step = pieces.next(); ; step = pieces.next()) if (step.done) return step.value;
  };
  return Object.assign(elaborate, { inPieces });
};

/** What files make, each file once. */
const makingOnce = (elaborate: ReturnType<typeof elaborating>): Pick<Program, "made" | "making"> => {
  const known = new Map<string, Outcome<Made>>();
  const begun = new Map<string, Iterator<void, void, void>>();
  function* makeInPieces(path: string): Generator<void, void, void> {
    try {
      known.set(path, yield* elaborate.inPieces(path, makeFile));
    } finally {
      if (!known.has(path)) begun.delete(path); // a fault of ours: whoever asks again meets it again
    }
  }
  const making = (path: string): Iterator<void, void, void> => {
    const pieces = begun.get(path) ?? makeInPieces(path);
    begun.set(path, pieces);
    return pieces;
  };
  const made = (path: string): Outcome<Made> => {
    const pieces = making(path);
    while (!pieces.next().done);
    return known.get(path)!;
  };
  return { made, making };
};

/** What the programs of one workspace hand on to the next: files that haven't changed are not parsed and bound again. */
export interface Kept {
  readonly modules: ModuleCache;
  library?: Library;
}

export const openProgram = (host: Host, kept: Kept = { modules: new Map() }): Program => {
  const library = (kept.library ??= openLibrary(host));
  const loader = createLoader(host, library, kept.modules);
  const elaborate = elaborating(loader, library);
  const { made, making } = makingOnce(elaborate);
  return {
    library,
    modules: loader.modules,
    open(path) {
      const { module, diagnostics } = loader.load(path);
      return module ? { result: module, diagnostics } : { diagnostics };
    },
    made,
    making,
    check(path) {
      const { result, diagnostics } = made(path);
      const silent = diagnostics.some((diagnostic) => diagnostic.severity === "error") ? [] : (result?.failed ?? []);
      return [...diagnostics, ...silent.map((name) => diagnose(notElaborated, name.span, { name: name.text }))];
    },
    networks: (path) => elaborate(path, namedNetworks),
    network: (path, text) =>
      elaborate(path, (module, session) => {
        const { expression, diagnostics } = parseExpression({ path: "expression", text });
        const found = diagnostics.length ? diagnostics : bindExpression(expression, module, library);
        found.forEach(session.report);
        return found.some(({ severity }) => severity === "error")
          ? undefined
          : elaborateExpression(expression, module, session);
      }),
    counts: (path, options = {}) =>
      elaborate(path, (module, session) => countFile(namedNetworks(module, session), module, session, options)),
    losses(path, expression) {
      const { module } = loader.load(path);
      const openSession = (report: Session["report"]) => newSession(loader, library, report);
      return module ? lossesOnNetwork(module, expression, openSession) : { losses: [], leftOut: [] };
    },
    published: (path) => elaborate(path, publishedClaims),
    publishedResults: (path) => elaborate(path, publishedResults),
    recipeNames: (path) => recipeNamesOf(loader.load(path).module?.file.items ?? []),
    recipe: (path, name) => elaborate(path, (module, session) => findRecipe(module, name, session)),
    objective: (path, recipe) =>
      elaborate(path, (module, session) => {
        const objective = elaborateObjective(recipe, fileEnv(module, session));
        if (objective) reportIdleTerms(recipe, objective, session);
        return objective;
      }),
    declaration(path, name) {
      const declared = loader.load(path).module?.names.get(name);
      return declared?.node.kind === "Declaration"
        ? { declaration: declared.node, module: declared.module }
        : undefined;
    },
  };
};

/** Declarations with an error in their text, or of a type that there is not: what elaboration finds in them follows from that. */
const brokenItems = (modules: Iterable<Module>): readonly ast.Item[] =>
  [...modules].flatMap(({ file, diagnostics }) => {
    const errors = diagnostics.filter(
      ({ severity, code }) => severity === "error" && (code.startsWith("KES1") || code === unknownType.code),
    );
    return file.items.filter((item) => errors.some(({ span }) => isWithin(span, item.span)));
  });

const publishedClaims = (module: Module, session: Session): readonly PublishedClaim[] =>
  module.file.items.flatMap((item) => {
    const claim = item.kind === "Published" ? publishedClaim(item, fileEnv(module, session)) : undefined;
    return claim ? [claim] : [];
  });

/** One with parameters is there to be called, unless there is no other. */
const recipeNamesOf = (items: readonly ast.Item[]): readonly string[] => {
  const recipes = items.filter((item) => item.kind === "Recipe").filter(({ list }) => isDefaulted(list));
  const plain = recipes.filter(({ list }) => !list?.parameters.length);
  return (plain.length ? plain : recipes).map(({ name }) => name.text);
};

const findRecipe = (module: Module, name: string, session: Session): Recipe | undefined => {
  const env = fileEnv(module, session);
  const declared = module.names.get(name);
  if (declared?.node.kind !== "Recipe") return undefined;
  const run = recipeValue(declared.node, declared.module, undefined, declared.node.name.span, env);
  return run.kind === "run" ? checkRecipe(run, env) : undefined;
};
