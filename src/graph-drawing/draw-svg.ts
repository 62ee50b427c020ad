import { boxLines } from "./box-lines.ts";
import type { Drawing } from "./drawing.ts";
import { FONT, layOut, LINE, type Line, type Placed, type Point } from "./lay-out.ts";

const MARGIN = 12;

/** A drawing as SVG, light or dark as whoever looks at it prefers. The same drawing gives the same bytes. */
export const drawSvg = (drawing: Drawing): string => {
  const sheet = layOut(drawing);
  const { root } = drawing;
  const whole: Placed = { box: root, x: 0, y: 0, width: sheet.width, height: sheet.height };
  const [width, height] = [Math.ceil(sheet.width) + 2 * MARGIN, Math.ceil(sheet.height) + 2 * MARGIN];
  const { name, cost } = boxLines(root);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" role="img">`,
    `<title>${escaped(cost === "" ? name : `${name}: ${cost}`)}</title>`,
    STYLE,
    `<rect class="sheet" x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}"/>`,
    ...[whole, ...sheet.boxes].map(drawBox),
    ...sheet.lines.map(drawLine),
    ...[whole, ...sheet.boxes].map(drawText),
    ...sheet.lines.flatMap(drawLabel),
    "</svg>",
    "",
  ].join("\n");
};

const STYLE = `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="tip" d="M0 0.8 L7.2 4 L0 7.2 Z"/></marker></defs>
<style>
svg { --sheet: #ffffff; --ink: #1c2733; --soft: #5a6978; --line: #7d8b99; --edge: #b9c4cf; --open: #f4f7fa; --block: #e3eefb; --blockEdge: #7fa9d8; --step: #ffffff; --port: #fdf1d8; --portEdge: #d3a64a; }
@media (prefers-color-scheme: dark) {
svg { --sheet: #14191f; --ink: #e6edf3; --soft: #9fb0c0; --line: #8496a8; --edge: #3b4856; --open: #1a2129; --block: #1f3650; --blockEdge: #4f83ba; --step: #232c36; --port: #43371a; --portEdge: #b58f3e; }
}
text { font-family: "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; fill: var(--ink); font-size: ${FONT.small}px; }
.name { font-size: ${FONT.name}px; font-weight: 600; }
.title, .cost { fill: var(--soft); }
.sheet { fill: var(--sheet); }
.open { fill: var(--open); stroke: var(--edge); }
.block { fill: var(--block); stroke: var(--blockEdge); }
.step { fill: var(--step); stroke: var(--line); }
.input, .output { fill: var(--port); stroke: var(--portEdge); }
.line { fill: none; stroke: var(--line); stroke-width: 1.3; }
.tip { fill: var(--line); }
.shape { text-anchor: middle; fill: var(--soft); stroke: var(--open); stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
.head { stroke: var(--open); stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
.middle { text-anchor: middle; }
</style>`;

const drawBox = (placed: Placed): string => {
  const { box, x, y, width, height } = placed;
  const isOpen = box.children.length > 0;
  const look = isOpen ? "open" : box.kind;
  const radius = box.kind === "step" || box.kind === "input" || box.kind === "output" ? Math.min(height / 2, 13) : 7;
  const rect = (shift: number): string =>
    `<rect class="${look}" x="${n(x + shift)}" y="${n(y + shift)}" width="${n(width)}" height="${n(height)}" rx="${n(radius)}"/>`;
  const behind = box.copies > 1 ? [rect(6), rect(3)] : [];
  return [...behind, rect(0)].join("");
};

/** After the lines, so that none goes through it. */
const drawText = (placed: Placed): string =>
  (placed.box.children.length > 0 ? openText(placed) : closedText(placed)).join("");

/** Name and title on one line, the cost below, from the left. */
const openText = ({ box, x, y }: Placed): readonly string[] => {
  const { name, title, cost } = boxLines(box);
  const left = n(x + 10);
  const second =
    title === ""
      ? ""
      : `<tspan class="title" font-weight="400" font-size="${FONT.small}" dx="8">${escaped(title)}</tspan>`;
  return [
    `<text class="name head" x="${left}" y="${n(y + 18)}">${escaped(name)}${second}</text>`,
    ...(cost === "" ? [] : [`<text class="cost head" x="${left}" y="${n(y + 18 + LINE)}">${escaped(cost)}</text>`]),
  ];
};

const closedText = ({ box, x, y, width, height }: Placed): readonly string[] => {
  const { name, title, cost } = boxLines(box);
  const lines = [
    ["name", name],
    ["title", title],
    ["cost", cost],
  ].filter(([, text]) => text !== "");
  const top = y + (height - LINE * lines.length) / 2 + 12;
  return lines.map(
    ([look, text = ""], index) =>
      `<text class="${look} middle" x="${n(x + width / 2)}" y="${n(top + LINE * index)}">${escaped(text)}</text>`,
  );
};

const drawLine = ({ points, hasArrow }: Line): string =>
  `<path class="line" d="${curve(points)}"${hasArrow ? ' marker-end="url(#arrow)"' : ""}/>`;

/** Straight at both ends, rounded at each bend. */
const curve = (points: readonly Point[]): string => {
  const [start, ...rest] = points;
  if (!start || rest.length === 0) return "";
  const parts = [`M${at(start)}`];
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (!next) parts.push(`L${at(point)}`);
    else if (index === rest.length - 2) parts.push(`Q${at(point)} ${at(next)}`);
    else parts.push(`Q${at(point)} ${at({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`);
  });
  // A quadratic curve that ends in the last point has drawn it.
  return (rest.length > 1 ? parts.slice(0, -1) : parts).join(" ");
};

const drawLabel = ({ shape, label }: Line): readonly string[] =>
  shape === "" ? [] : [`<text class="shape" x="${n(label.x)}" y="${n(label.y + 4)}">${escaped(shape)}</text>`];

const at = ({ x, y }: Point): string => `${n(x)} ${n(y)}`;
/** A tenth of a pixel is enough, and machines that round otherwise print the same. */
const n = (value: number): string => String(Math.round(value * 10) / 10);

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
