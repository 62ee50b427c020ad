import type { Module } from "../compiler/2-bind/module.ts";
import type { Recipe } from "../compiler/3-elaborate/recipe.ts";
import type { Node, Objective, Placement } from "../compiler/4-graph/graph.ts";
import { objectiveNodes } from "../compiler/4-graph/objective-nodes.ts";
import type { Program } from "../compiler/program.ts";

/** One graph that a file makes: a network, or a recipe's student, teacher and loss. */
export interface LintedGraph {
  /** In topological order. */
  readonly nodes: readonly Node[];
  /** Those that no earlier graph held: the same network under another recipe is judged once. */
  readonly fresh: readonly Node[];
  /** Who takes a node as an operand. */
  readonly users: ReadonlyMap<Node, readonly Node[]>;
}

/** A recipe of a linted file that can be checked; without an objective where only its files tell of its data. */
export interface LintedRecipe {
  readonly module: Module;
  /** The recipe's name in its file. */
  readonly name: string;
  readonly recipe: Recipe;
  readonly objective?: Objective;
}

export interface Graphs {
  /** The files that are linted together. */
  readonly linted: ReadonlySet<string>;
  readonly graphs: readonly LintedGraph[];
  readonly recipes: readonly LintedRecipe[];
}

/** All networks and recipes of some files that need no arguments. What is wrong with them is the compiler's to say. */
export const graphsOf = (program: Program, paths: readonly string[]): Graphs => {
  const seen = new Set<string>();
  const recipes = paths.flatMap((path) => recipesOf(program, path));
  const networks = paths.flatMap((path) => program.made(path).result?.named ?? []);
  const graphs = [
    ...networks.map(({ network }) => linted(network.nodes({ training: true, taps: true }), seen)),
    ...recipes.flatMap(({ objective }) => (objective ? [linted(objectiveNodes(objective), seen)] : [])),
  ];
  return { linted: new Set(paths), graphs, recipes };
};

const recipesOf = (program: Program, path: string): readonly LintedRecipe[] => {
  const module = program.open(path).result;
  if (!module) return [];
  const names = program.recipeNames(path);
  const made = program.made(path).result?.recipes ?? [];
  return made.flatMap(({ item, recipe, objective }) =>
    names.includes(item.name.text) ? [{ module, name: item.name.text, recipe, ...(objective && { objective }) }] : [],
  );
};

const linted = (nodes: readonly Node[], seen: Set<string>): LintedGraph => {
  const users = new Map<Node, Node[]>();
  for (const node of nodes)
    for (const operand of node.operands) {
      const known = users.get(operand);
      if (known) known.push(node);
      else users.set(operand, [node]);
    }
  const before = new Set(seen);
  const fresh = nodes.filter((node) => {
    const root = rootOf(node.origin.placement);
    if (root.sort !== "model") return true;
    const key = `${root.span.source.path} ${root.title}`;
    seen.add(key);
    return !before.has(key);
  });
  return { nodes, fresh, users };
};

/** The network or loss that a placement belongs to. */
export const rootOf = (placement: Placement): Placement => {
  let root = placement;
  while (root.parent) root = root.parent;
  return root;
};

/** `group1/unit2/conv1 of Net_2_2` */
export const showPlace = ({ origin }: Node): string => {
  const { title } = rootOf(origin.placement);
  return origin.path === "" ? `\`${title}\`` : `\`${origin.path}\` of \`${title}\``;
};
