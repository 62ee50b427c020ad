import { grouped, shortened } from "../../compiler/analyses/show-count.ts";
import { classSections } from "./class-sections.ts";
import { curves, titleOf } from "./curves.ts";
import { epochTable } from "./epoch-table.ts";
import { html, type Content, type Html } from "./html.ts";
import { entriesOf, fieldOf, numberOf, textOf } from "./json-fields.ts";
import { page } from "./page.ts";
import type { RunHead, SetHead } from "./read-head.ts";
import type { RunStory } from "./read-story.ts";
import type { Relatives } from "./relatives.ts";
import { resultTable, type Column } from "./result-table.ts";
import { duration, percent, shownTime, significant } from "./show-number.ts";
import { showValue } from "./show-value.ts";
import { showsSection } from "./shows-section.ts";

/** A run's page: the same folder gives the same bytes. */
export const runPage = (story: RunStory, relatives: Relatives): string => {
  const { head } = story;
  const charts = curves(story);
  return page(`${head.recipe}, ${head.network.name}`, [
    header(story),
    notice(story),
    tiles(story),
    facts(story),
    comparison(head, relatives),
    charts.length > 0
      ? html`<section>
          <h2>Curves</h2>
          <div class="charts">${charts}</div>
          ${trainNote(story)} ${epochTable(story.epochs)}
        </section>`
      : undefined,
    classSections(story),
    story.shows
      ? showsSection(story.shows, head.test ? "test data" : head.validation ? "validation part" : "training data")
      : undefined,
    recipeSection(story),
    textSection(story),
  ]);
};

/** Lest somebody compare what isn't alike. */
const trainNote = ({ epochs, steps }: RunStory): Html | undefined =>
  [...epochs, ...steps].some(({ tested }) => tested.has("train"))
    ? html`<p class="soft">
        <small
          >train: what the network answered in the steps themselves, while it learned and its pictures were changed, in
          the mean over an epoch; validation and test: by its weights at the epoch's end.</small
        >
      </p>`
    : undefined;

const header = ({ head }: RunStory): Html =>
  html`<header>
    <div class="head">
      <h1>${head.recipe}</h1>
      <span class="state ${head.state}">${head.state}</span>
    </div>
    <p class="soft">
      ${head.network.name}${head.teacher ? ` taught by ${head.teacher.name}` : ""}${head.data ? `, on ${head.data.name}` : ""}
    </p>
  </header>`;

/** How far it came, and what a run that isn't done says of itself. */
const notice = ({ head, epochs, steps }: RunStory): Html | undefined => {
  const early = textOf(head.json, "endedEarly");
  if (head.state === "done")
    return early === undefined ? undefined : html`<div class="notice">Ended before its length: ${early}</div>`;
  const step = Math.max(head.done ?? 0, epochs.at(-1)?.step ?? 0, steps.at(-1)?.step ?? 0);
  const far = head.steps === undefined ? grouped(step) : `${grouped(step)} of ${grouped(head.steps)}`;
  const problem = textOf(head.json, "problem");
  const words = {
    running: `This page shows the run after ${far} steps; it was still training.`,
    stopped: `Stopped after ${far} steps; it can be resumed.`,
    failed: `Failed after ${far} steps.`,
  }[head.state];
  return html`<div class="notice ${head.state}">
    ${words}${problem === undefined ? undefined : html`<br />${problem}`}
  </div>`;
};

const tiles = ({ head, epochs, steps }: RunStory): Html => {
  const last = epochs.at(-1) ?? steps.at(-1);
  const all: readonly (readonly [Content, string])[] = [
    ...[...head.result]
      .slice(0, 3)
      .map(([metric, share]) => [percent(share), `${head.tested} ${titleOf(metric).toLowerCase()}`] as const),
    ...(head.result.size === 0 && last ? [[significant(last.loss), "training loss, last"] as const] : []),
    ...(head.network.parameters === undefined ? [] : [[grouped(head.network.parameters), "parameters"] as const]),
    ...(head.network.multiplyAdds === undefined
      ? []
      : [[shortened(head.network.multiplyAdds), "multiply-adds a picture"] as const]),
    ...(head.seconds === undefined ? [] : [[duration(head.seconds), timeOf(head, epochs.length)] as const]),
  ];
  return html`<ul class="tiles">
    ${all.map(([value, name]) => html`<li><b>${value}</b><span>${name}</span></li>`)}
  </ul>`;
};

const timeOf = ({ epochs, state }: RunHead, done: number): string => {
  const count = state === "done" ? epochs : done;
  return count === undefined || count === 0
    ? "training"
    : count === 1
      ? "for one epoch"
      : `for ${grouped(count)} epochs`;
};

const facts = ({ head, sources }: RunStory): Html => {
  const { json } = head;
  const engine = [head && textOf(json, "engine"), textOf(json, "versions", "engine")].filter(
    (word) => word !== undefined,
  );
  const rows: readonly (readonly [string, Content])[] = [
    ["Data", setText(head.data)],
    ["Validation", setText(head.validation)],
    ["Test", setText(head.test)],
    ["Teacher", head.teacher?.name],
    ["Started from", startText(head)],
    ["Weights", bestText(head)],
    ["Engine", engine.length > 0 ? `${engine.join(" ")}, ${numberOf(json, "threads") ?? "?"} threads` : undefined],
    ["Machine", machineText(head)],
    [
      "Version",
      textOf(json, "versions", "kesc") &&
        `kesc ${textOf(json, "versions", "kesc")}, Node ${textOf(json, "versions", "node")}`,
    ],
    ["Seed", numberOf(json, "seed")],
    [
      "Started",
      head.started === undefined
        ? undefined
        : html`<time datetime="${head.started}">${shownTime(head.started)}</time> UTC`,
    ],
    ["Identity", html`<code>${head.identity}</code>`],
    ["Repeat", html`<code>${repeatText(head, sources)}</code>`],
  ];
  return html`<dl>
    ${rows
      .filter(([, value]) => value !== undefined)
      .map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
  </dl>`;
};

const setText = (set: SetHead | undefined): string | undefined =>
  set &&
  [
    set.name,
    ...(set.count === undefined ? [] : [`${grouped(set.count)} pictures`]),
    ...(set.classes.length > 0 ? [`${set.classes.length} classes`] : []),
  ].join(", ");

const machineText = ({ json }: RunHead): string | undefined => {
  const words = [textOf(json, "machine", "processor"), textOf(json, "machine", "system")].filter(
    (word) => word !== undefined,
  );
  return words.length > 0 ? words.join(", ") : undefined;
};

const startText = ({ json }: RunHead): string | undefined => {
  const from = textOf(json, "start", "recipe") ?? textOf(json, "start", "file");
  const taken = numberOf(json, "start", "taken");
  return from === undefined ? undefined : `${from}${taken === undefined ? "" : `, ${grouped(taken)} tensors`}`;
};

/** Which epoch stands for the run, where validation chose. */
const bestText = ({ json, epochs }: RunHead): string | undefined => {
  const epoch = numberOf(json, "best", "epoch");
  return epoch === undefined ? undefined : `of epoch ${epoch} of ${epochs ?? "?"}, the best on validation`;
};

/** The command that made it, where it is kept; else the run's own text, which is whole. */
const repeatText = ({ json, name }: RunHead, sources: RunStory["sources"]): string => {
  const command = textOf(json, "command");
  if (command !== undefined) return command;
  const [file, recipe] = [
    textOf(json, "spec", "file") ?? [...sources.keys()][0] ?? "?",
    textOf(json, "spec", "recipe") ?? "?",
  ];
  const saved = file
    .split("/")
    .map((part) => (part === ".." ? "%2E%2E" : part))
    .join("/");
  return `kesc train ${name}/spec/${saved}#${recipe} --engine ${textOf(json, "engine") ?? "wasm"}`;
};

const comparison = (own: RunHead, { plain, teacher }: Relatives): Html | undefined => {
  const columns: readonly Column[] = [
    { title: "this run", run: own },
    ...(plain ? [{ title: "without a teacher", run: plain, link: linkTo(plain) }] : []),
    ...(teacher ? [{ title: "teacher", run: teacher, link: linkTo(teacher) }] : []),
  ];
  if (columns.length === 1) return undefined;
  return html`<section>
    <h2>Compared</h2>
    ${resultTable(columns)}
    <p class="soft">
      <small
        >Differences are percentage points to this run.
        ${plain ? "Without a teacher: the run most like this one that trained the same network on the same data alone, modules that go with a teacher apart." : "No finished run here trained the same network on the same data without a teacher."}</small
      >
    </p>
  </section>`;
};

const linkTo = ({ name }: RunHead): string => `../${encodeURIComponent(name)}/report.html`;

const recipeSection = ({ recipe }: RunStory): Html | undefined => {
  const rows = entriesOf(recipe).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0));
  if (rows.length === 0) return undefined;
  return html`<section>
    <h2>The recipe, every value</h2>
    <table class="values">
      <tbody>
        ${rows.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td><code>${showValue(value)}</code></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
};

/** The recipe's own file is open, what it imports is folded up. */
const textSection = ({ head, sources }: RunStory): Html | undefined => {
  if (sources.size === 0) return undefined;
  const own = textOf(fieldOf(head.json, "spec"), "file");
  const texts = [...sources].sort(([a], [b]) => Number(b === own) - Number(a === own));
  return html`<section>
    <h2>The text</h2>
    ${texts.map(([path, text]) =>
      path === own
        ? html`<h3><code>${path}</code></h3>
            <pre>${text}</pre>`
        : html`<details>
            <summary><code>${path}</code></summary>
            <pre>${text}</pre>
          </details>`,
    )}
  </section>`;
};
