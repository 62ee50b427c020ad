import type { Axis } from "./axis.ts";
import { axisOf, tightAxis } from "./axis.ts";
import { html, jsonHtml, type Html } from "./html.ts";
import { thin, type Point } from "./thin.ts";

export interface Series {
  readonly name: string;
  /** In order of x. */
  readonly points: readonly Point[];
  /** The same measured more finely, drawn thin behind. */
  readonly fine?: readonly Point[];
}

export interface ChartOptions {
  readonly title: string;
  /** What x counts: `epoch`, `step`. */
  readonly unit: string;
  readonly series: readonly Series[];
  readonly show: (value: number) => string;
  /** The axis of y begins at 0 where nothing is below. */
  readonly fromZero?: boolean;
  /** Logarithms where values differ much. */
  readonly log?: boolean;
}

/** Lengths within the drawing's own coordinates; it is stretched to whatever room there is. */
const EXTENT = 1000;
const MOST_POINTS = 480;

/** A chart with axes and legend, as HTML: only the curves are SVG, so that texts keep their size at any width. */
export const chart = (options: ChartOptions): Html => {
  const { title, unit, series, show } = options;
  const thinned = series.map((one) => ({
    ...one,
    points: thin(one.points, MOST_POINTS),
    fine: thin(one.fine ?? [], MOST_POINTS * 2),
  }));
  const { x, y } = axesOf(thinned, options);
  const note = y.scale === "log" ? " (logarithmic)" : "";
  return html`<figure class="chart" data-title="${title}">
    <figcaption>
      <h3>${title}${note}</h3>
      ${legend(thinned, show)}
    </figcaption>
    <div class="frame">
      <div class="y" aria-hidden="true">
        ${y.ticks.map((tick) => html`<span style="bottom:${place(y.at(tick))}%">${show(tick)}</span>`)}
      </div>
      <div class="plot" tabindex="0" role="img" aria-label="${spoken(options, thinned)}">
        ${drawing(thinned, x, y)}
        <div class="cursor" hidden></div>
        <div class="tip" hidden></div>
        <script type="application/json">
          ${jsonHtml(hoverData(thinned, x, unit, show))}
        </script>
      </div>
      <div class="x" aria-hidden="true">
        ${x.ticks.map((tick) => html`<span style="left:${place(x.at(tick))}%">${shownX(tick)}</span>`)}
      </div>
      <div class="unit" aria-hidden="true">${unit}</div>
    </div>
  </figure>`;
};

type Drawn = Required<Series>;

const axesOf = (series: readonly Drawn[], options: ChartOptions): { readonly x: Axis; readonly y: Axis } => {
  const all = series.flatMap(({ points, fine }) => [...points, ...fine]);
  const end = all.reduce((largest, { x }) => Math.max(largest, x), 0);
  const values = all.map(({ y }) => y);
  return { x: tightAxis(0, end, 5), y: axisOf(values, options) };
};

const shownX = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 2 });

const place = (share: number): string => String(Number((share * 100).toFixed(2)));

const legend = (series: readonly Drawn[], show: (value: number) => string): Html =>
  html`<ul class="legend">
    ${series.map(({ name, points, fine }, i) => {
      const last = points.at(-1) ?? fine.at(-1);
      return html`<li>
        <svg class="key" viewBox="0 0 24 8" aria-hidden="true">
          <line class="line s${i % 8}" x1="1" x2="23" y1="4" y2="4" /></svg
        >${name} ${last ? html`<b>${show(last.y)}</b>` : undefined}
      </li>`;
    })}
  </ul>`;

const spoken = ({ title, unit, show }: ChartOptions, series: readonly Drawn[]): string => {
  const curves = series.map(({ name, points, fine }) => {
    const [first, last] = [points[0] ?? fine[0], points.at(-1) ?? fine.at(-1)];
    return first && last
      ? `${name} from ${show(first.y)} at ${unit} ${shownX(first.x)} to ${show(last.y)} at ${unit} ${shownX(last.x)}`
      : `${name} without values`;
  });
  return `${title}: ${curves.join("; ")}`;
};

const drawing = (series: readonly Drawn[], x: Axis, y: Axis): Html => {
  const at = ({ x: across, y: up }: Point): string => `${coordinate(x.at(across))} ${coordinate(1 - y.at(up))}`;
  const path = (points: readonly Point[]): string => {
    let isDown = false;
    return points
      .map((point) => {
        const isThere = Number.isFinite(point.y);
        const text = isThere ? `${isDown ? "L" : "M"}${at(point)}` : "";
        isDown = isThere;
        return text;
      })
      .join("");
  };
  const few = series.every(({ points }) => points.length <= 40);
  return html`<svg
    viewBox="0 0 ${EXTENT} ${EXTENT}"
    preserveAspectRatio="none"
    aria-hidden="true"
    data-x="${x.from} ${x.to}"
    data-y="${y.from} ${y.to} ${y.scale}"
  >
    <path class="grid" d="${y.ticks.map((tick) => `M0 ${coordinate(1 - y.at(tick))}H${EXTENT}`).join("")}" />
    ${series.map(({ fine }, i) => (fine.length > 0 ? html`<path class="line fine s${i % 8}" d="${path(fine)}" />` : undefined))}
    ${series.map(({ points, name }, i) => html`<path class="line s${i % 8}" data-series="${name}" d="${path(points)}" />`)}
    ${few ? series.map(({ points }, i) => html`<path class="dots s${i % 8}" d="${dots(points.filter((point) => Number.isFinite(point.y)).map(at))}" />`) : undefined}
  </svg>`;
};

/** Lines of no length with round ends are dots, and stay round however the drawing is stretched. */
const dots = (places: readonly string[]): string => places.map((at) => `M${at}h0`).join("");

const coordinate = (share: number): string => String(Number((share * EXTENT).toFixed(2)));

/** What is told of each x: where it lies (in percent), and each series' value as text. */
const hoverData = (series: readonly Drawn[], x: Axis, unit: string, show: (value: number) => string): unknown => {
  const shown = series.map(({ name, points, fine }) => ({ name, points: points.length > 0 ? points : fine }));
  const places = [...new Set(shown.flatMap(({ points }) => points.map((point) => point.x)))].sort((a, b) => a - b);
  return {
    at: places.map((place_) => Number(place(x.at(place_)))),
    labels: places.map((value) => `${unit} ${shownX(value)}`),
    series: shown.map(({ name, points }) => {
      const values = new Map(points.map((point) => [point.x, point.y]));
      return { name, values: places.map((value) => (values.has(value) ? show(values.get(value)!) : "")) };
    }),
  };
};
