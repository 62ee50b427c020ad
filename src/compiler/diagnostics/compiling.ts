import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

interface Refused {
  readonly op: string;
  readonly target: string;
  readonly why: string;
}

export const targetLacks = diagnosticKind<Refused>({
  code: "KES3601",
  slug: "target-lacks-operation",
  severity: "error",
  message: ({ op, target }) => `\`${op}\` can't be compiled for ${target}`,
  notes: ({ why }) => [why],
  help: () => [
    "compile what comes before it, by making that the output",
    "`kesc compile --target json` writes it as it is",
  ],
  explanation:
    "A compiled module is plain code that TensorFlow.js must be able to run and to differentiate. A few operations need a loop or an irregular access that it has no gradient for; training and evaluation by kesc itself have them.",
  bad: "model Net(box: tensor[anchor: 8, coord: 4], score: tensor[anchor: 8]) {\n  kept  = nms(box, score, over: anchor, iou: 0.5, count: 4, as: proposal)\n  index = kept.index\n  output index\n}\n",
  good: "model Net(score: tensor[anchor: 8, class: 4]) {\n  best = max(score, over: class)\n  output best\n}\n",
  untestable: "only `kesc compile` gives it: the network itself is right",
});

export const kinds: readonly DiagnosticKind<never>[] = [targetLacks];
