import { getProxyForUrl } from "proxy-from-env";

export interface FetchOptions {
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
}

/** `fetch` that goes where `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say, in either case: Node's own doesn't look at them by itself. */
export const fetchThroughProxy = async (url: string, options: FetchOptions): Promise<Response> => {
  const proxy = getProxyForUrl(url);
  if (proxy === "") return fetch(url, options);
  const { fetchBy } = await import("./fetch-by.ts");
  return fetchBy(proxy, url, options);
};
