import { nearest } from "../base/nearest.ts";
import type { LossesOnNetwork, NetworkLoss } from "../compiler/losses-on-network.ts";
import { Failure } from "./failure.ts";

/** Which losses a compiled module gets. */
export interface ChosenLosses {
  readonly losses: readonly NetworkLoss[];
  /** Wanted, but not to be had with this network. */
  readonly lacking: readonly { readonly name: string; readonly why: string }[];
  /** Imported ones that nobody asked for. */
  readonly passedOver: readonly string[];
}

/**
 * Without `asked` those that the file itself declares: what it imports serves its recipes, and a module holds no more than its
 * user knows of. Otherwise those named, or `all`, or `none`; a loss of that very name comes first.
 */
export const chooseLosses = (known: LossesOnNetwork, asked: readonly string[]): ChosenLosses => {
  const names = [...known.losses, ...known.leftOut].map(({ name }) => name);
  const word = asked.length === 1 && !names.includes(asked[0]!) ? asked[0] : undefined;
  const wanted = ({ name, imported }: { readonly name: string; readonly imported: boolean }): boolean =>
    word === "all" || (asked.length === 0 ? !imported : asked.includes(name));
  if (word !== "all" && word !== "none") refuseUnknown(asked, names);
  const rest = asked.length === 0 ? known.losses.filter((loss) => !wanted(loss)) : [];
  return {
    losses: known.losses.filter(wanted),
    lacking: known.leftOut.filter(wanted),
    passedOver: rest.map(({ name }) => name),
  };
};

const refuseUnknown = (asked: readonly string[], names: readonly string[]): void => {
  const unknown = asked.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, names);
  throw new Failure(`--loss ${unknown}: the file neither declares nor imports such a loss`, [
    ...(near === undefined ? [] : [`--loss ${near}`]),
    names.length > 0
      ? `it knows ${names.join(", ")}; \`--loss all\` writes them all`
      : "import one at the head of the file",
  ]);
};
