import type { TestContext } from "vitest";

/**
 * Skips a test where the machine lacks something, with the reason in the summary at the end of the run. Where
 * `KES_TEST_EVERYTHING` is set, nothing may be lacking and the test fails instead.
 *
 *     test("agrees with PyTorch", (ctx) => {
 *       needs(ctx, hasTorch, "Python with torch");
 */
export const needs = (ctx: TestContext, present: boolean, what: string): void => {
  if (present) return;
  if (process.env["KES_TEST_EVERYTHING"]) throw new Error(`this machine should have everything, but lacks ${what}`);
  ctx.skip(`lacks ${what}`);
};
