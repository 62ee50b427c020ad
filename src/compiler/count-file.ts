import { toFloat } from "../base/number.ts";
import type { Module } from "./2-bind/module.ts";
import type { Session } from "./3-elaborate/environment.ts";
import { fileEnv } from "./3-elaborate/network.ts";
import { docOver, publishedClaim } from "./3-elaborate/published.ts";
import { countNetwork } from "./analyses/count.ts";
import type { NetworkCount } from "./analyses/params-table.ts";
import type { NamedNetwork } from "./3-elaborate/named-network.ts";

/** The rows of `kesc params FILE`: each named network with what the file says is published of it. */
export const countFile = (
  networks: readonly NamedNetwork[],
  module: Module,
  session: Session,
  options: { readonly training?: boolean },
): readonly NetworkCount[] => {
  const claims = module.file.items
    .filter((item) => item.kind === "Published")
    .flatMap((item) => {
      const claim = publishedClaim(item, fileEnv(module, session));
      return claim?.counter === "params" ? [claim] : [];
    });
  return networks.map(({ name, network }) => {
    const claim = claims.find((each) => each.subject === name);
    const note = claim && docOver(claim.statement, module.file);
    return {
      name,
      ...countNetwork(network, session.primitives, options),
      ...(claim && { published: { text: claim.text, value: toFloat(claim.published) } }),
      ...(note !== undefined && { note }),
    };
  });
};
