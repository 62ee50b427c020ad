import { fieldOf, numbersOf } from "./json-fields.ts";
import { html, type Html } from "./html.ts";
import type { RunStory } from "./read-story.ts";
import { percent } from "./show-number.ts";

/** More classes than this are no table to read: the largest confusions are. */
const MOST_IN_TABLE = 20;
const MOST_PAIRS = 12;

/** What the result tells of single classes: errors (a list of shares), and the confusion matrix (rows: the label, columns: the answer). */
export const classSections = ({ head }: RunStory): Html | undefined => {
  const { classes } = head.test ?? head.data ?? { classes: [] };
  const result = fieldOf(head.json, "result") ?? fieldOf(head.json, "best", "result");
  const isFitting = (list: readonly unknown[] | undefined): boolean => list?.length === classes.length;
  const list = numbersOf(fieldOf(result, "per_class"));
  const rows = fieldOf(result, "confusion");
  const counts = Array.isArray(rows) ? rows.map(numbersOf) : undefined;
  const errors = isFitting(list) ? list : undefined;
  const matrix = isFitting(counts) && counts!.every(isFitting) ? (counts as (readonly number[])[]) : undefined;
  if (classes.length === 0 || (!errors && !matrix)) return undefined;
  return html`<section>
    <h2>By class</h2>
    <div class="split">
      ${errors ? errorBars(errors, classes) : undefined}${matrix ? confusion(matrix, classes) : undefined}
    </div>
  </section>`;
};

const errorBars = (errors: readonly number[], classes: readonly string[]): Html => {
  const bars = html`<dl class="bars">
    ${errors.map(
      (error, i) =>
        html`<dt>${classes[i]}</dt>
          <dd class="bar" aria-hidden="true"><i style="width:${((error || 0) * 100).toFixed(1)}%"></i></dd>
          <dd class="n">${percent(error)}</dd>`,
    )}
  </dl>`;
  const heading = html`<h3>Error of each class</h3>`;
  return classes.length <= MOST_IN_TABLE
    ? html`<div>${heading}${bars}</div>`
    : html`<div>
        ${heading}
        <details>
          <summary>All ${classes.length} classes</summary>
          ${bars}
        </details>
      </div>`;
};

const confusion = (matrix: readonly (readonly number[])[], classes: readonly string[]): Html => {
  const shares = matrix.map((row) => {
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((count) => (sum > 0 ? count / sum : 0));
  });
  const pairs = shares
    .flatMap((row, label) => row.map((share, answer) => ({ label, answer, share })))
    .filter(({ label, answer, share }) => label !== answer && share > 0)
    .sort((a, b) => b.share - a.share || a.label - b.label || a.answer - b.answer)
    .slice(0, MOST_PAIRS);
  return html`<div>
    <h3>What was taken for what</h3>
    ${classes.length <= MOST_IN_TABLE ? confusionTable(shares, classes) : undefined}
    ${pairs.length > 0 ? html`<p class="soft">Most often: ${pairs.map(({ label, answer, share }, i) => html`${i > 0 ? ", " : ""}${classes[label]} for ${classes[answer]} (${percent(share)})`)}.</p>` : undefined}
  </div>`;
};

const confusionTable = (shares: readonly (readonly number[])[], classes: readonly string[]): Html =>
  html`<table class="confusion">
    <caption class="soft">
      Rows: what it is. Columns: what the network says. Percent of the row.
    </caption>
    <colgroup>
      <col />
      ${classes.map(() => html`<col />`)}
    </colgroup>
    <thead>
      <tr>
        <td></td>
        ${classes.map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${shares.map(
        (row, label) =>
          html`<tr>
            <th scope="row" class="side">${classes[label]}</th>
            ${row.map(
              (share, answer) =>
                html`<td
                  class="${label === answer ? "right" : ""}"
                  style="background:rgba(var(--heat),${(share * 0.75).toFixed(2)})"
                >
                  ${share > 0 ? Math.round(share * 100) : ""}
                </td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
