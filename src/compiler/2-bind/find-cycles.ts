import type { Span } from "../../base/source.ts";

/** Where an item of a file uses another one. */
export interface Use {
  readonly from: string;
  readonly to: string;
  readonly at: Span;
}

export interface Cycle {
  /** Begins and ends with the same name. */
  readonly chain: readonly string[];
  /** The use that closes the circle. */
  readonly at: Span;
}

/** Circles among a file's items: one for each name at which one closes, in order of the uses. Without recursion. */
export const findCycles = (uses: readonly Use[]): Cycle[] => {
  const next = new Map<string, Use[]>();
  for (const use of uses) {
    const known = next.get(use.from);
    if (known) known.push(use);
    else next.set(use.from, [use]);
  }
  const done = new Set<string>();
  const cycles: Cycle[] = [];
  for (const start of next.keys()) {
    /** The way to where we are: a name, and which of its uses comes next. */
    const way: { readonly name: string; index: number }[] = [{ name: start, index: 0 }];
    const onWay = new Map([[start, 0]]);
    while (way.length) {
      const here = way.at(-1)!;
      const use = done.has(here.name) ? undefined : next.get(here.name)?.[here.index++];
      if (!use) {
        done.add(here.name);
        onWay.delete(here.name);
        way.pop();
        continue;
      }
      const back = onWay.get(use.to);
      if (back === undefined) {
        onWay.set(use.to, way.length);
        way.push({ name: use.to, index: 0 });
      } else cycles.push({ chain: [...way.slice(back).map(({ name }) => name), use.to], at: use.at });
    }
  }
  return cycles;
};
