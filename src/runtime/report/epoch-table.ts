import { grouped } from "../../compiler/analyses/show-count.ts";
import { html, type Html } from "./html.ts";
import type { Moment } from "./read-story.ts";
import { percent, significant } from "./show-number.ts";

interface Column {
  readonly name: string;
  readonly cell: (moment: Moment) => string | number;
}

/** More rows than this nobody reads: then every second epoch, or third, stands for its neighbours. */
const MOST_ROWS = 400;

/** What the curves show, in numbers; folded up. */
export const epochTable = (epochs: readonly Moment[]): Html | undefined => {
  if (epochs.length === 0) return undefined;
  const every = Math.ceil(epochs.length / MOST_ROWS);
  const shown = epochs.filter((_, i) => i % every === 0 || i === epochs.length - 1);
  const columns = columnsOf(epochs);
  return html`<details>
    <summary>Epoch by epoch, as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Epoch by epoch">
      <table>
        <thead>
          <tr>
            ${columns.map(({ name }) => html`<th scope="col" class="n">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (moment) =>
              html`<tr>
                ${columns.map(({ cell }) => html`<td class="n">${cell(moment)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
};

const columnsOf = (epochs: readonly Moment[]): readonly Column[] => {
  const terms = [...new Set(epochs.flatMap((moment) => [...moment.terms.keys()]))];
  const shown = terms.length > 1 ? terms : [];
  return [
    { name: "epoch", cell: ({ epoch }) => epoch },
    { name: "step", cell: ({ step }) => grouped(step) },
    { name: "loss", cell: ({ loss }) => significant(loss) },
    ...shown.map((name): Column => ({ name, cell: (moment) => significant(moment.terms.get(name) ?? NaN) })),
    ...(["train", "validation", "test"] as const).flatMap((part) => testedColumns(epochs, part)),
    { name: "rate", cell: ({ rate }) => (rate === undefined ? "" : significant(rate)) },
    { name: "seconds", cell: ({ seconds }) => (seconds === undefined ? "" : significant(seconds)) },
  ];
};

const testedColumns = (epochs: readonly Moment[], part: "train" | "validation" | "test"): readonly Column[] => {
  const metrics = new Set(epochs.flatMap(({ tested }) => [...(tested.get(part)?.keys() ?? [])]));
  return [...metrics].map((metric) => ({
    name: `${part} ${metric}`,
    cell({ tested }) {
      const share = tested.get(part)?.get(metric);
      return share === undefined ? "" : percent(share);
    },
  }));
};
