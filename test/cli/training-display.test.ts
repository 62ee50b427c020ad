import { describe, expect, it } from "vitest";
import { displayWidth } from "../../src/base/display-width.ts";
import { fitLine, wrapPieces } from "../../src/cli/fit-line.ts";
import type { Output } from "../../src/cli/output.ts";
import { painter } from "../../src/cli/painter.ts";
import { trainingDisplay } from "../../src/cli/training-display.ts";
import type { Progress, RunFacts } from "../../src/runtime/train/progress.ts";

const FACTS: RunFacts = {
  name: "student_under_a_teacher",
  network: "Net(40, 2, unit: Narrow(2, 2))",
  counts: { parameters: 2_243_546n, state: 0n, multiplyAdds: 327_600_000n },
  engine: "TensorFlow.js 4.22.0, wasm, SIMD with fused multiply-add, 2 threads",
  data: "cifar10",
  pictures: { train: 45_000, validation: 5000, test: 10_000 },
  epochs: 200,
  stepsPerEpoch: 351,
  totalSteps: 70_200,
};

/** What a terminal of so many columns is given while three epochs pass; without columns there is no terminal. */
const shown = (columns?: number) => {
  const [lines, statuses]: [string[], string[]] = [[], []];
  const talk: Output = {
    write: () => Promise.resolve(),
    line: (text = "") => Promise.resolve(void lines.push(text)),
    status: (text) => void (columns !== undefined && statuses.push(text)),
    isTerminal: columns !== undefined,
    columns: columns ?? 120,
    paint: painter(false),
  };
  const moments = [
    { epoch: 1, loss: 2.3, hard: 2.2, gap: 0.0123, rate: 0.1, imagesPerSecond: 96.7, secondsLeft: 36_000 },
    { epoch: 20, loss: 1.305, hard: 1.29, gap: 0.00123, rate: 0.0796, imagesPerSecond: 1234, secondsLeft: 600 },
    { epoch: 200, loss: 0.5, hard: 0.49, gap: 0.1, rate: 0.00127, imagesPerSecond: 157, secondsLeft: 0 },
  ];
  const steps: Progress[] = moments.flatMap(({ epoch, loss, hard, gap, ...rest }, i) => {
    const terms = new Map(Object.entries({ hard, gap }));
    const moment = { epoch, epochs: 200, stepsPerEpoch: 351, step: epoch * 351, loss, terms, ...rest };
    return [
      { kind: "step", stepInEpoch: 300, ...moment },
      { kind: "epoch", seconds: 12 * (i + 1), isBest: i !== 1, validation: { error: 0.833 - 0.4 * i }, ...moment },
    ] satisfies Progress[];
  });
  // A display of its own for each: it shows a step every tenth of a second at most.
  for (const progress of [{ kind: "begin", facts: FACTS, folder: "runs/x" } as const, ...steps])
    trainingDisplay(talk, ".")(progress);
  trainingDisplay(talk, ".")({ kind: "test", on: "validation", pictures: 2500, of: 5000 });
  return { lines, statuses: statuses.filter((text) => text !== "") };
};

describe("the display of training", () => {
  it.each([20, 40, 60, 80, 100, 200])("never is wider than a terminal of %d columns", (columns) => {
    const { lines, statuses } = shown(columns);
    for (const line of lines.filter((text) => text.includes(" ")))
      expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
    if (columns >= 40) for (const status of statuses) expect(displayWidth(status), status).toBeLessThan(columns);
    expect(statuses).toHaveLength(5);
    expect(lines.filter((line) => line.startsWith("epoch")).map((line) => line.slice(0, 13))).toEqual([
      "epoch   1/200",
      "epoch  20/200",
      "epoch 200/200",
    ]);
  });

  it("has the errors under each other, and on a narrow terminal rather them than how fast it is", () => {
    const epochs = (columns?: number) => shown(columns).lines.filter((line) => line.startsWith("epoch"));
    expect(epochs(80)).toEqual([
      "epoch   1/200   hard 2.2       gap 0.0123    validation error 83.3 %   best",
      "epoch  20/200   hard 1.29      gap 0.00123   validation error 43.3 %",
      "epoch 200/200   hard 0.49      gap 0.1       validation error 3.3 %    best",
    ]);
    expect(shown(80).statuses[1]).toBe("epoch   1/200   300/351   hard 2.2   gap 0.0123   10 h left");
    const wide = epochs();
    expect(wide[0]).toMatch(/lr 0\.1 +96\.7 images\/s +12 s +validation error 83\.3 % +best +10 h left$/);
    expect(new Set(wide.map((line) => line.indexOf("validation"))).size).toBe(1);
  });

  it("leaves out how fast an epoch was that nobody measured, and keeps its columns", () => {
    const lines: string[] = [];
    const talk = {
      isTerminal: false,
      line: (text = "") => Promise.resolve(void lines.push(text)),
      status: () => undefined,
    };
    const moment = { epochs: 9, stepsPerEpoch: 4, step: 8, loss: 1, terms: new Map<string, number>(), rate: 0.1 };
    const epoch = { kind: "epoch", seconds: 0.01, isBest: false, test: { error: 0.5 }, ...moment } as const;
    const display = trainingDisplay(talk as unknown as Output, ".");
    display({ ...epoch, epoch: 2 });
    display({ ...epoch, epoch: 3, imagesPerSecond: 100, secondsLeft: 9 });
    expect(lines[0]).toMatch(/^epoch 2\/9 {3}loss 1 +lr 0\.1 +test error 50\.0 %$/);
    expect(lines[1]).toMatch(/100 images\/s +0 s +test error 50\.0 % +9 s left$/);
    expect(lines[0]!.indexOf("test")).toBe(lines[1]!.indexOf("test"));
  });

  it("tells all in a file, a line an epoch", () => {
    const { lines, statuses } = shown();
    expect([lines.length, statuses]).toEqual([4, []]);
    expect(lines[0]).toBe(
      "student_under_a_teacher   Net(40, 2, unit: Narrow(2, 2))   2,243,546 parameters   " +
        "TensorFlow.js 4.22.0, wasm, SIMD with fused multiply-add, 2 threads   cifar10 45,000 / 5,000 / 10,000",
    );
  });
});

describe("lines of pieces", () => {
  it("lose what has the lowest rank, then break between pieces, then between words", () => {
    const pieces = [{ text: "one" }, { text: "two", rank: 2 }, { text: "three", rank: 1 }, { text: "four" }];
    expect(fitLine(pieces, 24)).toEqual(["one   two   three   four"]);
    expect(fitLine(pieces, 23)).toEqual(["one   two   four"]);
    expect(fitLine(pieces, 15)).toEqual(["one   four"]);
    expect(fitLine(pieces, 9)).toEqual(["one", "  four"]);
    expect(wrapPieces(["one", "two words that are long", "", "x"], 14)).toEqual([
      "one",
      "  two words",
      "  that are",
      "  long   x",
    ]);
    expect(wrapPieces(["教师", "学生"], 10)).toEqual(["教师", "  学生"]);
  });
});
