import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import { outlineOf, type Outlined } from "./outline.ts";

export interface FoundSymbol {
  readonly symbol: Outlined;
  readonly module: Module;
}

/** Nobody reads more; the next key narrows it down. */
const MOST = 200;

/** What the files read so far declare, under names in which the query's letters follow one another: the nearest first. */
export const findSymbols = ({ modules }: Program, query: string): readonly FoundSymbol[] =>
  [...modules.values()]
    .flatMap((module) => outlineOf(module).map((symbol) => ({ symbol, module, cost: costOf(symbol.name, query) })))
    .filter(({ cost }) => cost !== undefined)
    .sort((a, b) => a.cost! - b.cost! || (a.symbol.name < b.symbol.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ symbol, module }) => ({ symbol, module }));

/** Letters that are skipped, where a word begins less; undefined where the letters don't all follow. */
export const costOf = (name: string, query: string): number | undefined => {
  let [cost, at] = [0, 0];
  for (const letter of query.toLowerCase().replace(/\s/g, "")) {
    const found = name.toLowerCase().indexOf(letter, at);
    if (found < 0) return undefined;
    const beginsWord = found === 0 || /[_\d]/.test(name[found - 1]!) || /\p{Lu}/u.test(name[found]!);
    cost += (found - at) * (beginsWord ? 1 : 4);
    at = found + 1;
  }
  return query === "" ? cost : cost * 100 + name.length;
};
