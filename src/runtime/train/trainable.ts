import type { Source } from "../../base/source.ts";
import type { Objective } from "../../compiler/4-graph/graph.ts";
import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";

/** A recipe with its network and loss in one graph: what `train` runs. */
export interface Trainable {
  readonly recipe: Recipe;
  readonly objective: Objective;
  /** Where the recipe stands: the file and its name there. */
  readonly spec: { readonly file: string; readonly recipe: string };
  /** That file and all that it imports. */
  readonly sources: readonly Source[];
}
