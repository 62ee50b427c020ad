import { expect, test } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import type { Network, Node } from "../../src/compiler/4-graph/graph.ts";
import { openProgram } from "../../src/compiler/program.ts";

/** Elaborates `Net` of a text. */
const networkOf = (text: string): Network => {
  const { result, diagnostics } = openProgram(memoryHost({ "net.kes": text })).network("net.kes", "Net");
  expect(diagnostics).toEqual([]);
  return result!;
};

/** Everything that a node is, but for what differs between placements: ids, paths and places in the text. */
const shapeOf = (network: Network): readonly string[] => {
  const nodes = network.nodes();
  const at = new Map<Node, number>(nodes.map((node, index) => [node, index]));
  return nodes.map((node) => {
    const attributes = node.variable ? node.variable.path : JSON.stringify(node.attributes);
    return `${node.op} ${attributes} ${node.operands.map((operand) => at.get(operand)).join()} ${JSON.stringify(node.type)}`;
  });
};

const BLOCKS = (extra: string) =>
  `
block Pair(x: map, unused: int = 0) {
  require unused >= 0, "never"
  a = x -> repeat(2) { conv(3, 4) -> batch_norm }
  b = for s in [1, 2] { a -> conv(1, s) }
  return { a, b }
}
block Unit(x: map) {
  share head = Head
  p = x -> Pair${extra}
  scale = learned([channel: 4], init: 1)
  return (p.a -> head) + (x -> head) * scale + sum(p.b[0], over: channel)
}
block Head(x: map) = x -> conv(1, 4, bias: true)`;

const NET = `
model Net(image: map[8, 8, 4]) {
  y = image -> Unit -> Unit -> repeat(2) { Unit -> relu }
  output y
}`;

test("equal placements become what placing them one by one makes: nodes, paths, shared weights", () => {
  const copied = networkOf(BLOCKS("") + NET);
  // The turn's number as an argument makes every placement differ.
  const oneByOne = networkOf(
    BLOCKS("(unused: turn)").replace("block Unit(x: map)", "block Unit(x: map, turn: int)") +
      NET.replace("Unit -> Unit", "Unit(1) -> Unit(2)").replace(
        "repeat(2) { Unit -> relu }",
        "fold turn in [3, 4] { Unit(turn) -> relu }",
      ),
  );
  expect(copied.variables().map(({ path }) => path)).toEqual(oneByOne.variables().map(({ path }) => path));
  expect(copied.variables().map(({ path }) => path)).toContain("y/Unit3/p/Pair1/a/batch_norm2/variance");
  expect(new Set(copied.variables()).size).toBe(copied.variables().length);
  expect(shapeOf(copied)).toEqual(shapeOf(oneByOne));
});

test("ids grow along the graph, and placements hang in the tree that paths speak of", () => {
  const network = networkOf(BLOCKS("") + NET);
  for (const node of network.nodes()) {
    for (const operand of node.operands) expect(operand.id).toBeLessThan(node.id);
    const { placement } = node.origin;
    expect(node.origin.path.startsWith(placement.path)).toBe(true);
    if (placement.parent) expect(placement.parent.children).toContain(placement);
  }
  expect(new Set(network.nodes().map(({ id }) => id)).size).toBe(network.nodes().length);
});

test("a placement that warns does so each time", () => {
  const text = `block Unit(x: map) {
  warn x.channel == 4, "four"
  return relu(x)
}
model Net(image: map[8, 8, 4]) {
  y = image -> Unit -> Unit -> Unit
  output y
}`;
  const [warning, ...more] = openProgram(memoryHost({ "net.kes": text })).check("net.kes");
  expect(more).toEqual([]);
  expect(warning?.notes).toEqual(["2 more placements fail alike"]);
});

test("the limit of work counts copies as if they were placed one by one", () => {
  const nested = Array.from({ length: 7 }, (_, i) => `block B${i + 1}(x: map) = x -> repeat(20) { B${i} }`).join("\n");
  const text = `block B0(x: map) = relu(x)\n${nested}\nmodel Net(image: map[8, 8, 4]) {\n  y = image -> B7\n  output y\n}`;
  const codes = openProgram(memoryHost({ "net.kes": text }))
    .check("net.kes")
    .map(({ code }) => code);
  expect(codes).toEqual(["KES3401"]);
});
