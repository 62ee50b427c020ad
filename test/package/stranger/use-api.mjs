import assert from "node:assert";
import { fileURLToPath } from "node:url";
import { catalogue, lineMap, memoryHost, layeredHost, nodeHost, openProgram } from "kesc";
import { openEngine } from "kesc/training";
import * as plugin from "kesc/prettier";
import { format } from "prettier";

assert(catalogue.length > 10);

const here = nodeHost({ root: fileURLToPath(new URL(".", import.meta.url)) });
const text = `import { GConv } from "paper/blocks"
model Wide(image: map[8, 8, 4]) {
  y = image -> GConv(2)(16)
  output y
}
model Wrong = Wide(3)
`;
const program = openProgram(layeredHost(memoryHost({ "made.kes": text }), here));
assert.deepEqual(program.check("good.kes"), []);
const [wrong] = program.check("made.kes");
assert(wrong !== undefined && lineMap(wrong.span.source).position(wrong.span.start).line === 6, JSON.stringify(wrong));
const { result } = program.counts("good.kes");
assert.deepEqual(
  result?.map(({ name, parameters }) => [name, parameters]),
  [["Small", 202n]],
);

assert.match(
  await format("block A(x:map)=x->relu", { parser: "kes", plugins: [plugin] }),
  /^block A\(x: map\) = x -> relu\n$/,
);
