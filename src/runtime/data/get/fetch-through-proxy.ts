import { getProxyForUrl } from "proxy-from-env";

type Fetch = (
  url: string,
  init: { readonly headers: Record<string, string>; readonly signal: AbortSignal },
) => Promise<Response>;

/** `fetch` that goes where `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say, in either case: Node's own doesn't look at them by itself. */
export const fetchThroughProxy: Fetch = async (url, init) => {
  const proxy = getProxyForUrl(url);
  if (proxy === "") return fetch(url, init);
  const undici = await import("undici");
  return undici.fetch(url, { ...init, dispatcher: new undici.ProxyAgent(proxy) });
};
