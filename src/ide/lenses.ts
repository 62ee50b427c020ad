import type { Span } from "../base/source.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import { differenceOf } from "../compiler/analyses/params-table.ts";
import { grouped, shortened, signedPercent } from "../compiler/analyses/show-count.ts";
import type { Program } from "../compiler/program.ts";

export interface Lens {
  /** The name that it stands above. */
  readonly span: Span;
  readonly text: string;
}

/** What a file's networks count, above each: parameters, the published figure with the difference, multiply-adds. */
export const lensesOf = (program: Program, module: Module): readonly Lens[] => {
  const rows = program.counts(module.source.path).result ?? [];
  return rows.flatMap((row) => {
    const item = module.file.items.find((each) => each.kind === "Declaration" && each.name.text === row.name);
    if (item?.kind !== "Declaration") return [];
    const difference = differenceOf(row);
    const published =
      row.published && difference !== undefined
        ? ` (published ${row.published.text}, ${signedPercent(difference)})`
        : "";
    const text = `${grouped(row.parameters)} parameters${published} · ${shortened(row.multiplyAdds)} multiply-adds`;
    return [{ span: item.name.span, text }];
  });
};
