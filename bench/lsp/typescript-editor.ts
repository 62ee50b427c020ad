import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { timed } from "../measure.ts";
import { placeIn, type Editor } from "./editor.ts";
import { residentBytes } from "./kesc-editor.ts";

interface Message {
  readonly type: string;
  readonly event?: string;
  readonly request_seq?: number;
  readonly body?: { readonly request_seq?: number };
}

/** TypeScript's own language server, which VS Code runs, with one file of a project open. */
export const openTypeScript = async (file: string): Promise<Editor> => {
  const start = performance.now();
  const server = createRequire(import.meta.url).resolve("typescript/lib/tsserver.js");
  const words = [server, "--disableAutomaticTypingAcquisition", "--suppressDiagnosticEvents=false"];
  const child = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "ignore"] });
  const waiting = new Map<number, () => void>();
  let kept = Buffer.alloc(0);
  child.stdout.on("data", (data: Buffer) => {
    kept = Buffer.concat([kept, data]);
    for (;;) {
      const head = /^Content-Length: (\d+)\r\n\r\n/.exec(kept.toString("latin1", 0, 60));
      if (!head) return;
      const end = head[0].length + Number(head[1]);
      if (kept.length < end) return;
      const message = JSON.parse(kept.toString("utf8", head[0].length, end)) as Message;
      kept = kept.subarray(end);
      const of = message.event === "requestCompleted" ? message.body?.request_seq : message.request_seq;
      if (of !== undefined) waiting.get(of)?.();
    }
  });
  let seq = 0;
  const send = (command: string, given: object): number => {
    child.stdin.write(`${JSON.stringify({ seq: ++seq, type: "request", command, arguments: given })}\n`);
    return seq;
  };
  const answered = (of: number): Promise<void> =>
    new Promise((resolve) =>
      waiting.set(of, () => {
        waiting.delete(of);
        resolve();
      }),
    );
  let text = readFileSync(file, "utf8");
  const at = (offset: number) => {
    const { line, character } = placeIn(text, offset);
    return { file, line: line + 1, offset: character + 1 };
  };
  /** Syntax, meaning and suggestions, as an editor asks for them at each keystroke. */
  const check = (): Promise<void> => answered(send("geterr", { files: [file], delay: 0 }));
  send("open", { file, fileContent: text });
  await check();
  const startMs = performance.now() - start;
  return {
    startMs,
    pid: child.pid!,
    type: (offset, length, put) =>
      timed(async () => {
        const [from, to] = [at(offset), at(offset + length)];
        text = text.slice(0, offset) + put + text.slice(offset + length);
        send("change", { ...from, endLine: to.line, endOffset: to.offset, insertString: put });
        await check();
      }),
    complete: (offset) => timed(() => answered(send("completionInfo", at(offset)))),
    hover: (offset) => timed(() => answered(send("quickinfo", at(offset)))),
    residentBytes: () => residentBytes(child.pid!),
    async end() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      send("exit", {});
      await ended;
    },
  };
};
