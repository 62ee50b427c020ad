import { expect, test } from "vitest";
import { drawDot } from "../../src/graph-drawing/draw-dot.ts";
import { drawMermaid } from "../../src/graph-drawing/draw-mermaid.ts";
import { drawSvg } from "../../src/graph-drawing/draw-svg.ts";
import type { Box, Drawing } from "../../src/graph-drawing/drawing.ts";
import { layOut, type Placed } from "../../src/graph-drawing/lay-out.ts";
import { drawingOf, drawingOfSpec } from "./program-of.ts";

const NET = `
block Unit(x: map, out: int) {
  y = x -> conv(3, out) -> batch_norm -> relu
  return x + y
}

model Net(n: int = 3, classes: int = 10)(image: map[8, 8, 3]) {
  stem   = image -> conv(3, 4)
  body   = stem -> repeat(n) { Unit(4) }
  logits = body -> mean(over: [height, width]) -> dense(classes, as: class)
  output logits
}
`;

/** `name (title) ×copies`, indented as the boxes are nested. */
const outline = (box: Box, indent = ""): string =>
  [
    `${indent}${box.name}${box.title && ` (${box.title})`}${box.copies > 1 ? ` ×${box.copies}` : ""}`,
    ...box.children.map((child) => outline(child, `${indent}  `)),
  ].join("\n");

const arrows = ({ edges }: Drawing): readonly string[] =>
  edges.map(({ from, to, shape }) => `${from.name} -> ${to.name} ${shape}`);

test("blocks are nested as the spec names them, equal ones in a row are one, shapes stand on the arrows", () => {
  const drawing = drawingOf(NET, "Net(3)", { depth: 2 });
  expect(outline(drawing.root)).toBe(
    `Net(3)
  image (8×8×3)
  stem (conv 3×3)
  body
    Unit1 … Unit3 ×3
  logits
    mean
    dense
  logits (10)`,
  );
  expect(arrows(drawing)).toEqual([
    "image -> stem 8×8×3",
    "stem -> Unit1 … Unit3 8×8×4",
    "Unit1 … Unit3 -> mean 8×8×4",
    "mean -> dense 4",
    "dense -> logits 10",
  ]);
});

test("the depth says how far down", () => {
  const names = (depth: number): string => outline(drawingOf(NET, "Net(3)", { depth }).root);
  expect(names(1)).not.toContain("Unit1");
  expect(names(3)).toContain("      y (conv 3×3, batch_norm, relu)\n      +");
  expect(names(4)).toContain("        conv 3×3\n        batch_norm\n        relu");
  expect(names(9)).toBe(names(4));
});

test("unfolded, each of equal blocks is drawn; counts are those of `kesc params`", () => {
  const { root } = drawingOf(NET, "Net(3)", { depth: 2, unfold: true });
  const body = root.children.find(({ name }) => name === "body");
  expect(body?.children.map(({ name, copies }) => `${name} ${copies}`)).toEqual(["Unit1 1", "Unit2 1", "Unit3 1"]);
  expect(body?.children.map(({ count }) => count.parameters)).toEqual([152n, 152n, 152n]);
  expect(body?.count.parameters).toBe(456n);
  expect(root.count.parameters).toBe(108n + 456n + 50n);
});

test("blocks that something else reads are not folded into one", () => {
  const text = NET.replace(
    "output logits",
    "early = stem -> Unit(4)\n  late = early -> Unit(4)\n  output logits, early, late",
  );
  const { root } = drawingOf(text, "Net(1)", { depth: 1 });
  expect(root.children.map(({ name, copies }) => `${name} ${copies}`)).toContain("early 1");
  expect(root.children.map(({ name, copies }) => `${name} ${copies}`)).toContain("late 1");
});

test("weights that stand alone are boxes; arithmetic of numbers is not drawn", () => {
  const text = `
model Net()(image: map[2, 2, 3]) {
  gain   = learned([channel: 3], init: 1)
  scaled = image * gain * (2 + 3)
  output scaled
}`;
  const drawing = drawingOf(text, "Net()", { depth: 3 });
  expect(arrows(drawing).filter((arrow) => arrow.startsWith("gain"))).toEqual([
    expect.stringMatching(/^gain -> \S+ 3$/),
  ]);
});

test("Mermaid and Graphviz: nested subgraphs, texts escaped", () => {
  const drawing = drawingOf(NET, "Net(3)", { depth: 2 });
  expect(drawMermaid(drawing)).toMatchInlineSnapshot(`
    "flowchart TB
      subgraph n0["Net(3) · 614 parameters · 34.6 K multiply-adds"]
        n1(["image<br>8×8×3"])
        n2["stem<br>conv 3×3<br>108 parameters · 6.9 K multiply-adds"]
        subgraph n3["body · 456 parameters · 27.6 K multiply-adds"]
          n4["Unit1 … Unit3  × 3<br>152 parameters · 9.2 K multiply-adds each"]
        end
        subgraph n5["logits · 50 parameters · 40 multiply-adds"]
          n6(["mean"])
          n7["dense<br>50 parameters · 40 multiply-adds"]
        end
        n8(["logits<br>10"])
      end
      n1 -->|"8×8×3"| n2
      n2 -->|"8×8×4"| n4
      n4 -->|"8×8×4"| n6
      n6 -->|"4"| n7
      n7 -->|"10"| n8
    "
  `);
  expect(drawDot(drawing)).toMatchInlineSnapshot(`
    "digraph "Net(3)" {
      graph [fontname="Helvetica", labeljust="l", color="#b9c4cf"];
      node [fontname="Helvetica", fontsize=11, shape=box, style="rounded,filled", fillcolor="#e3eefb", color="#7fa9d8"];
      edge [fontname="Helvetica", fontsize=9, color="#7d8b99"];
      subgraph cluster_n0 {
        label="Net(3)\\n614 parameters · 34.6 K multiply-adds";
        n1 [label="image\\n8×8×3", fillcolor="#fdf1d8", color="#d3a64a"];
        n2 [label="stem\\nconv 3×3\\n108 parameters · 6.9 K multiply-adds"];
        subgraph cluster_n3 {
          label="body\\n456 parameters · 27.6 K multiply-adds";
          n4 [label="Unit1 … Unit3  × 3\\n152 parameters · 9.2 K multiply-adds each"];
        }
        subgraph cluster_n5 {
          label="logits\\n50 parameters · 40 multiply-adds";
          n6 [label="mean", fillcolor="#ffffff", color="#7d8b99"];
          n7 [label="dense\\n50 parameters · 40 multiply-adds"];
        }
        n8 [label="logits\\n10", fillcolor="#fdf1d8", color="#d3a64a"];
      }
      n1 -> n2 [label="8×8×3"];
      n2 -> n4 [label="8×8×4"];
      n4 -> n6 [label="8×8×4"];
      n6 -> n7 [label="4"];
      n7 -> n8 [label="10"];
    }
    "
  `);
});

const NETWORKS = [
  ["specs/paper/table1.kes", "KENet_2_2", 1],
  ["specs/paper/table1.kes", "KENet_2_2", 4],
  ["specs/models/googlenet.kes", "GoogLeNet", 3],
  ["specs/models/densenet.kes", "DenseNet121", 3],
  ["specs/models/faster-rcnn.kes", "FasterRCNN_VGG16", 3],
  ["specs/models/vit.kes", "ViT", 5],
  ["specs/paper/ssd.kes", "SSD300_VGG16", 4],
] as const;

const inside = (inner: Placed, outer: Placed): boolean =>
  inner.x >= outer.x - 0.01 &&
  inner.y >= outer.y - 0.01 &&
  inner.x + inner.width <= outer.x + outer.width + 0.01 &&
  inner.y + inner.height <= outer.y + outer.height + 0.01;

const apart = (a: Placed, b: Placed): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

test.each(NETWORKS)(
  "on the sheet of %s %s at depth %i boxes lie inside theirs and apart from each other",
  (path, name, depth) => {
    const drawing = drawingOfSpec(path, name, { depth });
    const sheet = layOut(drawing);
    const whole: Placed = { box: drawing.root, x: 0, y: 0, width: sheet.width, height: sheet.height };
    const placed = new Map([whole, ...sheet.boxes].map((each) => [each.box, each] as const));
    const check = (box: Box): void => {
      const children = box.children.map((child) => placed.get(child)!);
      for (const [index, child] of children.entries()) {
        expect([child.box.name, inside(child, placed.get(box)!)]).toEqual([child.box.name, true]);
        for (const other of children.slice(index + 1))
          expect([child.box.name, other.box.name, apart(child, other)]).toEqual([child.box.name, other.box.name, true]);
        check(child.box);
      }
    };
    check(drawing.root);
    for (const { points } of sheet.lines)
      for (const { x, y } of points) expect(x >= 0 && y >= 0 && x <= sheet.width && y <= sheet.height).toBe(true);
    // Every arrow arrives at the upper border of the box that it is for.
    const ends = sheet.lines.map(({ points }) => points.at(-1)!);
    for (const { to } of drawing.edges) {
      const { x, y, width } = placed.get(to)!;
      const arrived = ends.some((end) => Math.abs(end.y - y) < 0.01 && end.x >= x && end.x <= x + width);
      expect([to.name, arrived]).toEqual([to.name, true]);
    }
  },
);

test("the same network gives the same bytes, light and dark, without a script or a link", () => {
  const draw = (): string => drawSvg(drawingOfSpec("specs/paper/table1.kes", "KENet_2_2", { depth: 3 }));
  const svg = draw();
  expect(draw()).toBe(svg);
  expect(svg).toContain("prefers-color-scheme: dark");
  expect(svg).not.toMatch(/<script|href=|NaN|undefined|Infinity/);
  expect(svg).toContain("unit2 … unit6  × 5");
});
