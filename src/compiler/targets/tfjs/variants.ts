import type { Item } from "./body.ts";
import type { Fn } from "./functions.ts";
import { camelCase, freshName } from "./names.ts";

/**
 * Names functions after their blocks. Where placements of one block differ in more than numbers, the most frequent form bears
 * the plain name and the others say what they have: `preUnitWithShortcut`.
 */
export const nameFunctions = (functions: readonly Fn[], taken: Set<string>): ReadonlyMap<Fn, string> => {
  const families = new Map<object | string, Fn[]>();
  for (const fn of functions) {
    const { declaration } = fn.bodies[0]!.placement;
    families.set(declaration, [...(families.get(declaration) ?? []), fn]);
  }
  const names = new Map<Fn, string>();
  for (const family of families.values()) {
    const most = Math.max(...family.map(({ bodies }) => bodies.length));
    const main = family.find(({ bodies }) => bodies.length === most)!;
    // In the order in which they stand, so that numbers grow down the page.
    const others = family.filter((fn) => fn !== main);
    const { name, sort } = main.bodies[0]!.placement;
    const wished = camelCase(name);
    // `lossLoss` would say nothing: only what isn't free gets an ending.
    const plain = freshName(wished, taken, sort === "fn" ? "Of" : `${sort[0]!.toUpperCase()}${sort.slice(1)}`);
    names.set(main, plain);
    for (const other of others) names.set(other, freshName(`${plain}${difference(other, main)}`, taken));
  }
  return names;
};

const bindings = ({ items }: Fn): ReadonlySet<string> => new Set(items.flatMap((item: Item) => item.binding ?? []));

const difference = (fn: Fn, main: Fn): string => {
  const [own, usual] = [bindings(fn), bindings(main)];
  const capital = (name: string): string => {
    const camel = camelCase(name);
    return camel.slice(0, 1).toUpperCase() + camel.slice(1);
  };
  const more = [...own].find((name) => !usual.has(name));
  if (more !== undefined) return `With${capital(more)}`;
  const less = [...usual].find((name) => !own.has(name));
  return less === undefined ? "" : `Without${capital(less)}`;
};
