/**
 * `npm run picture`: docs/pictures/editor.png, the picture of an editor in README.md. The text is opened in the language server
 * (`kesc lsp --stdio`); inlay hints, code lenses, problems, fixes and the colours of names are its answers, all other colours come from
 * the extension's grammar through the packages that VS Code uses. Chromium takes the picture. `--html FILE` writes the page alone.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import protocol from "vscode-languageserver-protocol/node";

const root = fileURLToPath(new URL("..", import.meta.url));
const NAME = "net.kes";
const TEXT = `import { CrossEntropy } from "paper/losses"

/// Reduce by B, convolve in G groups, restore; the shortcut is the identity where the shape allows.
block Unit(G: int, B: int)(x: map, out: int, stride: int = 1) {
  y = x -> conv(1, out / B, groups: G) -> batch_norm -> relu
        -> conv(3, out / B, stride: stride, groups: G) -> batch_norm -> relu
        -> conv(1, out)
  shortcut = x -> if stride != 1 or x.channel != out { conv(1, out, stride: stride) }
  return y + shortcut -> relu
}

model Net(G: int = 4)(image: map[32, 32, 3]) {
  stem   = image  -> conv(3, 32) -> batch_norm -> relu
  stage1 = stem   -> Unit(G, 2)(64, stride: 2)
  stage2 = stage1 -> Unit(G, 2)(128, stride: 2)
  logits = stage2 -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
}

model Net_4 = Net(4)
expect params(Net_4) == 30_000

train quick {
  model     = Net_4
  data      = cifar10(split: train)
  test      = cifar10(split: test)
  metric    = error
  augment   = [pad_crop(4), flip]
  loss      = CrossEntropy
  optimizer = sgd(lr: 0.1, momentum: 0.9, weight_decay: 5e-4)
  schedule  = cosine(to: 0)
  length    = 30 epochs
  batch     = 128
  seed      = 1
}
`;

/** Of names, by what the server says that they mean. */
const LOOKS = {
  class: "type",
  struct: "type",
  interface: "type",
  event: "type",
  type: "type",
  function: "function",
  parameter: "parameter",
  variable: "plain",
  property: "property",
  enumMember: "constant",
};

const answers = await askServer();
const html = page(await colour(TEXT), answers);
const asked = process.argv.indexOf("--html");
if (asked > 0) writeFileSync(process.argv[asked + 1], html);
else takePicture(html);

/** What the server says of the text, as an editor would ask. */
async function askServer() {
  const folder = mkdtempSync(join(tmpdir(), "kes-picture-"));
  writeFileSync(join(folder, NAME), TEXT);
  const server = spawn(process.execPath, [join(root, "dist/kesc.cjs"), "lsp", "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  // Whether it ends too early or doesn't answer: nothing is drawn.
  const ended = (code) => {
    console.error(`the language server ${code === undefined ? "gave no answer" : "ended"}; nothing is drawn`);
    process.exit(1);
  };
  server.once("exit", ended);
  const patience = setTimeout(ended, 30_000);
  try {
    const connection = protocol.createProtocolConnection(
      new protocol.StreamMessageReader(server.stdout),
      new protocol.StreamMessageWriter(server.stdin),
    );
    const problems = new Promise((resolve) =>
      connection.onNotification("textDocument/publishDiagnostics", ({ diagnostics }) => {
        if (diagnostics.length > 0) resolve(diagnostics);
      }),
    );
    connection.onRequest("workspace/configuration", ({ items }) => items.map(() => null));
    connection.onRequest("client/registerCapability", () => null);
    connection.onRequest("window/workDoneProgress/create", () => null);
    connection.listen();
    const uri = pathToFileURL(join(folder, NAME)).href;
    const textDocument = { uri };
    const { capabilities } = await connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "picture" }],
      capabilities: {
        textDocument: {
          codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } },
          inlayHint: {},
          codeLens: {},
          publishDiagnostics: { relatedInformation: true },
        },
      },
    });
    await connection.sendNotification("initialized", {});
    await connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "kes", version: 1, text: TEXT },
    });
    const diagnostics = await problems;
    const whole = { start: { line: 0, character: 0 }, end: { line: TEXT.split("\n").length, character: 0 } };
    const hints = (await connection.sendRequest("textDocument/inlayHint", { textDocument, range: whole })) ?? [];
    const open = (await connection.sendRequest("textDocument/codeLens", { textDocument })) ?? [];
    const lenses = await Promise.all(
      open.map((lens) => (lens.command ? lens : connection.sendRequest("codeLens/resolve", lens))),
    );
    const actions = await connection.sendRequest("textDocument/codeAction", {
      textDocument,
      range: diagnostics[0].range,
      context: { diagnostics: [diagnostics[0]] },
    });
    const { data } = await connection.sendRequest("textDocument/semanticTokens/full", { textDocument });
    clearTimeout(patience);
    server.off("exit", ended);
    await connection.sendRequest("shutdown");
    await connection.sendNotification("exit");
    connection.dispose();
    const names = namesIn(data, capabilities.semanticTokensProvider.legend);
    return { hints, lenses, diagnostics, actions: actions ?? [], names };
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Semantic tokens as the protocol packs them: each counts from the one before. */
function namesIn(data, { tokenTypes }) {
  const names = [];
  let [line, start] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [down, right, length, type] = data.slice(at, at + 4);
    start = down > 0 ? right : start + right;
    line += down;
    names.push({ line, start, end: start + length, type: tokenTypes[type] });
  }
  return names;
}

/** For each line its pieces: text with the innermost scope. */
async function colour(text) {
  const require = createRequire(import.meta.url);
  await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const path = join(root, "editors/vscode/syntaxes/kes.tmLanguage.json");
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (line) => new oniguruma.OnigString(line),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(path, "utf8"), path),
  });
  const grammar = await registry.loadGrammar("source.kes");
  let stack = textmate.INITIAL;
  return text
    .trimEnd()
    .split("\n")
    .map((line) => {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
      stack = ruleStack;
      return tokens.map(({ startIndex, endIndex, scopes }) => ({
        start: startIndex,
        text: line.slice(startIndex, endIndex),
        scope: scopes.at(-1),
      }));
    });
}

/** The first that a scope begins with. */
function lookOf(scope) {
  const looks = [
    ["comment", "comment"],
    ["string", "string"],
    ["constant.numeric", "number"],
    ["constant", "constant"],
    ["storage", "keyword"],
    ["keyword.operator.word", "keyword"],
    ["keyword.operator.arrow", "arrow"],
    ["keyword.operator", "sign"],
    ["keyword", "keyword"],
    ["entity.name.type", "type"],
    ["support.type", "type"],
    ["support.function", "function"],
    ["entity.name.function", "type"],
    ["variable.parameter", "parameter"],
    ["variable.other.definition", "definition"],
  ];
  return looks.find(([begin]) => scope.startsWith(begin))?.[1] ?? "plain";
}

function escaped(text) {
  return text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
}

function labelOf({ label, paddingLeft, paddingRight }) {
  const text = typeof label === "string" ? label : label.map(({ value }) => value).join("");
  const space = (wanted) => (wanted ? "&nbsp;" : "");
  return `${space(paddingLeft)}<span class="hint">${escaped(text)}</span>${space(paddingRight)}`;
}

/** A line's pieces cut where hints stand and where problems begin and end. */
function lineHtml(pieces, line, { hints, diagnostics, names }) {
  const meant = names.filter((name) => name.line === line);
  const here = hints.filter(({ position }) => position.line === line);
  const marks = diagnostics.filter(({ range }) => range.start.line === line);
  const length = pieces.reduce((sum, { text }) => sum + text.length, 0);
  let html = "";
  for (let at = 0; at <= length; at++) {
    for (const hint of here.filter(({ position }) => position.character === at)) html += labelOf(hint);
    const piece = pieces.findLast(({ start }) => start <= at);
    if (at === length || !piece) continue;
    const bad = marks.some(
      ({ range }) => range.start.character <= at && (range.end.line > line || at < range.end.character),
    );
    const name = meant.find(({ start, end }) => start <= at && at < end);
    html += `<span class="${name ? LOOKS[name.type] : lookOf(piece.scope)}${bad ? " bad" : ""}">${escaped(piece.text[at - piece.start])}</span>`;
  }
  return html.replace(/<\/span><span class="([^"]*)">/g, (whole, look, offset, all) => {
    const before = /<span class="([^"]*)">[^<]*$/.exec(all.slice(0, offset))?.[1];
    return before === look ? "" : whole;
  });
}

function page(lines, answers) {
  const { lenses, diagnostics, actions } = answers;
  const rows = lines.map((pieces, line) => {
    const above = lenses.filter(({ range, command }) => range.start.line === line && command?.title);
    const below = diagnostics.filter(({ range }) => range.end.line === line);
    const lens = above.map(({ command }) => escaped(command.title)).join(" &nbsp;|&nbsp; ");
    const code = lineHtml(pieces, line, answers);
    const problem = below.map(
      ({ message, code: name }) =>
        `<div class="problem"><b>${escaped(message)}</b> <span class="code">kesc(${name})</span>${actions
          .slice(0, 1)
          .map(({ title }) => `<div class="fix">▸ ${escaped(title)} <span class="code">Ctrl+.</span></div>`)
          .join("")}</div>`,
    );
    return `${lens && `<div class="lens">${lens}</div>`}<div class="line"><span class="at">${line + 1}</span>${code}</div>${problem.join("")}`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${NAME}</title>
<style>
* { box-sizing: border-box; }
html { background: #fff0; }
body { margin: 0; font: 13.5px/1.55 "DejaVu Sans Mono", Menlo, Consolas, monospace; color: #d6dde6; background: #12171d; width: 1080px; border-radius: 8px; overflow: hidden; }
.tabs { background: #0c1014; height: 36px; display: flex; align-items: flex-end; padding-left: 14px; }
.tab { background: #12171d; border-top: 2px solid #5aa9ff; padding: 6px 18px; height: 34px; font: 13px/20px "DejaVu Sans", Helvetica, sans-serif; }
.code-area { padding: 12px 0 16px; }
.line { white-space: pre; padding-right: 16px; }
.at { display: inline-block; width: 46px; padding-right: 16px; text-align: right; color: #4d5a68; }
.lens { margin-left: 46px; font: 11.5px/1.9 "DejaVu Sans", Helvetica, sans-serif; color: #8593a3; }
.hint { background: #1f2933; color: #8fa3b8; border-radius: 4px; padding: 1px 5px; font-size: 11.5px; }
.problem { margin: 3px 0 5px 60px; display: inline-block; background: #1b222a; border: 1px solid #36424f; border-radius: 5px; padding: 5px 12px; font: 12.5px/1.6 "DejaVu Sans", Helvetica, sans-serif; }
.problem b { font-weight: 500; color: #ff9a8f; }
.fix { color: #8cc8ff; }
.code { color: #77869a; }
.bad { text-decoration: underline wavy #f0645a 1.3px; text-underline-offset: 3px; }
.comment { color: #6f8f72; font-style: italic; }
.string { color: #d7a37f; }
.number { color: #b9d3a3; }
.constant { color: #7ab7e8; }
.keyword { color: #c792d8; }
.arrow { color: #5aa9ff; }
.sign { color: #aab6c4; }
.type { color: #5fd0bd; }
.function { color: #e2d6a0; }
.parameter { color: #9ccdf0; }
.property { color: #a9c4b4; }
.definition { color: #9ccdf0; }
</style>
<div class="tabs"><div class="tab">${NAME}</div></div>
<div class="code-area">${rows.join("\n")}</div>
</html>
`;
}

/** Whole or not at all. The window is as high as the page: it is asked first. */
function takePicture(text) {
  const folder = mkdtempSync(join(tmpdir(), "kes-picture-"));
  try {
    const file = join(folder, "page.html");
    writeFileSync(file, text);
    const browser = ["chromium", "chromium-browser", "google-chrome"].find(
      (name) => spawnSync(name, ["--version"]).status === 0,
    );
    if (!browser) throw new Error("no chromium is installed, which takes the picture");
    const common = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${join(folder, "profile")}`];
    const measure = `${text}<script>document.title = String(document.body.offsetHeight)</script>`;
    writeFileSync(join(folder, "measure.html"), measure);
    const dom = spawnSync(browser, [...common, "--window-size=1080,4000", "--dump-dom", join(folder, "measure.html")], {
      encoding: "utf8",
    }).stdout;
    const height = Number(/<title>(\d+)<\/title>/.exec(dom)?.[1]);
    const shot = join(folder, "editor.png");
    const words = [
      "--hide-scrollbars",
      "--force-device-scale-factor=2",
      "--default-background-color=00000000",
      `--window-size=1080,${height}`,
      `--screenshot=${shot}`,
    ];
    const made = spawnSync(browser, [...common, ...words, file], { encoding: "utf8" });
    if (made.status !== 0) throw new Error(made.stderr);
    const out = join(root, "docs/pictures");
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, "editor.png.part"), readFileSync(shot));
    renameSync(join(out, "editor.png.part"), join(out, "editor.png"));
    console.log("docs/pictures/editor.png");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
