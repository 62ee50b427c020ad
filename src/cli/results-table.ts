import { basename } from "node:path";
import { alignColumns, type Alignment } from "../base/columns.ts";
import type { PublishedResult } from "../compiler/3-elaborate/published.ts";
import { grouped, shortened, signedPercent } from "../compiler/analyses/show-count.ts";
import type { Program } from "../compiler/program.ts";
import { shareOf } from "../runtime/eval/metrics.ts";
import type { Plan, Planned } from "../runtime/train/plan-training.ts";
import type { RunOutcome } from "../runtime/train/run-plan.ts";
import { percent } from "../runtime/report/show-number.ts";

/** The figures that a file says were published of its recipes. */
export const publishedOf = (program: Program, path: string): readonly PublishedResult[] =>
  program.publishedResults(path).result ?? [];

/** What all recipes of a file came to, beside what was published; those that are still to be trained show how far they are. `names` as asked. */
export const resultsTable = (
  { asked }: Plan,
  outcomes: readonly RunOutcome[],
  { names, published }: { readonly names: readonly string[]; readonly published: readonly PublishedResult[] },
): string => {
  const byIdentity = new Map(outcomes.map((outcome) => [outcome.planned.prepared.identity, outcome]));
  const metric = metricOf(asked, outcomes);
  const rows = asked.map((planned, i) => {
    const name = names[i] ?? planned.trainable.recipe.name; // two recipes may be one run
    const claim = published.find((each) => each.recipe === name && each.metric === metric);
    return rowOf({ name, planned, outcome: byIdentity.get(planned.prepared.identity), claim, metric });
  });
  const hasPublished = rows.some(({ text }) => text !== "");
  const head = [
    "recipe",
    "network",
    "parameters",
    "multiply-adds",
    "teacher",
    metric,
    ...(hasPublished ? ["published", "difference"] : []),
    "run",
  ];
  const body = rows.map(({ cells, text, difference, run }) => [
    ...cells,
    ...(hasPublished ? [text, difference] : []),
    run,
  ]);
  const left = ["recipe", "network", "teacher", "run"];
  const alignment = head.map((name): Alignment => (left.includes(name) ? "left" : "right"));
  return `${alignColumns([head, ...body], alignment).join("\n")}\n`;
};

const metricOf = (asked: readonly Planned[], outcomes: readonly RunOutcome[]): string => {
  const shares = outcomes.map(({ record }) => shareOf(record.result ?? {})?.[0]);
  return shares.find((name) => name !== undefined) ?? asked[0]?.prepared.metrics[0] ?? "error";
};

interface Row {
  readonly cells: readonly string[];
  readonly text: string;
  readonly difference: string;
  /** The name of its folder. */
  readonly run: string;
}

interface RowFacts {
  readonly name: string;
  readonly planned: Planned;
  readonly outcome: RunOutcome | undefined;
  readonly claim: PublishedResult | undefined;
  readonly metric: string;
}

const rowOf = ({ name, planned, outcome, claim, metric }: RowFacts): Row => {
  const { recipe } = planned.trainable;
  const { facts } = planned.prepared;
  const result = outcome?.record.result;
  const share = result?.[metric as "error" | "top5"];
  const cells = [
    name,
    facts.network,
    grouped(facts.counts.parameters),
    shortened(facts.counts.multiplyAdds),
    recipe.teacher?.name ?? "",
    share === undefined ? stateOf(outcome) : percent(share),
  ];
  const difference = share !== undefined && claim ? signedPoints(share - claim.figure) : "";
  return { cells, text: spaced(claim?.text ?? ""), difference, run: outcome ? basename(outcome.folder) : "" };
};

const stateOf = (outcome: RunOutcome | undefined): string => {
  if (!outcome) return "not begun";
  const { state, done, steps } = outcome.record;
  return state === "done" ? "not tested" : `${state} at ${Math.floor((100 * done) / Math.max(1, steps))} %`;
};

/** Its digits are the file's; its sign stands as in all that we print: `5.57 %`. */
const spaced = (text: string): string => text.replace(/\s*%$/, " %");

/** A difference of shares in points: `+3.2 points`. */
const signedPoints = (difference: number): string => signedPercent(difference).replace("%", "points");
