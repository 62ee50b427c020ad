import { grouped, shortened } from "../compiler/analyses/show-count.ts";
import type { Box } from "./drawing.ts";
import { shorten } from "./text-width.ts";

const LONGEST = 44;

export interface BoxLines {
  readonly name: string;
  readonly title: string;
  /** What it costs; empty where it costs nothing. */
  readonly cost: string;
}

/** What is written into a box, the same in every format. */
export const boxLines = ({ kind, name, title, count, copies }: Box): BoxLines => ({
  name: shorten(name, LONGEST) + (copies > 1 ? `  × ${copies}` : ""),
  title: shorten(title, LONGEST),
  cost: kind === "block" || kind === "network" ? costOf(count, copies) : "",
});

const costOf = ({ parameters, multiplyAdds }: Box["count"], copies: number): string => {
  const parts = [
    ...(parameters > 0n ? [`${grouped(parameters)} parameters`] : []),
    ...(multiplyAdds > 0n ? [`${shortened(multiplyAdds)} multiply-adds`] : []),
  ];
  return parts.join(" · ") + (copies > 1 && parts.length > 0 ? " each" : "");
};
