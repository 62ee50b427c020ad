import { ruleNames } from "../lint/rule-names.generated.ts";

/** What a rule may weigh. */
const levels = ["off", "warning", "error"] as const;

const ruleSettings = Object.fromEntries(
  [...ruleNames].map(([name, level]) => [name, { enum: levels, default: level }] as const),
);

/** What `kes.config.json` may hold. `npm run generate` publishes it as `schemas/kes.config.schema.json`. */
export const configSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "kes.config.json",
  description: "Settings of a folder of specs. The folder of the file is the root: imports stay inside it.",
  type: "object",
  additionalProperties: false,
  properties: {
    $schema: { type: "string", description: "address of this schema, for editors" },
    allowOutside: {
      type: "array",
      items: { type: "string", pattern: "^[^\\u0000]+$" },
      default: [],
      description: "folders outside the root that imports and symbolic links may reach, relative to this file",
    },
    engine: {
      enum: ["wasm", "cpu"],
      default: "wasm",
      description: "what trains and evaluates: `wasm` is fast, `cpu` slow",
    },
    runs: {
      type: "string",
      pattern: "^[^\\u0000]+$",
      default: "runs",
      description: "folder of the runs, relative to this file",
    },
    data: {
      type: "string",
      pattern: "^[^\\u0000]+$",
      default: "data",
      description: "folder of the data sets, relative to this file",
    },
    format: {
      type: "object",
      additionalProperties: false,
      default: {},
      description: "how `kesc fmt` prints",
      properties: {
        width: { type: "integer", minimum: 40, maximum: 400, default: 120, description: "columns of a line" },
      },
    },
    lint: {
      type: "object",
      additionalProperties: false,
      default: {},
      description: "what `kesc lint` and editors look for",
      properties: {
        rules: {
          type: "object",
          additionalProperties: false,
          default: {},
          description: "what each rule weighs; `kesc explain RULE` tells what it is about",
          properties: ruleSettings,
        },
      },
    },
  },
} as const;
