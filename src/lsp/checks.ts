import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import {
  DiagnosticSeverity,
  DiagnosticTag,
  FileChangeType,
  type Diagnostic as EditorDiagnostic,
} from "vscode-languageserver/node";
import type { Diagnostic } from "../base/diagnostic.ts";
import { isLibraryPath } from "../base/library-path.ts";
import type { Program } from "../compiler/program.ts";
import { carriedOver } from "../ide/carried-over.ts";
import { importersOf } from "../ide/importers.ts";
import { checkAndLint } from "../lint/lint.ts";
import {
  addressOf,
  locate,
  locationOf,
  programOf,
  takeTexts,
  type Findings,
  type Located,
  type Root,
  type Session,
} from "./session.ts";

/** After the last keystroke, in milliseconds: then files that import what was changed are checked. */
const PAUSE = 60;

/**
 * Errors and findings as one types: of the changed text at once, of open texts and of files that import a changed or deleted one
 * when no key was pressed for a while.
 */
export const registerChecks = (session: Session): void => {
  const { connection, documents } = session;
  const work: Work = {
    turn: 0,
    running: false,
    wake: () => undefined,
    waiting: new Set(),
    changed: new Map(),
    told: new Set(),
  };
  const begin = () => void run(session, work);
  documents.onDidChangeContent(({ document: { uri } }) => {
    work.waiting.add(uri);
    begin();
  });
  documents.onDidClose(({ document: { uri } }) => {
    session.findings.delete(uri);
    work.waiting.delete(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
    void forget(session, work, uri).then(begin);
  });
  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    for (const { uri, type } of changes) {
      if (uri.endsWith("/kes.config.json")) forgetRoots(session, work);
      const { root, path } = await locate(session, uri);
      root.workspace.refresh();
      if (path.endsWith(".kes")) note(work, root, path);
      if (type === FileChangeType.Deleted && work.told.delete(uri))
        await connection.sendDiagnostics({ uri, diagnostics: [] });
    }
    begin();
  });
};

/** All that hangs on a root is found anew. */
const forgetRoots = ({ options, addresses, choices, findings, documents }: Session, { waiting }: Work): void => {
  options.forgetRoots();
  for (const map of [addresses, choices, findings]) map.clear();
  for (const { uri } of documents.all()) waiting.add(uri);
};

/** What is to be checked. */
interface Work {
  /** Grows with each call for work. */
  turn: number;
  running: boolean;
  /** Ends the pause, if there is one. */
  wake: () => void;
  /** Open texts that changed. */
  readonly waiting: Set<string>;
  /** Files whose importers are to be looked at, by root. */
  readonly changed: Map<Root, Set<string>>;
  /** Files that aren't open but had something told of them. */
  readonly told: Set<string>;
}

const note = ({ changed }: Work, root: Root, path: string): void => {
  const paths = changed.get(root) ?? new Set();
  changed.set(root, paths.add(path));
};

/** The text is what is on the disk again. */
const forget = async (session: Session, work: Work, uri: string): Promise<void> => {
  const { root, path } = await locate(session, uri);
  if (session.documents.get(uri)) return; // or it is open again
  session.addresses.get(root)?.delete(path);
  root.workspace.change(path, undefined);
  root.workspace.refresh();
  note(work, root, path);
};

/** Until no key was pressed for a while, or one is. */
const pause = async (work: Work): Promise<void> => {
  const key = new AbortController();
  work.wake = () => key.abort();
  await sleep(PAUSE, undefined, { signal: key.signal }).catch(() => undefined);
};

/** One at a time: whoever calls while it is at work has said what there is to do. */
const run = async (session: Session, work: Work): Promise<void> => {
  work.turn++;
  work.wake();
  if (work.running) return;
  work.running = true;
  for (let turn = -1; turn !== work.turn;) {
    await setImmediate(); // several keystrokes that came at once are one
    const [uri] = work.waiting;
    if (uri !== undefined) {
      work.waiting.delete(uri); // before it is checked: it may change meanwhile
      await guarded(session, uri, async () => {
        const located = await checkText(session, uri, () => work.waiting.has(uri));
        if (located) note(work, located.root, located.path);
      });
      continue;
    }
    const now = work.turn;
    await pause(work);
    if (now !== work.turn) continue;
    await checkOthers(session, work, () => now !== work.turn);
    turn = now;
  }
  work.running = false;
};

/** Open texts, then files that aren't open. */
const checkOthers = async (session: Session, work: Work, isStale: () => boolean): Promise<void> => {
  for (const [root, changed] of [...work.changed]) {
    work.changed.delete(root);
    const importers = await guarded(session, "imports", async () => {
      await takeTexts(session);
      return importersOf(programOf(session, root), root.files(), changed);
    });
    for (const path of importers ?? []) {
      await setImmediate();
      if (isStale()) return void changed.forEach((one) => note(work, root, one));
      const uri = addressOf(session, root, path);
      await guarded(session, uri, async () => {
        if (session.documents.get(uri)) await checkText(session, uri, isStale);
        else await checkFile(session, work, { root, path });
      });
    }
    await readLibrary(session, root, isStale);
  }
};

/** Somebody may soon ask for a name that isn't imported yet: what the library declares is read while nobody waits. */
const readLibrary = async (session: Session, { workspace }: Root, isStale: () => boolean): Promise<void> => {
  for (const path of workspace.importable().filter(isLibraryPath)) {
    await setImmediate();
    if (isStale()) return;
    workspace.program().open(path);
  }
};

/** A fault of ours is told and ends nothing. */
const guarded = async <Answer>(
  session: Session,
  what: string,
  run: () => Promise<Answer>,
): Promise<Answer | undefined> => {
  try {
    return await run();
  } catch (error) {
    session.connection.console.error(`a fault of kesc while checking ${what}: ${String(error)}`);
    return undefined;
  }
};

/** Milliseconds after which whatever else there is comes first. */
const SLICE = 12;

/**
 * Tells what is wrong with an open text. Where that takes longer than a slice, errors of syntax and names are told first, beside what
 * was found before the change; where the text changes meanwhile, nothing is told, and undefined given.
 */
const checkText = async (session: Session, uri: string, isStale: () => boolean): Promise<Located | undefined> => {
  await takeTexts(session);
  const located = await locate(session, uri);
  const program = programOf(session, located.root);
  let since = performance.now();
  for (const pieces = program.making(located.path); !pieces.next().done;) {
    if (performance.now() - since < SLICE) continue;
    await tellSoFar(session, uri, located, program);
    await setImmediate();
    if (isStale()) return undefined;
    since = performance.now();
  }
  const found = await findingsOf(session, uri);
  if (found) await tell(session, uri, found, found);
  return found;
};

const tell = (session: Session, uri: string, { root }: Located, found: Pick<Findings, "version" | "diagnostics">) =>
  session.connection.sendDiagnostics({
    uri,
    version: found.version,
    diagnostics: found.diagnostics.map((one) => shown(session, root, one)),
  });

/** Once for each program. */
const tellSoFar = async (session: Session, uri: string, located: Located, program: Program): Promise<void> => {
  const before = session.findings.get(uri);
  const text = session.documents.get(uri);
  if (!before || !text || before.program === program || before.toldFor === program) return;
  session.findings.set(uri, { ...before, toldFor: program });
  const ofText = program.open(located.path).diagnostics.filter(({ span }) => span.source.path === located.path);
  const diagnostics = [...ofText, ...carriedOver(before.later, { ...text.source, path: located.path })];
  await tell(session, uri, located, { version: text.version, diagnostics });
};

/** What there is to be said of an open text as it stands now. */
export const findingsOf = async (session: Session, uri: string): Promise<(Findings & Located) | undefined> => {
  await takeTexts(session);
  const located = await locate(session, uri);
  const version = session.documents.get(uri)?.version;
  if (version === undefined) return undefined;
  const known = session.findings.get(uri);
  const program = programOf(session, located.root);
  if (known?.program === program) return { ...located, ...known, version };
  const diagnostics = findingsIn(session, located);
  const ofText = new Set(program.open(located.path).diagnostics);
  const later = diagnostics.filter((one) => !ofText.has(one));
  const findings = { version, program, diagnostics, later };
  session.findings.set(uri, findings);
  return { ...located, ...findings };
};

const findingsIn = (session: Session, { root, path }: Located): readonly Diagnostic[] =>
  checkAndLint(programOf(session, root), path, root.lint).filter(({ span }) => span.source.path === path);

/** Of a file that isn't open only errors are told: its findings were there before. */
const checkFile = async (session: Session, { told }: Work, { root, path }: Located): Promise<void> => {
  const uri = addressOf(session, root, path);
  const found = programOf(session, root)
    .check(path)
    .filter(({ span, severity }) => span.source.path === path && severity === "error");
  if (found.length === 0 && !told.delete(uri)) return;
  if (found.length > 0) told.add(uri);
  await session.connection.sendDiagnostics({ uri, diagnostics: found.map((one) => shown(session, root, one)) });
};

const link = (href: string | undefined) => (href === undefined ? {} : { codeDescription: { href } });

export const shown = (session: Session, root: Root, found: Diagnostic): EditorDiagnostic => ({
  range: session.places.rangeOf(found.span),
  severity: found.severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
  code: found.code,
  ...link(session.options.pageOf(found.code)),
  source: "kes",
  message: [found.message, ...found.notes, ...found.help.map((help) => `try: ${help}`)].join("\n"),
  ...(found.slug.startsWith("unused") && { tags: [DiagnosticTag.Unnecessary] }),
  relatedInformation: [
    ...found.related.map(({ message, span }) => ({ message, location: locationOf(session, root, span) })),
    ...found.uses.map(({ title, detail, span }) => ({
      message: `placed by ${title}${detail === undefined ? "" : `, ${detail}`}`,
      location: locationOf(session, root, span),
    })),
  ],
});
