import { catalogue, memoryHost, openProgram, type Diagnostic, type Network, type Outcome, type Source } from "kesc";
import { languages, parsers, printers } from "kesc/prettier";

const source: Source = { path: "a.kes", text: "" };
export const codes: readonly string[] = catalogue.map((kind) => kind.code);
export const at = (diagnostic: Diagnostic): boolean => diagnostic.span.source === source;

const program = openProgram(memoryHost({ "a.kes": "" }));
export const found: readonly Diagnostic[] = program.check("a.kes");
const network: Outcome<Network> = program.network("a.kes", "Net(3)");
export const weights: bigint = (network.result?.variables() ?? []).reduce(
  (total, { dims }) => total + BigInt(dims.length),
  0n,
);
export const plugin = { languages, parsers, printers };

// @ts-expect-error -- a severity is one of two words
export const severity: Diagnostic["severity"] = "fatal";
// @ts-expect-error -- a program needs a host
openProgram();
