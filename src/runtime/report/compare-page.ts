import { relative, sep } from "node:path";
import { chart, type Series } from "./chart.ts";
import { clockOf, percentOf, titleOf } from "./curves.ts";
import { html, type Html } from "./html.ts";
import { page } from "./page.ts";
import type { RunStory } from "./read-story.ts";
import { recipeDifferences, type FieldDifference } from "./recipe-differences.ts";
import { resultTable } from "./result-table.ts";
import { significant } from "./show-number.ts";

/** A page of several runs: results, what differs in their recipes, and curves over each other. `place`: the folder that it will be in. */
export const comparePage = (stories: readonly RunStory[], place: string): string => {
  const names = stories.map(({ head }) => head.name);
  const differences = recipeDifferences(stories.map(({ recipe }) => recipe));
  return page(
    names.join(", "),
    html`<header><h1>${stories.length} runs compared</h1></header>
      <section>
        <h2>Results</h2>
        ${resultTable(stories.map(({ head }) => ({ title: head.name, run: head, link: linkTo(head.folder, place) })))}
      </section>
      <section>
        <h2>What differs in their recipes</h2>
        ${differenceTable(differences, names)}
      </section>
      <section>
        <h2>Curves</h2>
        <div class="charts">${compareCharts(stories)}</div>
      </section>`,
  );
};

const linkTo = (folder: string, place: string): string =>
  [...relative(place, folder).split(sep), "report.html"].map(encodeURIComponent).join("/");

const differenceTable = (differences: readonly FieldDifference[], names: readonly string[]): Html =>
  differences.length === 0
    ? html`<p>Nothing: every value is the same.</p>`
    : html`<div class="scroll">
        <table class="kin">
          <thead>
            <tr>
              <td></td>
              ${names.map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${differences.map(
              ({ field, values }) =>
                html`<tr>
                  <th scope="row"><code>${field}</code></th>
                  ${values.map((value) => html`<td class="text"><code>${value ?? "–"}</code></td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;

const places = { train: "while training", validation: "on the validation part", test: "on test data" };

/** The loss, and each metric on whatever was tested while training: a curve a run. */
const compareCharts = (stories: readonly RunStory[]): readonly Html[] => {
  const clocks = stories.map(clockOf);
  const unit = clocks.every((clock) => clock.unit === "epoch") ? "epoch" : "step";
  const at = (i: number, step: number): number => (unit === "epoch" ? clocks[i]!.at(step) : step);
  const series = (value: (moment: RunStory["epochs"][number]) => number | undefined): readonly Series[] =>
    stories.flatMap(({ head, epochs, steps }, i) => {
      const points = (epochs.length > 1 ? epochs : [...steps, ...epochs]).flatMap((moment) => {
        const y = value(moment);
        return y === undefined ? [] : [{ x: at(i, moment.step), y }];
      });
      return points.length > 0 ? [{ name: head.name, points: points.sort((a, b) => a.x - b.x) }] : [];
    });
  const tested = (["train", "validation", "test"] as const).flatMap((part) => {
    const metrics = stories.flatMap(({ epochs }) =>
      epochs.flatMap((moment) => [...(moment.tested.get(part)?.keys() ?? [])]),
    );
    return [...new Set(metrics)].map((metric) => ({ part, metric }));
  });
  const losses = series(({ loss }) => loss);
  return [
    ...(losses.length > 0
      ? [chart({ title: "Loss", unit, series: losses, show: significant, log: true, fromZero: true })]
      : []),
    ...tested.map(({ part, metric }) => {
      const shares = series((moment) => moment.tested.get(part)?.get(metric));
      const title = `${titleOf(metric)} ${places[part]}`;
      return chart({ title, unit, series: shares, show: percentOf(shares), fromZero: true });
    }),
  ];
};
