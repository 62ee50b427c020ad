import { chart, type Series } from "./chart.ts";
import type { Html } from "./html.ts";
import type { Moment, RunStory } from "./read-story.ts";
import { percent, significant } from "./show-number.ts";
import type { Point } from "./thin.ts";

/** How steps become what the charts' lower edge counts: epochs where there are several, else steps. */
export interface Clock {
  readonly unit: "epoch" | "step";
  at(step: number): number;
}

/** An epoch has the steps of the first line of `metrics.jsonl`: only a last epoch can be shorter. */
export const clockOf = ({ epochs }: Pick<RunStory, "epochs">): Clock => {
  const [first] = epochs;
  return first && epochs.length > 1 && first.epoch === 1
    ? { unit: "epoch", at: (step) => step / first.step }
    : { unit: "step", at: (step) => step };
};

/** A run's charts, those that have something to show: loss with its terms, what was tested, the learning rate. */
export const curves = (story: RunStory): readonly Html[] => {
  const clock = clockOf(story);
  const common = { unit: clock.unit };
  const losses = lossSeries(story, clock);
  const errors = testedSeries(story, clock);
  const rates = rateSeries(story, clock);
  return [
    ...(losses.length > 0
      ? [
          chart({
            ...common,
            title: "Loss and its terms",
            series: losses,
            show: significant,
            log: true,
            fromZero: true,
          }),
        ]
      : []),
    ...[...errors].map(([metric, series]) =>
      chart({ ...common, title: titleOf(metric), series, show: percentOf(series), fromZero: true }),
    ),
    ...(rates.length > 0
      ? [chart({ ...common, title: "Learning rate", series: rates, show: significant, log: true, fromZero: true })]
      : []),
  ];
};

/** `Error`, `Top5 error` */
export const titleOf = (metric: string): string => {
  const words = metric.replaceAll("_", " ").replace(/^top(\d+)$/, "top-$1 error");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Whole percents are written without decimals where the axis has no finer marks. */
export const percentOf =
  (series: readonly Series[]) =>
  (value: number): string => {
    const isFine = series.some(({ points }) => points.some(({ y }) => y > 0 && y < 0.02));
    return isFine ? `${Number((value * 100).toFixed(2))} %` : percent(value).replace(".0 %", " %");
  };

const pointsOf = (moments: readonly Moment[], clock: Clock, value: (moment: Moment) => number | undefined) =>
  moments.flatMap((moment): readonly Point[] => {
    const y = value(moment);
    return y === undefined ? [] : [{ x: clock.at(moment.step), y }];
  });

/** What steps tell stands alone where there are no epochs to speak of. */
const seriesOf = (name: string, coarse: readonly Point[], fine: readonly Point[]): Series =>
  coarse.length > 1 || fine.length <= 1 ? { name, points: coarse, fine } : { name, points: fine };

/** The loss, and its terms where they are more than the loss again; over epochs thick, over steps thin. */
export const lossSeries = ({ epochs, steps }: RunStory, clock: Clock): readonly Series[] => {
  const all = [...epochs, ...steps];
  if (all.length === 0) return [];
  const terms = [...new Set(all.flatMap((moment) => [...moment.terms.keys()]))];
  const isSame = terms.length === 1 && all.every(({ loss, terms: own }) => Object.is(own.get(terms[0]!), loss));
  const series = (name: string, value: (moment: Moment) => number | undefined): Series =>
    seriesOf(name, pointsOf(epochs, clock, value), pointsOf(steps, clock, value));
  return [
    series(isSame ? terms[0]! : "loss", ({ loss }) => loss),
    ...(isSame ? [] : terms.map((name) => series(name, ({ terms: own }) => own.get(name)))),
  ];
};

/** For each metric a curve for each of train, validation and test that has it. */
const testedSeries = ({ epochs, steps }: RunStory, clock: Clock): ReadonlyMap<string, readonly Series[]> => {
  const moments = [...epochs, ...steps];
  const metrics = new Set(
    moments.flatMap(({ tested }) => [...tested.values()].flatMap((shares) => [...shares.keys()])),
  );
  const series = (metric: string) => (name: "train" | "validation" | "test") => {
    const value = ({ tested }: Moment): number | undefined => tested.get(name)?.get(metric);
    return seriesOf(name, pointsOf(epochs, clock, value), pointsOf(steps, clock, value));
  };
  return new Map(
    [...metrics].map((metric) => [
      metric,
      (["train", "validation", "test"] as const).map(series(metric)).filter(({ points }) => points.length > 0),
    ]),
  );
};

const rateSeries = ({ epochs, steps }: RunStory, clock: Clock): readonly Series[] => {
  const points = pointsOf(steps.length > 1 ? steps : epochs, clock, ({ rate }) => rate);
  return points.length > 0 ? [{ name: "rate", points }] : [];
};
