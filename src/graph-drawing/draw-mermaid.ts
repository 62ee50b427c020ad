import { boxLines } from "./box-lines.ts";
import type { Box, Drawing } from "./drawing.ts";

/** A drawing as a Mermaid flowchart: a subgraph for each open block. */
export const drawMermaid = ({ root, edges }: Drawing): string => {
  const ids = new Map<Box, string>();
  const idOf = (box: Box): string => ids.get(box) ?? ids.set(box, `n${ids.size}`).get(box)!;
  const draw = (box: Box, indent: string): readonly string[] => {
    if (box.children.length === 0) return [`${indent}${idOf(box)}${shaped(box)}`];
    return [
      `${indent}subgraph ${idOf(box)}["${textOf(box, " · ")}"]`,
      ...box.children.flatMap((child) => draw(child, `${indent}  `)),
      `${indent}end`,
    ];
  };
  return [
    "flowchart TB",
    ...draw(root, "  "),
    ...edges.map(({ from, to, shape }) => `  ${idOf(from)} -->|"${escaped(shape)}"| ${idOf(to)}`),
    "",
  ].join("\n");
};

const shaped = (box: Box): string => {
  const text = `"${textOf(box, "<br>")}"`;
  return box.kind === "block" ? `[${text}]` : `([${text}])`;
};

const textOf = (box: Box, between: string): string => {
  const { name, title, cost } = boxLines(box);
  return [name, title, cost]
    .filter((line) => line !== "")
    .map(escaped)
    .join(between);
};

/** Mermaid reads HTML's entities, written with `#`. */
const escaped = (text: string): string => text.replace(/[#"<>&[\]{}|]/g, (sign) => `#${sign.codePointAt(0)};`);
