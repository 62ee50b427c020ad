import type { PartSurface, SurfaceParameter } from "../surface.ts";
import { bool, float, parameter } from "./parameter-types.ts";

const lr = (standard?: string): SurfaceParameter =>
  parameter("lr", float, "the learning rate that schedules multiply", standard);
const adaptive = (decay: string): readonly SurfaceParameter[] => [
  lr("0.001"),
  parameter("beta1", float, "what is kept of the gradient's running mean", "0.9"),
  parameter("beta2", float, "what is kept of its square's", "0.999"),
  parameter("epsilon", float, "added to the root", "1e-8"),
  parameter("weight_decay", float, "how strongly weights are drawn to 0", decay),
];

/** What makes new weights out of gradients, as PyTorch defines it. */
export const optimizers: readonly PartSurface[] = [
  {
    name: "sgd",
    role: "optimizer",
    doc: "Gradient descent. v = momentum · v + g + weight_decay · w, then w = w − lr · v (nesterov: w − lr · (g + weight_decay · w + momentum · v)).",
    parameters: [
      lr(),
      parameter("momentum", float, "what is kept of the last step", "0"),
      parameter("weight_decay", float, "how strongly weights are drawn to 0", "0"),
      parameter("nesterov", bool, "look one step ahead", "false"),
    ],
  },
  {
    name: "adam",
    role: "optimizer",
    doc: "Adam; weight decay is added to the gradient.",
    parameters: adaptive("0"),
  },
  {
    name: "adamw",
    role: "optimizer",
    doc: "Adam with weight decay of its own: w = w − lr · weight_decay · w before each step.",
    parameters: adaptive("0.01"),
  },
];
