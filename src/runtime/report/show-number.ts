import { grouped } from "../../compiler/analyses/show-count.ts";

/** Three significant digits: `0.0316`, `1,250`, `3.1e-7`. */
export const significant = (value: number): string => {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : "minus infinite";
  const size = Math.abs(value);
  if (size >= 1e9 || (size > 0 && size < 1e-4)) return value.toExponential(1).replace(".0e", "e").replace("e+", "e");
  if (size >= 1000) return (value < 0 ? "−" : "") + grouped(Math.round(size));
  return String(Number(value.toPrecision(3)));
};

/** A share as `41.2 %`. */
export const percent = (share: number): string => (Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : "–");

/** A difference of shares in percentage points: `+0.5`, `−1.2`. */
export const points = (difference: number): string => {
  const text = Math.abs(difference * 100).toFixed(1);
  return text === "0.0" ? "0.0" : `${difference < 0 ? "−" : "+"}${text}`;
};

/** `45 s`, `4 min`, `1 min 12 s`, `6 h 10 min`; `?` where it isn't known yet. */
export const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 600) return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${whole % 60} s` : ""}`;
  const minutes = Math.round(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
};

/** `2026-11-25 07:40` of a time as JSON has it; the zone is UTC. */
export const shownTime = (time: string): string => time.replace("T", " ").replace(/:\d\d(\.\d+)?Z$/, "");
