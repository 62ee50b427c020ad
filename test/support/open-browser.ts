import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

/** The name of an installed Chromium; undefined where there is none. */
export const chromium = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

type Params = Readonly<Record<string, unknown>>;

/** A page of a headless Chromium, driven by the DevTools protocol. */
export interface BrowserPage {
  /** What a method answers; throws what it refuses. */
  send<T = Params>(method: string, params?: Params): Promise<T>;
  /** Events of a method from now on, until what it gives is called. */
  on<T = Params>(method: string, listener: (params: T) => void): () => void;
  /** The value of an expression in the page; promises are awaited. */
  evaluate<T>(expression: string): Promise<T>;
  close(): Promise<void>;
}

/** Over a pipe: no port is opened. */
export const openBrowser = async (browser: string): Promise<BrowserPage> => {
  const profile = mkdtempSync(join(tmpdir(), "kes-chromium-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe"];
  const child = spawn(browser, [...flags, `--user-data-dir=${profile}`, "about:blank"], {
    detached: true,
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  const { send, events } = talk(child.stdio[3] as Writable, child.stdio[4] as Readable, exited);
  const { targetId } = await send<{ targetId: string }>("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send<{ sessionId: string }>("Target.attachToTarget", { targetId, flatten: true });
  const page: BrowserPage = {
    send: (method, params = {}) => send(method, params, sessionId),
    on(method, listener) {
      events.on(method, listener);
      return () => void events.off(method, listener);
    },
    async evaluate<T>(expression: string): Promise<T> {
      const options = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await page.send<Evaluated<T>>("Runtime.evaluate", options);
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    async close() {
      await send("Browser.close", {}).catch(() => child.kill("SIGKILL"));
      await exited;
      clearAfter(child, profile);
    },
  };
  return page;
};

/**
 * Ends what a browser has left running and removes its folder. It must have been started `detached`, a group of its own: helpers live on
 * for a while and write. A folder that can't be removed even so is left to the system's temporary files.
 */
export const clearAfter = ({ pid }: ChildProcess, profile: string): void => {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // None of them is left.
  }
  try {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  } catch {
    // A test's result doesn't hang on it.
  }
};

interface Evaluated<T> {
  readonly result: { readonly value: T };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Messages are JSON, each with a zero byte after it. */
const talk = (input: Writable, output: Readable, exited: Promise<unknown>) => {
  const events = new EventEmitter();
  const open = new Map<number, (message: Message) => void>();
  let rest = "";
  input.on("error", () => undefined); // the browser ended; `exited` tells
  output.setEncoding("utf8");
  output.on("data", (text: string) => {
    const parts = (rest + text).split("\0");
    rest = parts.pop()!;
    for (const part of parts) {
      const message = JSON.parse(part) as Message;
      if (message.id === undefined) events.emit(message.method!, message.params);
      else open.get(message.id)?.(message);
    }
  });
  let last = 0;
  const send = async <T>(method: string, params: Params, sessionId?: string): Promise<T> => {
    const id = ++last;
    const answer = new Promise<Message>((resolve) => open.set(id, resolve));
    input.write(`${JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) })}\0`);
    const gone = exited.then((): Message => ({ error: { message: "the browser has ended" } }));
    const { result, error } = await Promise.race([answer, gone]);
    open.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result as T;
  };
  return { send, events };
};
