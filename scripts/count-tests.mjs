/** Prints `N passed, N failed, N skipped` from vitest's JSON result, whose path is the argument. A file that didn't load is a failure. */
import { readFileSync } from "node:fs";

let result;
try {
  result = JSON.parse(readFileSync(process.argv[2], "utf8"));
} catch {
  console.log("0 passed, 1 failed, 0 skipped");
  process.exit(1);
}
const tests = result.testResults.flatMap(({ assertionResults }) => assertionResults);
const count = (...states) => tests.filter(({ status }) => states.includes(status)).length;
const unloaded = result.testResults.filter(
  ({ status, assertionResults }) => status === "failed" && assertionResults.every((test) => test.status !== "failed"),
);
const failed = count("failed") + unloaded.length;
console.log(`${count("passed")} passed, ${failed} failed, ${count("skipped", "pending", "todo", "disabled")} skipped`);
process.exit(failed > 0 || tests.length === 0 ? 1 : 0);
