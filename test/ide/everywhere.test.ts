import { expect, test } from "vitest";
import { askEverywhere, keptAnswers, type Answers } from "../../scripts/ask-everywhere.ts";

/** Without what needs all tokens. */
const sampleOf = (answers: Answers): Answers =>
  Object.fromEntries(
    Object.entries(answers).map(([path, counts]) => [
      path,
      Object.fromEntries(
        Object.entries(counts).map(([kind, count]) => [kind, typeof count === "number" ? count : [0, count[1]]]),
      ),
    ]),
  );

test("every question at every 17th token of every spec is answered as before; `npm run answers` asks at all and writes anew", async () => {
  const kept = keptAnswers();
  expect(sampleOf(await askEverywhere({ sampled: true }))).toEqual(sampleOf(kept));
  expect(Object.keys(kept).length).toBeGreaterThan(30);
  for (const kind of ["hover", "definition", "completions", "signatures", "renames", "placers", "placed"])
    expect(Object.values(kept).some((counts) => (counts[kind] as readonly [number, number])[1] > 10)).toBe(true);
});
