import { fetch, ProxyAgent } from "undici";
import type { FetchOptions } from "./fetch-through-proxy.ts";

/** A request through a proxy. A file of its own, loaded where there is one. */
export const fetchBy = (proxy: string, url: string, options: FetchOptions): Promise<Response> =>
  fetch(url, { ...options, dispatcher: new ProxyAgent(proxy) });
