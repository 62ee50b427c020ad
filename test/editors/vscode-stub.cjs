// A stand-in for the module `vscode`, which exists only inside the editor: what the extension and its client touch, recording what they do.
const { readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { pathToFileURL, fileURLToPath } = require("node:url");

class EventEmitter {
  constructor() {
    this.listeners = [];
    this.event = (listener) => {
      this.listeners.push(listener);
      return { dispose: () => (this.listeners = this.listeners.filter((each) => each !== listener)) };
    };
  }
  fire(value) {
    return Promise.all(this.listeners.map((listener) => listener(value)));
  }
  dispose() {}
}
class Disposable {
  constructor(call) {
    this.call = call;
  }
  static from(...some) {
    return new Disposable(() => some.forEach((each) => each.dispose()));
  }
  dispose() {
    this.call?.();
  }
}
class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}
class Range {
  constructor(a, b, c, d) {
    this.start = typeof a === "number" ? new Position(a, b) : a;
    this.end = typeof a === "number" ? new Position(c, d) : b;
  }
}
class Uri {
  constructor(scheme, path) {
    Object.assign(this, { scheme, path, authority: "", query: "", fragment: "" });
  }
  static parse(text) {
    return text.startsWith("file:")
      ? Uri.file(fileURLToPath(text))
      : new Uri(text.split(":")[0], text.slice(text.indexOf(":") + 1));
  }
  static file(path) {
    return new Uri("file", path);
  }
  static from({ scheme, path }) {
    return new Uri(scheme, path);
  }
  get fsPath() {
    return this.path;
  }
  with(change) {
    return Object.assign(new Uri(this.scheme, this.path), change);
  }
  toString() {
    return this.scheme === "file" ? pathToFileURL(this.path).href : `${this.scheme}:${this.path}`;
  }
}

/** Classes and enumerations that nobody asks about: `new`, `extends` and members all work, and mean nothing. */
const anything = (name) => {
  const base = { [name]: class {} }[name];
  return new Proxy(base, {
    get: (target, key) => (key in target ? target[key] : typeof key === "string" ? key : undefined),
  });
};

/** Names of all classes and enumerations of the real module. */
const types = readFileSync(join(dirname(require.resolve("@types/vscode/package.json")), "index.d.ts"), "utf8");
const named = [...types.matchAll(/^\texport (?:class|enum) (\w+)/gm)].map(([, name]) => name);

/** `state`: settings, folders, trust and the open editor; what was done goes to `state.did`. */
module.exports = (state) => {
  const did = (what, ...rest) => void state.did.push([what, ...rest]);
  const nothing = new Disposable();
  const events = new Map();
  const eventOf = (name) => events.get(name) ?? events.set(name, new EventEmitter()).get(name);
  /** Whatever isn't spelt out: events by name, registrations that give a disposable. */
  const area = (name, spelt) =>
    new Proxy(spelt, {
      get(target, key) {
        if (key in target) return target[key];
        if (typeof key !== "string") return undefined;
        if (/^on(Did|Will)/.test(key)) return eventOf(key).event;
        if (/^register/.test(key))
          return (...given) => {
            did(`${name}.${key}`);
            state.providers.set(
              key,
              given.find(
                (each) =>
                  typeof each === "object" &&
                  each !== null &&
                  Object.keys(each).some((k) => /^(provide|resolve|prepare)/.test(k)),
              ),
            );
            return nothing;
          };
        return undefined;
      },
    });
  const diagnostics = new Map();
  const spelt = {
    version: "1.91.0",
    EventEmitter,
    Disposable,
    Position,
    Range,
    Uri,
    Selection: Range,
    ViewColumn: { Beside: -2 },
    CancellationTokenSource: class {
      token = { isCancellationRequested: false, onCancellationRequested: () => nothing };
      cancel() {}
      dispose() {}
    },
    workspace: area("workspace", {
      workspaceFolders: state.folders.map((path, index) => ({ uri: Uri.file(path), name: path, index })),
      get textDocuments() {
        return state.documents;
      },
      get isTrusted() {
        return state.isTrusted;
      },
      notebookDocuments: [],
      getConfiguration: () => ({
        get: (key, standard) => state.settings[key] ?? standard,
        has: () => false,
        inspect: () => undefined,
      }),
      getWorkspaceFolder: () => undefined,
      openTextDocument: async (uri) => ({
        uri,
        getText: () => state.providers.get("registerTextDocumentContentProvider").provideTextDocumentContent(uri),
      }),
      createFileSystemWatcher: () => ({
        onDidCreate: () => nothing,
        onDidChange: () => nothing,
        onDidDelete: () => nothing,
        dispose() {},
      }),
      applyEdit: async (edit) => (did("applyEdit", edit), true),
      fs: { isWritableFileSystem: () => true },
    }),
    window: area("window", {
      get activeTextEditor() {
        return state.editor;
      },
      visibleTextEditors: [],
      tabGroups: {
        all: [],
        onDidChangeTabs: () => nothing,
        onDidChangeTabGroups: () => nothing,
        close: async () => {},
      },
      createOutputChannel: () =>
        new Proxy(
          {},
          {
            get: (_, key) =>
              key === "name"
                ? "kes"
                : key === "logLevel"
                  ? 0
                  : (...words) => {
                      if (key !== "dispose") did("log", ...words);
                      return nothing;
                    },
          },
        ),
      showErrorMessage: async (text) => did("error", text),
      showWarningMessage: async (text) => did("warning", text),
      showInformationMessage: async (text) => did("information", text),
      showQuickPick: async (items) => {
        did("pick", items);
        return state.pick === undefined ? items[0] : items.find((item) => (item.label ?? item) === state.pick);
      },
      showTextDocument: async (document) => did("shown", document.getText()),
      createWebviewPanel: (_, title) => ({
        webview: {
          set html(text) {
            did("panel", title, text);
          },
        },
      }),
      createTerminal: (how) => ({ show() {}, sendText: (text) => did("terminal", how.name, text) }),
    }),
    languages: area("languages", {
      createDiagnosticCollection: () => ({
        set: (uri, found) => void (diagnostics.set(uri.toString(), found), did("diagnostics", uri.toString(), found)),
        delete: (uri) => diagnostics.delete(uri.toString()),
        clear: () => diagnostics.clear(),
        get: (uri) => diagnostics.get(uri.toString()),
        has: (uri) => diagnostics.has(uri.toString()),
        forEach() {},
        dispose() {},
      }),
      match: () => 10,
    }),
    commands: area("commands", {
      registerCommand: (id, run) => (state.commands.set(id, run), nothing),
      executeCommand: async (id, ...words) => did("executed", id, ...words),
    }),
    env: {
      language: "en",
      appName: "stub",
      machineId: "",
      sessionId: "",
      clipboard: {},
      onDidChangeTelemetryEnabled: () => nothing,
    },
    extensions: { all: [], getExtension: () => undefined, onDidChange: () => nothing },
    l10n: { t: (text) => text },
    TextDocumentSaveReason: { Manual: 1, AfterDelay: 2, FocusOut: 3 },
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
    LogLevel: { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 },
    Diagnostic: class {
      constructor(range, message, severity) {
        Object.assign(this, { range, message, severity });
      }
    },
    CodeActionKind: new Proxy(
      {},
      { get: (_, value) => ({ value, append: (more) => ({ value: `${String(value)}.${more}` }) }) },
    ),
    fire: (name, value) => eventOf(name).fire(value),
  };
  for (const name of named) spelt[name] ??= anything(name);
  return spelt;
};
