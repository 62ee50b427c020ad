import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import nodeModule from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Script } from "node:vm";

/** What Node does with the text of a CommonJS module; no part of its types. */
interface CommonJs {
  _compile(this: Module, text: string, file: string): unknown;
}
interface Module {
  readonly exports: object;
}
interface Loader {
  readonly prototype: CommonJs;
  enableCompileCache?(): unknown;
  wrap(text: string): string;
  createRequire(file: string): unknown;
}
type Wrapped = (
  this: object,
  exports: object,
  require: unknown,
  module: Module,
  file: string,
  folder: string,
) => unknown;

/**
 * Lets V8 keep the code that it compiles for the files under `folder`, so that the next process need not compile it anew, which
 * short commands feel. Node 22.8 and later do that themselves; for Node 20 the code is kept in the user's cache folder, a store for each
 * folder that kesc is installed in: every process reads its store whole, so what other installations keep mustn't lie in it. The files'
 * names must change with their contents. `NODE_DISABLE_COMPILE_CACHE=1` says no; a cache that can't be read or written is none.
 */
export const keepCompiledCode = (folder: string): void => {
  const loader = nodeModule as unknown as Loader;
  if (loader.enableCompileCache) return void loader.enableCompileCache();
  if (process.env["NODE_DISABLE_COMPILE_CACHE"] !== undefined) return;
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const installed = digest(Buffer.from(folder)).toString("hex", 0, 8);
  const store = join(cache, "kesc", `code-${process.version}-${process.arch}-${installed}.bin`);
  const known = readStore(store);
  const scripts = new Map<string, Script>();
  let isStale = false;
  const compile = loader.prototype._compile;
  loader.prototype._compile = function (text, file) {
    if (!file.startsWith(folder)) return compile.call(this, text, file);
    const cachedData = known.get(file);
    const script = new Script(loader.wrap(text), { filename: file, ...(cachedData && { cachedData }) });
    isStale ||= !cachedData || script.cachedDataRejected === true;
    scripts.set(file, script);
    const run = script.runInThisContext() as Wrapped;
    return run.call(this.exports, this.exports, loader.createRequire(file), this, file, dirname(file));
  };
  process.once("exit", () => {
    if (isStale) writeStore(store, known, scripts);
  });
};

/**
 * The digest of what follows, for V8 believes whatever it is given; then entries one behind the other: lengths of name and code as 32-bit
 * numbers, name, code.
 */
const readStore = (store: string): ReadonlyMap<string, Buffer> => {
  const entries = new Map<string, Buffer>();
  try {
    const file = readFileSync(store);
    const bytes = file.subarray(DIGEST);
    if (!digest(bytes).equals(file.subarray(0, DIGEST))) return entries;
    for (let at = 0; at < bytes.length;) {
      const [name, code] = [at + 8, at + 8 + bytes.readUInt32LE(at)];
      const end = code + bytes.readUInt32LE(at + 4);
      entries.set(bytes.toString("utf8", name, code), bytes.subarray(code, end));
      at = end;
    }
    return entries;
  } catch {
    return new Map();
  }
};

const DIGEST = 32;
const digest = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();

const writeStore = (store: string, known: ReadonlyMap<string, Buffer>, scripts: ReadonlyMap<string, Script>): void => {
  try {
    mkdirSync(dirname(store), { recursive: true });
    accessSync(dirname(store), constants.W_OK); // before the work
    const others = [...known].filter(([file]) => !scripts.has(file) && existsSync(file));
    const entries = [...others, ...[...scripts].map(([file, script]) => [file, script.createCachedData()] as const)];
    const draft = `${store}.${process.pid}`;
    const bytes = Buffer.concat(entries.flatMap(([file, code]) => [...header(file, code), code]));
    writeFileSync(draft, Buffer.concat([digest(bytes), bytes]));
    renameSync(draft, store);
    dropOldStores(dirname(store));
  } catch {
    // No cache then: the next process compiles again.
  }
};

/** Of versions that are gone, most likely; one that isn't is made again. */
const dropOldStores = (folder: string): void => {
  const before = Date.now() - DAYS_KEPT * 24 * 60 * 60 * 1000;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (name.startsWith("code-") && statSync(file).mtimeMs < before) unlinkSync(file);
  }
};

const DAYS_KEPT = 30;

const header = (file: string, code: Buffer): readonly Buffer[] => {
  const name = Buffer.from(file);
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(name.length, 0);
  lengths.writeUInt32LE(code.length, 4);
  return [lengths, name];
};
