import type { Source } from "../../base/source.ts";
import type { Objective } from "../../compiler/4-graph/graph.ts";
import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";

/** A recipe with its network and loss in one graph: what `train` runs. */
export interface Trainable {
  readonly recipe: Recipe;
  readonly objective: Objective;
  /** The file that names the recipe. */
  readonly main: string;
  /** That file and all that it imports. */
  readonly sources: readonly Source[];
}
