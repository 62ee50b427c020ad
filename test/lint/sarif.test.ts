import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv, type AnySchemaObject } from "ajv";
import { expect, test } from "vitest";
import { lineMap } from "../../src/base/line-map.ts";
import { explained } from "../../src/cli/explained.ts";
import { sarifLog } from "../../src/cli/sarif.ts";
import { catalogue } from "../../src/compiler/diagnostics/catalogue.ts";
import { checkAndLint } from "../../src/lint/lint.ts";
import { rules } from "../../src/lint/rules.generated.ts";
import { everyRule, programOf } from "./lint-text.ts";

const file = fileURLToPath(new URL("../fixtures/sarif-2.1.0.schema.json", import.meta.url));

/** The official schema, in the draft that Ajv knows: `id` is called `$id` there. */
const schema = (): AnySchemaObject => {
  const { id, $schema: _, ...rest } = JSON.parse(readFileSync(file, "utf8")) as AnySchemaObject;
  return { $id: id as string, ...rest };
};

const validate = new Ajv({
  strict: false,
  // Its pattern of a language has a bracket too many, which only the older syntax takes.
  unicodeRegExp: false,
  allErrors: true,
  formats: {
    uri: (text: string) => URL.canParse(text),
    "uri-reference": (text: string) => URL.canParse(text, "file:///"),
    "date-time": true,
  },
}).compile(schema());

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly Result[];
  }[];
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly fixes?: readonly object[];
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: object };
  }[];
}

const logOf = (files: Readonly<Record<string, string>> | string, shown = (path: string): string => path): Log => {
  const found = checkAndLint(programOf(files), "main.kes", { levels: everyRule });
  const places = { lines: lineMap, shown };
  return sarifLog(
    found.map((diagnostic) => ({ diagnostic, places })),
    explained(),
  ) as Log;
};

test.each(rules.map((rule) => [rule.name, rule] as const))("%s: the log of its example is valid", (name, rule) => {
  const log = logOf(rule.bad);
  expect([validate(log), validate.errors]).toEqual([true, null]);
  const [run] = log.runs;
  expect(run?.results.length).toBeGreaterThan(0);
  for (const { ruleId, ruleIndex } of run?.results ?? []) expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  expect(run?.results.map(({ ruleId }) => ruleId)).toContain(rules.find((each) => each.name === name)?.code);
});

test("errors of the compiler, who placed them, columns in characters, names that an address must write otherwise", () => {
  const text = `block Wide(n: int)(x: map) = x -> conv(3, n, groups: 5)
/// 🂡🂡
model Net(image: map[8, 8, 3]) {
  /* 🂡 */ y = image -> Wide(4)
  output y
}
`;
  const log = logOf(text, () => "a folder/né%.kes");
  expect([validate(log), validate.errors]).toEqual([true, null]);
  const [result] = log.runs[0]?.results ?? [];
  expect(result?.level).toBe("error");
  expect(result?.locations[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: "a%20folder/n%C3%A9%25.kes" },
    region: { startLine: 1, startColumn: 54, endLine: 1, endColumn: 55 },
  });
  expect(JSON.stringify(result)).toContain("placed by Wide(4)");
});

test("the fixes of the compiler's errors are in it, those of imports as well", () => {
  const kinds = catalogue.filter(({ replacements }) => replacements);
  const logs = kinds.map(({ bad }) => logOf(bad));
  for (const log of logs) expect([validate(log), validate.errors]).toEqual([true, null]);
  const fixed = logs.flatMap(({ runs }) => runs[0]?.results.filter(({ fixes }) => fixes) ?? []);
  const codes = new Set(fixed.map(({ ruleId }) => ruleId));
  expect(kinds.map(({ code }) => code).filter((code) => !codes.has(code))).toEqual([]);
});

test("nothing found is a log too", () => {
  const log = logOf("block Unit(x: map) = x -> relu\n");
  expect(log.runs[0]?.results.filter(({ ruleId }) => ruleId !== "KES6003")).toEqual([]);
  expect([validate(sarifLog([], explained())), validate.errors]).toEqual([true, null]);
});

test("the schema refuses what is wrong", () => {
  expect(validate({ version: "2.1.0", runs: [{ tool: {}, results: [] }] })).toBe(false);
});
