import type { LabelledPictures } from "./data-set.ts";
import { draws, type Draws } from "./draws.ts";

/** The kinds of shape, in the order of their labels. */
export const SHAPE_CLASSES = [
  "disc",
  "ring",
  "square",
  "frame",
  "triangle",
  "diamond",
  "plus",
  "cross",
  "bars",
  "checker",
] as const;

export interface ShapesRequest {
  readonly split: "train" | "test";
  readonly count: number;
  /** At most 10. */
  readonly classes: number;
  /** Edge of a picture in pixels. */
  readonly size: number;
  readonly seed: number;
}

/** Offsets from a shape's middle and its radius, all in half pixels, so that everything is whole numbers. */
type Inside = (dx: number, dy: number, r: number) => boolean;

const INSIDE: readonly Inside[] = [
  (dx, dy, r) => dx * dx + dy * dy <= r * r,
  (dx, dy, r) => dx * dx + dy * dy <= r * r && 9 * (dx * dx + dy * dy) >= 4 * r * r,
  (dx, dy, r) => 8 * Math.max(Math.abs(dx), Math.abs(dy)) <= 7 * r,
  (dx, dy, r) => 8 * Math.max(Math.abs(dx), Math.abs(dy)) <= 7 * r && 8 * Math.max(Math.abs(dx), Math.abs(dy)) >= 4 * r,
  (dx, dy, r) => Math.abs(dy) <= r && 2 * Math.abs(dx) <= dy + r,
  (dx, dy, r) => Math.abs(dx) + Math.abs(dy) <= r,
  (dx, dy, r) => Math.max(Math.abs(dx), Math.abs(dy)) <= r && 7 * Math.min(Math.abs(dx), Math.abs(dy)) <= 2 * r,
  (dx, dy, r) => Math.max(Math.abs(dx), Math.abs(dy)) <= r && 7 * Math.abs(Math.abs(dx) - Math.abs(dy)) <= 3 * r,
  (dx, dy, r) => Math.max(Math.abs(dx), Math.abs(dy)) <= r && Math.floor((5 * (dy + r)) / (2 * r + 1)) % 2 === 0,
  (dx, dy, r) =>
    Math.max(Math.abs(dx), Math.abs(dy)) <= r &&
    (Math.floor((3 * (dx + r)) / (2 * r + 1)) + Math.floor((3 * (dy + r)) / (2 * r + 1))) % 2 === 0,
];

/**
 * Draws pictures [count, size, size, 3]: one shape of any colour, place and size on a ground of another colour, both under noise;
 * some have a stroke across. Labels go round the classes. The picture of an index depends on seed, split and index alone.
 */
export const drawShapes = ({ split, count, classes, size, seed }: ShapesRequest): LabelledPictures => {
  const pixels = new Uint8Array(count * size * size * 3);
  const labels = new Uint8Array(count);
  const part = split === "train" ? 0 : 1;
  for (let i = 0; i < count; i++) {
    labels[i] = i % classes;
    drawPicture(
      pixels.subarray(i * size * size * 3, (i + 1) * size * size * 3),
      i % classes,
      size,
      draws(seed, part, i),
    );
  }
  return { count, pixels, labels };
};

const drawPicture = (target: Uint8Array, label: number, size: number, draw: Draws): void => {
  const inside = INSIDE[label] ?? (() => false);
  const { ground, ink } = drawColours(draw);
  const noise = 8 + draw(32);
  const r = Math.floor((size * (5 + draw(4))) / 10); // in half pixels: a diameter of 0.5 to 0.8 edges
  const room = 2 * size - 2 * r;
  const middle = { x: r + draw(room), y: r + draw(room) };
  const stroke = draw(3) === 0 ? draw(2 * size) : -10;
  for (let y = 0, at = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const covered = inside(2 * x + 1 - middle.x, 2 * y + 1 - middle.y, r);
      const struck = Math.abs(2 * x + y - stroke) <= 1;
      for (let channel = 0; channel < 3; channel++, at++) {
        const clean = struck ? 128 : covered ? ink[channel]! : ground[channel]!;
        target[at] = Math.max(0, Math.min(255, clean + draw(2 * noise + 1) - noise));
      }
    }
};

/** Two colours that differ by at least 160 over all channels together, so that a shape can be seen. */
const drawColours = (draw: Draws): { readonly ground: readonly number[]; readonly ink: readonly number[] } => {
  for (;;) {
    const [ground, ink] = [colour(draw), colour(draw)];
    if (ground.reduce((sum, value, channel) => sum + Math.abs(value - ink[channel]!), 0) >= 160) return { ground, ink };
  }
};

const colour = (draw: Draws): readonly number[] => [32 + draw(192), 32 + draw(192), 32 + draw(192)];
