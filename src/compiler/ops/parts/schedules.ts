import type { PartSurface } from "../surface.ts";
import { duration, float, list, parameter } from "./parameter-types.ts";

/** Factors for the learning rate; several run in turn. */
export const schedules: readonly PartSurface[] = [
  {
    name: "steady",
    role: "schedule",
    doc: "The rate as it is: times 1.",
    parameters: [parameter("length", duration, "how long, where another schedule follows", "none")],
  },
  {
    name: "drop",
    role: "schedule",
    doc: "Times `factor` each time that `every` has passed.",
    parameters: [
      parameter("every", duration, "the time between two drops"),
      parameter("factor", float, "what each drop multiplies by"),
      parameter("length", duration, "how long, where another schedule follows", "none"),
    ],
  },
  {
    name: "steps",
    role: "schedule",
    doc: "Times `factor` at each of the times given.",
    parameters: [
      parameter("at", list(duration), "when, rising"),
      parameter("factor", float, "what each drop multiplies by"),
      parameter("length", duration, "how long, where another schedule follows", "none"),
    ],
  },
  {
    name: "cosine",
    role: "schedule",
    doc: "From 1 to `to` along half a cosine.",
    parameters: [
      parameter("to", float, "the factor at the end", "0"),
      parameter("length", duration, "how long; all that is left where this is the last", "none"),
    ],
  },
  {
    name: "warmup",
    role: "schedule",
    doc: "Rises in equal steps to 1: step i of n runs at i / n.",
    parameters: [parameter("length", duration, "how long")],
  },
];
