import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { initialValues } from "../../src/compiler/initial-values.ts";
import { interpret } from "../../src/compiler/interpret.ts";
import { uniformNumbers } from "../../src/compiler/random.ts";
import { chromium, clearAfter } from "../support/open-browser.ts";
import { needs } from "../support/needs.ts";
import { nodesOf, programOf, relative, root, write } from "./written.ts";

const main =
  'import { WRN } from "paper/table1"\nimport { CrossEntropy } from "paper/losses"\nmodel Net = WRN(10, 1)\n';

/** Loads TensorFlow.js as a page does, predicts, trains three steps, and sends home what came out. */
const page = `<!doctype html><script src="/tf.js"></script><script type="module">
import { build } from "/net.mjs";
const send = (body) => fetch("/result", { method: "POST", body: JSON.stringify(body) });
try {
  await tf.setBackend("cpu");
  const { weights, image } = await (await fetch("/numbers.json")).json();
  const net = build(tf, { weights });
  const x = tf.tensor4d(image, [1, 32, 32, 3]);
  const logits = [...(await net.predict(x).data())];
  const label = tf.tensor1d([4], "int32");
  const optimizer = tf.train.sgd(0.05);
  const losses = [];
  for (let step = 0; step < 3; step++) {
    const loss = optimizer.minimize(() => net.losses.CrossEntropy(net.outputs(x, { training: true }), label), true);
    losses.push((await loss.data())[0]);
  }
  await send({ logits, losses, agent: navigator.userAgent });
} catch (error) {
  await send({ error: String(error?.stack ?? error) });
}
</script>`;

interface Result {
  readonly logits?: readonly number[];
  readonly losses?: readonly number[];
  readonly agent?: string;
  readonly error?: string;
  readonly shown?: string;
}

const bundle = (): string => readFileSync(join(root, "node_modules/@tensorflow/tfjs/dist/tf.min.js"), "utf8");

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = "";
  for await (const part of request) body += String(part);
  return body;
};

/** What the page sends when a browser opens it. */
const inBrowser = async (
  browser: string,
  files: Readonly<Record<string, { readonly type: string; readonly text: string }>>,
): Promise<Result> => {
  const profile = mkdtempSync(join(tmpdir(), "kes-chromium-"));
  let settle: (result: Result) => void = () => undefined;
  const result = new Promise<Result>((resolve) => (settle = resolve));
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      void bodyOf(request).then((body) => settle(JSON.parse(body) as Result));
      return void response.end();
    }
    const file = files[request.url ?? "/"];
    response.writeHead(file ? 200 : 404, { "content-type": file?.type ?? "text/plain" });
    response.end(file?.text ?? "");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const flags = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    `--user-data-dir=${profile}`,
    "--remote-debugging-port=0",
  ];
  const child = spawn(browser, [...flags, `http://127.0.0.1:${port}/`], { stdio: "ignore", detached: true });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  void ended.then(() => settle({ error: "the browser ended before the page was done" }));
  try {
    return await result;
  } finally {
    child.kill("SIGTERM");
    await ended;
    server.close();
    server.closeAllConnections();
    clearAfter(child, profile);
  }
};

it(
  "predicts and trains in Chromium with the bundle of TensorFlow.js as it comes",
  { timeout: 120_000 },
  async (ctx) => {
    needs(ctx, chromium !== undefined, "chromium");
    const { network, text } = write(programOf(main), "main.kes", "Net", { loss: ["CrossEntropy"] });
    const image = Float64Array.from(uniformNumbers(2, 0, 0, 32 * 32 * 3), Math.fround);
    const variables = network
      .variables()
      .map((variable) => [variable.path, initialValues(variable, 3).map(Math.fround), variable.dims] as const);
    const weights = Object.fromEntries(variables.map(([path, values]) => [path, [...values]]));
    const result = await inBrowser(chromium!, {
      "/": { type: "text/html", text: page },
      "/net.mjs": { type: "text/javascript", text },
      "/tf.js": { type: "text/javascript", text: bundle() },
      "/numbers.json": { type: "application/json", text: JSON.stringify({ weights, image: [...image] }) },
    });
    expect(result.error).toBeUndefined();
    expect(result.agent).toContain("Chrome");
    const [logits] = nodesOf(network.outputs.get("logits")!);
    const wanted = interpret([logits!], {
      batch: 1,
      feeds: new Map([["image", { shape: [1, 32, 32, 3], values: image }]]),
      variables: new Map(
        variables.map(([path, values, dims]) => [path, { shape: dims.map(({ size }) => size as number), values }]),
      ),
    }).get(logits!)!.values;
    expect(relative(result.logits!, wanted)).toBeLessThan(1e-4);
    expect(result.losses![2]!).toBeLessThan(result.losses![0]!);
  },
);

it("shows what the page of docs/compile.md says it shows", { timeout: 120_000 }, async (ctx) => {
  needs(ctx, chromium !== undefined, "chromium");
  const example = /^```html\n([^]*?)^```$/m.exec(readFileSync(join(root, "docs/compile.md"), "utf8"))![1]!;
  const [, address] = /<script src="([^"]+)"><\/script>/.exec(example)!;
  const send =
    'await fetch("/result", { method: "POST", body: JSON.stringify({ shown: document.body.textContent }) });';
  const local = example.replace(address!, "/tf.js").replace(/<\/script>\s*$/, `${send}</script>`);
  const { text } = write(programOf(), "specs/paper/table1.kes", "WRN_40_2");
  const result = await inBrowser(chromium!, {
    "/": { type: "text/html", text: `<!doctype html><body></body>${local}` },
    "/WRN_40_2.mjs": { type: "text/javascript", text },
    "/tf.js": { type: "text/javascript", text: bundle() },
  });
  const logits = result.shown!.trim().split(" ").map(Number);
  expect(logits).toHaveLength(10);
  expect(logits.every(Number.isFinite)).toBe(true);
  expect(new Set(logits).size).toBeGreaterThan(1);
});
