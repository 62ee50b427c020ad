import { Ajv } from "ajv";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { graphJson } from "../../src/compiler/targets/json/graph-json.ts";
import { programOf, root, textOf } from "./written.ts";

interface GraphFile {
  readonly version: number;
  readonly nodes: readonly { readonly id: number; readonly op: string; readonly operands: readonly number[] }[];
  readonly variables: readonly {
    readonly path: string;
    readonly dims: readonly { readonly size: number }[];
    readonly trainable: boolean;
  }[];
  readonly outputs: object;
  readonly taps: readonly { readonly name: string; readonly node: number }[];
}

const validate = new Ajv({ allErrors: true, strict: true, strictTypes: false }).compile(
  JSON.parse(textOf("schemas/graph.schema.json")) as object,
);
const program = programOf();
const files = ["paper", "models"].flatMap((folder) =>
  readdirSync(join(root, "specs", folder)).map((file) => `${folder}/${file}`),
);

it.each(files.filter((path) => (program.networks(path).result ?? []).length > 0))(
  "%s: its networks follow the schema",
  (path) => {
    for (const { network } of program.networks(path).result!.slice(0, 3)) {
      const graph = JSON.parse(graphJson(network)) as GraphFile;
      validate(graph);
      expect(validate.errors ?? []).toEqual([]);
      // Operands come first.
      const seen = new Set<number>();
      for (const { id, operands } of graph.nodes) {
        for (const operand of operands) expect(seen.has(operand)).toBe(true);
        seen.add(id);
      }
      for (const { node } of graph.taps) expect(seen.has(node)).toBe(true);
    }
  },
);

it("holds the whole network, twice the same", () => {
  const network = (): string => graphJson(program.network("paper/table1.kes", "WRN_40_2").result!);
  const graph = JSON.parse(network()) as GraphFile;
  const params = graph.variables
    .filter(({ trainable }) => trainable)
    .reduce((sum, { dims }) => sum + dims.reduce((n, { size }) => n * size, 1), 0);
  expect(params).toBe(2_243_546);
  expect(graph.taps.map(({ name }) => name)).toEqual(["group1", "group2", "group3"]);
  expect(network()).toBe(network());
});

it("is refused by the schema where it is damaged", () => {
  const graph = JSON.parse(graphJson(program.network("paper/table1.kes", "WRN_40_2").result!)) as Record<
    string,
    unknown
  >;
  expect(validate({ ...graph, version: 2 })).toBe(false);
  expect(validate({ ...graph, nodes: [{ id: "1" }] })).toBe(false);
  expect(validate({ ...graph, more: 1 })).toBe(false);
});
