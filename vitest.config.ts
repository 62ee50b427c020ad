import { defineConfig } from "vitest/config";

/** Where `.ci/run` wants the result as JSON. */
const json = process.env["KES_TEST_JSON"];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ["default", "./test/support/skipped-reporter.ts", ...(json ? ["json" as const] : [])],
    ...(json ? { outputFile: { json } } : {}),
  },
});
