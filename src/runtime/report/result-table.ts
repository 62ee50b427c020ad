import { grouped, shortened } from "../../compiler/analyses/show-count.ts";
import { titleOf } from "./curves.ts";
import { html, type Content, type Html } from "./html.ts";
import type { RunHead } from "./read-head.ts";
import { duration, percent, points } from "./show-number.ts";

export interface Column {
  readonly title: string;
  readonly run: RunHead;
  /** The page of that run, where there is one beside this. */
  readonly link?: string;
}

interface Row {
  readonly name: string;
  readonly cell: (run: RunHead, first: RunHead) => Content;
  /** May be broken anywhere: a name. */
  readonly isText?: boolean;
}

/** Runs side by side, a column each, so that it fits a phone; differences are to the first one. */
export const resultTable = (columns: readonly Column[]): Html => {
  const [first] = columns;
  if (!first) return html``;
  const metrics = [...new Set(columns.flatMap(({ run }) => [...run.result.keys()]))];
  const rows = [...metrics.map(metricRow), ...FACTS].filter(({ cell }) =>
    columns.some(({ run }) => cell(run, first.run) !== undefined),
  );
  return html`<div class="scroll">
    <table class="kin">
      <thead>
        <tr>
          <td></td>
          ${columns.map(
            ({ title, run, link }) =>
              html`<th scope="col" class="n">
                ${title}<br />${link === undefined ? run.recipe : html`<a href="${link}">${run.recipe}</a>`}
              </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, cell, isText }) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${columns.map(({ run }) => html`<td class="n${isText ? " text" : ""}">${cell(run, first.run) ?? "–"}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
};

/** Shares, and how many points another run lies above the first. */
const metricRow = (metric: string): Row => ({
  name: titleOf(metric),
  cell(run, first) {
    const [share, reference] = [run.result.get(metric), first.result.get(metric)];
    if (share === undefined) return undefined;
    return run === first || reference === undefined
      ? html`<b>${percent(share)}</b>`
      : html`<b>${percent(share)}</b> <small>${points(share - reference)}</small>`;
  },
});

const FACTS: readonly Row[] = [
  { name: "State", cell: ({ state }) => (state === "done" ? undefined : state) },
  { name: "Network", cell: ({ network }) => network.name, isText: true },
  {
    name: "Parameters",
    cell: ({ network: { parameters } }) => (parameters === undefined ? undefined : grouped(parameters)),
  },
  {
    name: "Multiply-adds",
    cell: ({ network: { multiplyAdds } }) => (multiplyAdds === undefined ? undefined : shortened(multiplyAdds)),
  },
  { name: "Epochs", cell: ({ epochs }) => epochs },
  { name: "Pictures", cell: ({ data }) => (data?.count === undefined ? undefined : grouped(data.count)) },
  { name: "Time", cell: ({ seconds }) => (seconds === undefined ? undefined : duration(seconds)) },
];
