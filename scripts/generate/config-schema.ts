import { configSchema } from "../../src/cli/config-schema.ts";
import type { Generate } from "../generate.ts";

/** `schemas/kes.config.schema.json`, as the command line checks it. */
export const generate: Generate = async () =>
  new Map([["schemas/kes.config.schema.json", `${JSON.stringify(configSchema, undefined, 2)}\n`]]);
