import type { ISerializedGast } from "chevrotain";

/** A piece of a railroad diagram: the line enters at the left and leaves at the right, `up` pixels below its top. */
interface Piece {
  readonly width: number;
  readonly up: number;
  readonly down: number;
  /** SVG, with the line's left end at (x, y). */
  draw(x: number, y: number): string;
}

const CHARACTER = 7.3;
const GAP = 12;
const ROW = 13;

type Node = ISerializedGast & {
  readonly definition?: readonly Node[];
  readonly name?: string;
  readonly separator?: Node;
};

/** One rule as an SVG. `label` gives a terminal's text. */
export const railroad = (rule: Node, label: (terminal: Node) => string): string => {
  const piece = sequence((rule.definition ?? []).map((each) => pieceOf(each, label)));
  const [width, height] = [piece.width + 2 * GAP + 4, piece.up + piece.down + 8];
  const y = piece.up + 4;
  const ends = line(2, y, GAP) + line(2 + GAP + piece.width, y, GAP) + bar(2, y) + bar(width - 2, y);
  return `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${ends}${piece.draw(2 + GAP, y)}</svg>`;
};

const pieceOf = (node: Node, label: (terminal: Node) => string): Piece => {
  const inner = (): Piece => sequence((node.definition ?? []).map((each) => pieceOf(each, label)));
  const separator = (): Piece => (node.separator ? pieceOf(node.separator, label) : skip);
  switch (node.type) {
    case "Terminal":
      return box(label(node), "terminal");
    case "NonTerminal":
      return box(node.name ?? "", "rule");
    case "Option":
      return choice([skip, inner()]);
    case "Repetition":
      return choice([skip, loop(inner(), skip)]);
    case "RepetitionMandatory":
      return loop(inner(), skip);
    case "RepetitionMandatoryWithSeparator":
      return loop(inner(), separator());
    case "RepetitionWithSeparator":
      return choice([skip, loop(inner(), separator())]);
    case "Alternation":
      return choice((node.definition ?? []).map((each) => pieceOf(each, label)));
    default:
      return inner();
  }
};

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const line = (x: number, y: number, width: number): string => `<path d="M${x} ${y}h${width}"/>`;
const bar = (x: number, y: number): string => `<path d="M${x} ${y - 6}v12"/>`;

const skip: Piece = { width: 0, up: 0, down: 0, draw: () => "" };

const box = (text: string, kind: "terminal" | "rule"): Piece => {
  const width = text.length * CHARACTER + 16;
  return {
    width,
    up: ROW,
    down: ROW,
    draw(x, y) {
      const label = `<text x="${x + width / 2}" y="${y + 4}">${escape(text)}</text>`;
      const shape = `<rect class="${kind}" x="${x}" y="${y - 11}" width="${width}" height="22" rx="${kind === "terminal" ? 11 : 2}"/>${label}`;
      return kind === "rule" ? `<a href="#${text}">${shape}</a>` : shape;
    },
  };
};

const sequence = (pieces: readonly Piece[]): Piece => {
  if (pieces.length <= 1) return pieces[0] ?? skip;
  return {
    width: pieces.reduce((sum, piece) => sum + piece.width, GAP * (pieces.length - 1)),
    up: Math.max(...pieces.map(({ up }) => up)),
    down: Math.max(...pieces.map(({ down }) => down)),
    draw(x, y) {
      let at = x;
      return pieces
        .map((piece, index) => {
          const lead = index > 0 ? line(at - GAP, y, GAP) : "";
          const text = lead + piece.draw(at, y);
          at += piece.width + GAP;
          return text;
        })
        .join("");
    },
  };
};

/** One of several, the first on the line. */
const choice = (pieces: readonly Piece[]): Piece => {
  const inner = Math.max(...pieces.map(({ width }) => width));
  const offsets: number[] = [];
  let depth = 0;
  pieces.forEach((piece, index) => {
    depth = index === 0 ? 0 : depth + Math.max(ROW, piece.up + 2);
    offsets.push(depth);
    depth += Math.max(piece.down, index === 0 ? 0 : 4);
  });
  return {
    width: inner + 4 * GAP,
    up: pieces[0]?.up ?? 0,
    down: depth,
    draw(x, y) {
      return pieces
        .map((piece, index) => {
          const row = y + (offsets[index] ?? 0);
          const [left, right] = [x + 2 * GAP, x + 2 * GAP + inner];
          const enter =
            index === 0
              ? line(x, y, 2 * GAP)
              : `<path d="M${x} ${y}q${GAP} 0 ${GAP} ${GAP}V${row - GAP}q0 ${GAP} ${GAP} ${GAP}"/>`;
          const leave =
            index === 0
              ? line(right, y, 2 * GAP)
              : `<path d="M${right} ${row}q${GAP} 0 ${GAP} ${-GAP}V${y + GAP}q0 ${-GAP} ${GAP} ${-GAP}"/>`;
          return enter + piece.draw(left, row) + line(left + piece.width, row, inner - piece.width) + leave;
        })
        .join("");
    },
  };
};

/** `piece` once or more, `back` between two of them. */
const loop = (piece: Piece, back: Piece): Piece => {
  const inner = Math.max(piece.width, back.width);
  const depth = piece.down + Math.max(ROW, back.up);
  return {
    width: inner + 2 * GAP,
    up: piece.up,
    down: depth + Math.max(back.down, 4),
    draw(x, y) {
      const [left, right, row] = [x + GAP, x + GAP + inner, y + depth];
      const around = `<path d="M${right} ${y}q${GAP} 0 ${GAP} ${GAP}V${row - GAP}q0 ${GAP} ${-GAP} ${GAP}H${left + back.width}M${left} ${row}q${-GAP} 0 ${-GAP} ${-GAP}V${y + GAP}q0 ${-GAP} ${GAP} ${-GAP}"/>`;
      return (
        line(x, y, GAP) +
        piece.draw(left, y) +
        line(left + piece.width, y, inner - piece.width + GAP) +
        around +
        back.draw(left, row)
      );
    },
  };
};
