import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kesc } from "../support/kesc.ts";

/** Where nobody listens. */
const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
};

test("behind a proxy that isn't there the reason is told, what to do instead, and nothing is left", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "kes-data-get-"));
  try {
    const nowhere = `http://127.0.0.1:${await closedPort()}`;
    const env = {
      HTTPS_PROXY: nowhere,
      https_proxy: nowhere,
      NO_PROXY: "",
      no_proxy: "",
      npm_config_registry: nowhere,
    };
    const { code, out, err } = await kesc(["data", "get", "cifar10"], { cwd, env });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`the official archive: connect ECONNREFUSED ${nowhere.slice("http://".length)}`);
    expect(err).toContain("shapes(split: train)");
    expect(await readdir(cwd)).toEqual([]);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
});
