import { createServer, type Server } from "node:http";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { create } from "tar";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { download } from "../../src/runtime/data/get/download.ts";
import { getCifar10, type Cifar10Source } from "../../src/runtime/data/get/get-cifar10.ts";
import { stripsToRecords } from "../../src/runtime/data/get/strips-to-records.ts";

const content = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 7) % 251);

let folder: string;
let server: Server;
let requests: (string | undefined)[];
/** Bytes after which the server hangs up, one entry a request; then it sends everything. */
let breaks: number[];
let ranges: boolean;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kes-get-"));
  [requests, breaks, ranges] = [[], [], true];
  server = createServer((request, response) => {
    requests.push(request.headers.range);
    const start = ranges ? Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0) : 0;
    if (request.url === "/missing") return void response.writeHead(404).end();
    if (start >= content.length)
      return void response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
    const rest = content.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, {
      "content-length": rest.length,
      ...(start > 0 && { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` }),
    });
    const stop = breaks.shift();
    if (stop === undefined) return void response.end(rest);
    response.write(rest.subarray(0, stop), () => setTimeout(() => response.destroy(), 30));
  }).listen(0, "localhost");
  await new Promise((resolve) => server.once("listening", resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const address = (path = "/file"): string => `http://localhost:${(server.address() as AddressInfo).port}${path}`;
const file = (): string => join(folder, "archive");

describe("download", () => {
  it("goes on where the transfer broke", async () => {
    breaks = [20_000, 10_000];
    expect(await download(address(), file())).toBeUndefined();
    expect(await readFile(file())).toEqual(Buffer.from(content));
    expect(requests).toEqual([undefined, "bytes=20000-", "bytes=30000-"]);
    expect(await readdir(folder)).toEqual(["archive"]);
  });

  it("goes through the proxy that the environment names, but for what needs none", async () => {
    const tunnels: (string | undefined)[] = [];
    const proxy = createServer().listen(0, "localhost");
    proxy.on("connect", (request, socket, head) => {
      tunnels.push(request.url);
      const [host, port] = request.url!.split(":");
      const far = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        far.write(head);
        far.pipe(socket).pipe(far);
      });
    });
    await new Promise((resolve) => proxy.once("listening", resolve));
    for (const name of ["http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"])
      vi.stubEnv(name, undefined);
    vi.stubEnv("HTTP_PROXY", `http://localhost:${(proxy.address() as AddressInfo).port}`);
    try {
      breaks = [20_000];
      expect(await download(address(), file())).toBeUndefined();
      expect(await readFile(file())).toEqual(Buffer.from(content));
      const target = address("").slice("http://".length);
      expect([tunnels, requests]).toEqual([
        [target, target],
        [undefined, "bytes=20000-"],
      ]);
      vi.stubEnv("NO_PROXY", "localhost");
      expect(await download(address(), join(folder, "direct"))).toBeUndefined();
      expect(tunnels).toHaveLength(2);
    } finally {
      vi.unstubAllEnvs();
      proxy.closeAllConnections();
      proxy.close();
    }
  });

  it("says what is wrong with a proxy that isn't there", async () => {
    vi.stubEnv("http_proxy", "http://localhost:9");
    vi.stubEnv("no_proxy", undefined);
    vi.stubEnv("NO_PROXY", undefined);
    const failure = await download(address(), file(), { retries: 0 }).finally(() => vi.unstubAllEnvs());
    expect(failure?.problem).toMatch(/ECONNREFUSED/);
  });

  it("goes on where an earlier call stopped", async () => {
    breaks = [20_000];
    expect(await download(address(), file(), { retries: 0 })).toMatchObject({ problem: expect.any(String) as string });
    expect(await readdir(folder)).toEqual(["archive.part"]);
    expect(await download(address(), file())).toBeUndefined();
    expect(await readFile(file())).toEqual(Buffer.from(content));
  });

  it("begins again where the server knows no ranges", async () => {
    ranges = false;
    breaks = [20_000];
    expect(await download(address(), file())).toBeUndefined();
    expect(await readFile(file())).toEqual(Buffer.from(content));
  });

  it("takes a part that is whole already", async () => {
    await writeFile(`${file()}.part`, content);
    expect(await download(address(), file())).toBeUndefined();
    expect(await readFile(file())).toEqual(Buffer.from(content));
  });

  it("says what the server answers", async () => {
    expect(await download(address("/missing"), file())).toEqual({ problem: "the server answers 404 Not Found" });
  });

  it("says that there is no network, at once", async () => {
    const begun = Date.now();
    expect(await download("http://no-such-host.invalid/x", file())).toEqual({
      problem: "the network or the server's name can't be reached",
    });
    expect(Date.now() - begun).toBeLessThan(5000);
  });

  it("gives up where nothing comes", async () => {
    const silent = createServer(() => undefined).listen(0, "localhost");
    await new Promise((resolve) => silent.once("listening", resolve));
    const url = `http://localhost:${(silent.address() as AddressInfo).port}/`;
    expect(await download(url, file(), { answerTimeoutMs: 100 })).toEqual({ problem: "no answer in time" });
    silent.closeAllConnections();
    silent.close();
  });

  it("stops when told to, and keeps what it has", async () => {
    breaks = [20_000, 0, 0, 0];
    const stop = new AbortController();
    const failure = await download(address(), file(), { signal: stop.signal, onProgress: () => stop.abort() });
    expect(failure).toEqual({ problem: "stopped" });
    expect(await readdir(folder)).toEqual(["archive.part"]);
  });
});

describe("stripsToRecords", () => {
  it("writes a label and three planes a row", () => {
    const png = new PNG({ width: 1024, height: 2 });
    for (let i = 0; i < 2 * 1024; i++) png.data.set([i % 256, (i >> 8) + 1, 9, 255], i * 4);
    const records = stripsToRecords(PNG.sync.write(png, { colorType: 2 }), [3, 8]);
    if ("problem" in records) throw new Error(records.problem);
    expect(records.length).toBe(2 * 3073);
    expect([records[0], records[3073]]).toEqual([3, 8]);
    expect([...records.subarray(1, 4)]).toEqual([0, 1, 2]);
    expect(records[3073 + 1 + 1024]).toBe(5);
    expect(records[3073 + 1 + 2048]).toBe(9);
  });

  it("says what else it found", () => {
    expect(stripsToRecords(Uint8Array.of(1, 2, 3), [])).toMatchObject({
      problem: expect.stringContaining("not a PNG") as string,
    });
    const png = PNG.sync.write(new PNG({ width: 32, height: 2 }));
    expect(stripsToRecords(png, [1, 2])).toEqual({ problem: "rows of 32 pixels; expected 1024" });
  });
});

describe("getCifar10", () => {
  const target = (): string => join(folder, "data/cifar-10-batches-bin");
  const source = (overrides: Partial<Cifar10Source>): Cifar10Source => ({
    name: "a source",
    archive: "a.tgz",
    address: async () => address(),
    convert: async () => "nothing to convert",
    ...overrides,
  });
  const get = (...sources: Cifar10Source[]) =>
    getCifar10({ folder: target(), say: (line) => said.push(line), status: () => undefined, sources });
  let said: string[];
  beforeEach(() => {
    said = [];
  });

  it("tries the next source, and leaves no folder where all fail", async () => {
    const got = await get(
      source({ address: async () => ({ problem: "no address" }) }),
      source({ name: "another", archive: "b.tgz" }),
    );
    expect(got).toMatchObject({ kind: "failed" });
    expect(said[0]).toBe("a source: no address");
    expect(said[1]).toMatch(/^another: the archive can't be unpacked/);
    expect(await readdir(folder)).not.toContain("data"); // it was made for nothing
  });

  it("refuses files whose SHA-256 is another", async () => {
    await mkdir(join(folder, "data/.fetch"), { recursive: true });
    await mkdir(join(folder, "x/package"), { recursive: true });
    await writeFile(join(folder, "x/package/data_batch_1.bin"), "not it");
    await create({ file: join(folder, "data/.fetch/a.tgz"), cwd: join(folder, "x"), gzip: true }, ["package"]);
    const got = await get(
      source({
        convert: async (from, to) => {
          await writeFile(join(to, "data_batch_1.bin"), await readFile(join(from, "data_batch_1.bin")));
          return undefined;
        },
      }),
    );
    expect(got).toMatchObject({ kind: "failed" });
    expect(said[0]).toMatch(/data_batch_1.bin has SHA-256 [0-9a-f]{64}; expected cee91656/);
    expect(await readdir(join(folder, "data"))).toEqual([]);
  });

  it("leaves a folder with other files alone", async () => {
    await mkdir(target(), { recursive: true });
    await writeFile(join(target(), "test_batch.bin"), "mine");
    const got = await get(source({}));
    expect(got).toMatchObject({ kind: "failed", problem: expect.stringContaining("is there already") as string });
    expect(await readFile(join(target(), "test_batch.bin"), "utf8")).toBe("mine");
  });
});
