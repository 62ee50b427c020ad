import { dirname, join, resolve } from "node:path";
import { listRuns } from "./read-head.ts";
import { readStory } from "./read-story.ts";
import { findRelatives } from "./relatives.ts";
import { runPage } from "./run-page.ts";
import { writeWhole } from "../runs/write-whole.ts";

export interface ReportOptions {
  /** Where the teacher's and the plain run are looked for; default: the folder that the run's is in. */
  readonly runsFolder?: string;
}

/**
 * Writes `report.html` into a run's folder, of whatever is there: finished, stopped and failed runs have pages. Gives the page's path;
 * undefined where the folder holds no readable `run.json`. Throws what the system refuses.
 */
export const writeReport = async (runFolder: string, options: ReportOptions = {}): Promise<string | undefined> => {
  const story = await readStory(runFolder);
  if ("problem" in story) return undefined;
  const { runs } = await listRuns(options.runsFolder ?? dirname(resolve(runFolder)));
  const file = join(runFolder, "report.html");
  await writeWhole(file, runPage(story, findRelatives(story.head, runs)));
  return file;
};
