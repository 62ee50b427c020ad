import { boxLines } from "./box-lines.ts";
import type { Box, Drawing } from "./drawing.ts";

/** A drawing in Graphviz's language: a cluster for each open block. */
export const drawDot = ({ root, edges }: Drawing): string => {
  const ids = new Map<Box, string>();
  const idOf = (box: Box): string => ids.get(box) ?? ids.set(box, `n${ids.size}`).get(box)!;
  const draw = (box: Box, indent: string): readonly string[] => {
    const label = quoted(textOf(box));
    if (box.children.length === 0) return [`${indent}${idOf(box)} [label=${label}${LOOKS[box.kind]}];`];
    return [
      `${indent}subgraph cluster_${idOf(box)} {`,
      `${indent}  label=${label};`,
      ...box.children.flatMap((child) => draw(child, `${indent}  `)),
      `${indent}}`,
    ];
  };
  return [
    `digraph ${quoted(root.name)} {`,
    '  graph [fontname="Helvetica", labeljust="l", color="#b9c4cf"];',
    '  node [fontname="Helvetica", fontsize=11, shape=box, style="rounded,filled", fillcolor="#e3eefb", color="#7fa9d8"];',
    '  edge [fontname="Helvetica", fontsize=9, color="#7d8b99"];',
    ...draw(root, "  "),
    ...edges.map(({ from, to, shape }) => `  ${idOf(from)} -> ${idOf(to)} [label=${quoted(shape)}];`),
    "}",
    "",
  ].join("\n");
};

const LOOKS: Readonly<Record<Box["kind"], string>> = {
  network: "",
  block: "",
  step: ', fillcolor="#ffffff", color="#7d8b99"',
  input: ', fillcolor="#fdf1d8", color="#d3a64a"',
  output: ', fillcolor="#fdf1d8", color="#d3a64a"',
};

const textOf = (box: Box): string => {
  const { name, title, cost } = boxLines(box);
  return [name, title, cost].filter((line) => line !== "").join("\n");
};

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
