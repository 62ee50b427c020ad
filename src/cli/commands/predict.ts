import { readdir, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { layeredHost, memoryHost } from "../../base/host.ts";
import { padEnd, displayWidth } from "../../base/display-width.ts";
import { grouped } from "../../compiler/analyses/show-count.ts";
import { openProgram } from "../../compiler/program.ts";
import { isPictureName } from "../../runtime/data/pictures/picture.ts";
import { predictRun, type PictureFile, type Predicted, type Prediction } from "../../runtime/predict/predict-run.ts";
import { readRun, type SavedRun } from "../../runtime/runs/run-folder.ts";
import { isAlive } from "../../runtime/runs/run-process.ts";
import { openTrainable } from "../../runtime/train/open-trainable.ts";
import { command } from "../command.ts";
import { exit } from "../exit.ts";
import { asFailure, Failure } from "../failure.ts";
import { nodeHost } from "../node-host.ts";
import { reportRun } from "../report-run.ts";
import { percent } from "../../runtime/report/show-number.ts";
import { bar } from "../bar.ts";
import { startEngine } from "../start-engine.ts";
import { stopCode } from "../stop-signal.ts";

export const predict = command({
  name: "predict",
  summary: "say which classes pictures show",
  details:
    "Takes network, weights, class names and normalization from the run's folder. PNG and JPEG files are brought to the size of the pictures that the run was " +
    "trained on: the shorter edge is scaled, the middle cut out. A folder stands for the pictures in it. Probabilities are the softmax of the output by class.",
  arguments: {
    run: { kind: "required", placeholder: "RUN", doc: "a run's folder" },
    images: { kind: "many", placeholder: "IMAGE", doc: "PNG or JPEG files, or folders of them" },
  },
  options: {
    top: { kind: "whole", least: 1, default: 3, doc: "so many classes, the likeliest first" },
    output: { kind: "text", placeholder: "NAME", doc: "which output of the network (default: the only one by class)" },
    engine: { kind: "choice", of: ["wasm", "cpu"], doc: "what computes (default: the run's)" },
    batch: { kind: "whole", least: 1, default: 32, doc: "pictures at once, as far as memory goes" },
    json: { kind: "flag", doc: "print all as JSON" },
  },
  examples: [
    { line: "kesc predict runs/quickstart-3f9a21 cat.png", does: "the three likeliest classes" },
    { line: "kesc predict runs/quickstart-3f9a21 photos --top 1", does: "every picture of a folder" },
  ],
  async run({ run: asked, images, top, output, engine: engineName, batch, json }, ctx) {
    const folder = relative(ctx.cwd, resolve(ctx.cwd, asked)) || ".";
    const [run, damage] = await readRun(folder);
    if (!run) return reportRun(damage, ctx);
    demandFinished(run);
    const [trainable, diagnostics] = openRun(run);
    const code = await ctx.report(diagnostics);
    if (!trainable) return code;
    const files = (await Promise.all(images.map((image) => picturesAt(ctx.cwd, image)))).flat();
    const engine = await startEngine(engineName, run.record.engine === "cpu" ? "cpu" : "wasm", ctx);
    const [predicted, problems] = await predictRun(run, trainable, files, {
      engine,
      batch,
      ...(output !== undefined && { output }),
      onProgress: (pictures, of) => ctx.talk.status(`${bar(pictures / of)}  ${grouped(pictures)}/${grouped(of)}`),
      signal: ctx.signal,
    });
    ctx.talk.status("");
    const found = await ctx.report(problems);
    if (!predicted) return found === exit.clean ? (stopCode(ctx.signal) ?? exit.findings) : found;
    const text = json ? jsonText(run, predicted, top) : tableText(predicted, top);
    await ctx.out.write(text);
    return found;
  },
});

/** Weights of a run that was stopped are there, but nobody has tested them. */
const demandFinished = ({ folder, record: { state, process: writer, done, steps } }: SavedRun): void => {
  if (state === "done") return;
  throw new Failure(`${folder} is not finished: it is at step ${grouped(done)} of ${grouped(steps)}`, [
    state === "running" && !(writer && isAlive(writer) === false)
      ? "wait for its end"
      : "go on with the command that began it, and --resume",
  ]);
};

/** The run's own text, library text included, before the package's. */
const openRun = (run: SavedRun): ReturnType<typeof openTrainable> => {
  const { file, recipe, through } = run.record.spec;
  const host = layeredHost(memoryHost(run.sources), nodeHost({ root: resolve(run.folder) }));
  return openTrainable(openProgram(host), file, recipe, through);
};

/** The file itself, or the pictures of a folder by name; named as asked for. */
const picturesAt = async (cwd: string, asked: string): Promise<readonly PictureFile[]> => {
  const path = resolve(cwd, asked);
  const status = await stat(path).catch((error: unknown) => {
    throw new Failure(`${asked}: ${(asFailure(error)?.message ?? String(error)).replace(`${path}: `, "")}`);
  });
  if (!status.isDirectory()) return [{ name: asked, path }];
  const names = (await readdir(path)).filter((name) => isPictureName(name) && !name.startsWith(".")).sort();
  if (names.length === 0)
    throw new Failure(`${asked}: no picture is in this folder`, ["pictures are .png, .jpg, .jpeg"]);
  return names.map((name) => ({ name: join(asked, name), path: join(path, name) }));
};

interface Guess {
  readonly class: string;
  readonly probability: number;
}

/** The likeliest classes; of equal ones the first. */
const guesses = ({ probabilities }: Prediction, classes: readonly string[], top: number): readonly Guess[] =>
  [...probabilities.keys()]
    .sort((a, b) => probabilities[b]! - probabilities[a]! || a - b)
    .slice(0, top)
    .map((label) => ({ class: classes[label] ?? String(label), probability: probabilities[label]! }));

const tableText = ({ predictions, classes }: Predicted, top: number): string => {
  const rows = predictions.map((prediction) => [
    prediction.file,
    ...guesses(prediction, classes, top).flatMap((guess) => [guess.class, percent(guess.probability).padStart(7)]),
  ]);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ""))));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => padEnd(cell, widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
};

const jsonText = (run: SavedRun, { output, predictions, classes }: Predicted, top: number): string =>
  `${JSON.stringify({
    version: 1,
    run: run.folder,
    network: run.record.network.name,
    output,
    pictures: predictions.map((prediction) => ({ file: prediction.file, guesses: guesses(prediction, classes, top) })),
  })}\n`;
