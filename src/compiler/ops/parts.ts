import { augmentations } from "./parts/augmentations.ts";
import { dataSets } from "./parts/data-sets.ts";
import { metrics } from "./parts/metrics.ts";
import { optimizers } from "./parts/optimizers.ts";
import { schedules } from "./parts/schedules.ts";
import type { PartSurface } from "./surface.ts";

/**
 * What recipes are made of, as a spec writes it: their names, parameters and what they yield; `src/runtime` says what they do.
 */
export const parts: readonly PartSurface[] = [...dataSets, ...optimizers, ...schedules, ...metrics, ...augmentations];
