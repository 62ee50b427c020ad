import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Editor } from "./lsp/editor.ts";
import { openKesc } from "./lsp/kesc-editor.ts";
import { makeProject, nameOf } from "./lsp/project.ts";
import { openTypeScript } from "./lsp/typescript-editor.ts";
import { median } from "./measure.ts";
import type { Row } from "./row.ts";

const kesc = join(fileURLToPath(new URL("..", import.meta.url)), "dist/kesc.cjs");
const quick = process.env["KES_BENCH_QUICK"] === "1";
/** The file that is typed into: it imports, and others import it. */
const TYPED = nameOf(7);
const STARTS = quick ? 2 : 7;
const ROUNDS = quick ? 1 : 5;
const EDITS = quick ? [100, 300] : [1_000, 10_000];

/** The language server on 40 files of 5,000 lines, and TypeScript's server on the same networks written in TypeScript. */
export const run = async (): Promise<readonly Row[]> => {
  const folder = mkdtempSync(join(tmpdir(), "kesc-bench-"));
  try {
    const { specs, scripts } = makeProject();
    for (const [side, files] of Object.entries({ specs, scripts })) {
      mkdirSync(join(folder, side));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, side, name), text);
    }
    const spec = join(folder, "specs", `${TYPED}.kes`);
    const script = join(folder, "scripts", `${TYPED}.ts`);
    const open = { ours: () => openKesc(kesc, spec), peer: () => openTypeScript(script) };
    const start = await startTimes(open);
    const sides = { ours: await open.ours(), peer: await open.peer() };
    const texts = { ours: specs[`${TYPED}.kes`]!, peer: scripts[`${TYPED}.ts`]! };
    const times = await typing(sides, texts);
    await Promise.all([sides.ours.end(), sides.peer.end()]);
    const note =
      "peer: TypeScript's tsserver on the same networks in TypeScript; 95th percentile but for the start, which is a median";
    return [
      row("start to first diagnostics", start, { most: 700, note }),
      row("keystroke to diagnostics", times.type, { most: 50 }),
      row("completion", times.complete, { most: 50 }),
      row("hover", times.hover, { most: 20 }),
      await memory(await open.ours(), texts.ours),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

type Sides<Value> = { readonly ours: Value; readonly peer: Value };

const startTimes = async (open: Sides<() => Promise<Editor>>): Promise<Sides<number>> => {
  const [ours, peer]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < STARTS; turn++)
    for (const [side, times] of [
      ["ours", ours],
      ["peer", peer],
    ] as const) {
      const editor = await open[side]();
      times.push(editor.startMs);
      await editor.end();
    }
  return { ours: median(ours), peer: median(peer) };
};

/** What is typed, character by character, behind the stem of the file's second network, and taken away again. */
const LINES = {
  ours: "  extra  = stem -> conv(3, 2 * width) -> relu\n",
  peer: "  const extra = relu(conv(stem, 3, 2 * width));\n",
};
const STEM = { ours: / {2}stem {3}= .*\n/g, peer: / {2}const stem = .*\n/g };

interface Times {
  readonly type: readonly number[];
  readonly complete: readonly number[];
  readonly hover: readonly number[];
}

const placeOf = (text: string, pattern: RegExp): number => {
  const found = [...text.matchAll(pattern)][1]!;
  return found.index + found[0].length;
};

/** In turn, a keystroke each. After every fourth one the editor asks what may stand there, and what stands a line before. */
const typing = async (sides: Sides<Editor>, texts: Sides<string>): Promise<{ [Key in keyof Times]: Sides<number> }> => {
  const times = { ours: newTimes(), peer: newTimes() };
  const length = Math.max(LINES.ours.length, LINES.peer.length);
  for (let round = -1; round < ROUNDS; round++) {
    for (let step = 0; step < 2 * length; step++)
      for (const side of ["ours", "peer"] as const) {
        const line = LINES[side];
        const at = step < length ? step : 2 * length - 1 - step;
        if (at >= line.length) continue;
        const place = placeOf(texts[side], STEM[side]);
        const kept = round < 0 ? newTimes() : times[side]; // the first round warms up
        kept.type.push(
          step < length ? await sides[side].type(place + at, 0, line[at]!) : await sides[side].type(place + at, 1, ""),
        );
        if (step % 4 !== 3) continue;
        kept.complete.push(await sides[side].complete(place + (step < length ? at + 1 : at)));
        kept.hover.push(await sides[side].hover(place - 8));
      }
  }
  const p95 = (of: keyof Times) => ({ ours: percentile(times.ours[of]), peer: percentile(times.peer[of]) });
  return { type: p95("type"), complete: p95("complete"), hover: p95("hover") };
};

const newTimes = () => ({ type: [] as number[], complete: [] as number[], hover: [] as number[] });

const percentile = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.ceil(0.95 * numbers.length) - 1] ?? NaN;

const row = (what: string, { ours, peer }: Sides<number>, { most, note }: { most: number; note?: string }): Row => ({
  what,
  ours,
  peer,
  ratio: peer / ours,
  unit: "ms",
  goal: { text: `under ${most} ms`, met: ours < most },
  ...(note !== undefined && { note }),
});

/** Memory after many edits, over memory after the first thousand. */
const memory = async (editor: Editor, text: string): Promise<Row> => {
  const place = placeOf(text, STEM.ours);
  const line = LINES.ours;
  const after: number[] = [];
  for (let edit = 0; edit <= EDITS[1]!; edit++) {
    if (EDITS.includes(edit)) after.push(editor.residentBytes());
    const at = edit % (2 * line.length);
    if (at < line.length) await editor.type(place + at, 0, line[at]!);
    else await editor.type(place + 2 * line.length - 1 - at, 1, "");
  }
  await editor.end();
  const [first, last] = after.map((bytes) => bytes / 2 ** 20) as [number, number];
  return {
    what: `memory after ${EDITS[1]} edits; peer: after ${EDITS[0]}`,
    ours: last,
    peer: first,
    ratio: first / last,
    unit: "MiB",
    goal: { text: "at most 20 % more", met: last <= 1.2 * first },
  };
};
