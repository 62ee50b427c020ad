import type { Source } from "../../base/source.ts";
import type { Objective } from "../../compiler/4-graph/graph.ts";
import type { Recipe } from "../../compiler/3-elaborate/recipe.ts";
import type { SpecReference } from "../runs/run-record.ts";

/** A recipe with its network and loss in one graph, and the runs that it learns from: what `train` runs. */
export interface Trainable {
  readonly recipe: Recipe;
  readonly objective: Objective;
  readonly spec: SpecReference;
  /** That file and all that it imports. */
  readonly sources: readonly Source[];
  readonly teacher?: Trainable;
  /** Where the recipe starts from a run. */
  readonly start?: Trainable;
}
