import { alignColumns, type Alignment } from "../../base/columns.ts";
import type { Count } from "./count.ts";
import { grouped, shortened, signedPercent } from "./show-count.ts";

/** One network of a file with its counts and what a paper says of it. */
export interface NetworkCount extends Count {
  readonly name: string;
  readonly published?: { readonly text: string; readonly value: number };
  /** The doc comment over the published figure. */
  readonly note?: string;
}

export const COUNTING_RULE =
  "counted: trainable scalars (kernels, biases, norm scale and shift); multiply-adds of convolutions, dense layers and contractions";
export const FLOPS_RULE = "operations: a multiplication and an addition each, twice the multiply-adds";

/** How far a count lies from the published figure, as a fraction of the latter; undefined without one, or where that is 0. */
export const differenceOf = (row: NetworkCount): number | undefined =>
  row.published && row.published.value !== 0
    ? (Number(row.parameters) - row.published.value) / row.published.value
    : undefined;

/** The table of `kesc params FILE`. */
export const renderNetworks = (rows: readonly NetworkCount[], options: { readonly flops?: boolean } = {}): string => {
  const published = rows.some((row) => row.published);
  const notes = rows.some((row) => row.note);
  const work = options.flops ? "operations" : "multiply-adds";
  const head = [
    "network",
    "parameters",
    ...(published ? ["published", "difference"] : []),
    work,
    ...(notes ? [""] : []),
  ];
  const body = rows.map((row) => [
    row.name,
    grouped(row.parameters),
    ...(published ? publishedCells(row) : []),
    shortened(options.flops ? 2n * row.multiplyAdds : row.multiplyAdds),
    ...(notes ? [row.note ?? ""] : []),
  ]);
  const alignment: Alignment[] = head.map((_, at) =>
    at === 0 || (notes && at === head.length - 1) ? "left" : "right",
  );
  return (
    [...alignColumns([head, ...body], alignment), COUNTING_RULE, ...(options.flops ? [FLOPS_RULE] : [])].join("\n") +
    "\n"
  );
};

const publishedCells = (row: NetworkCount): string[] => {
  const difference = differenceOf(row);
  return [row.published?.text ?? "", difference === undefined ? "" : signedPercent(difference)];
};

/** `{version, networks: [{name, params, state, macs, …}]}`; whole numbers of any size are written out exactly. */
export const networksAsJson = (rows: readonly NetworkCount[]): string => {
  const networks = rows.map((row) => {
    const fields = [
      `"name": ${JSON.stringify(row.name)}`,
      `"params": ${row.parameters}`,
      `"state": ${row.state}`,
      `"macs": ${row.multiplyAdds}`,
      ...(row.published ? [`"published": ${row.published.value}`] : []),
      ...(differenceOf(row) === undefined ? [] : [`"difference": ${differenceOf(row)}`]),
      ...(row.note ? [`"note": ${JSON.stringify(row.note)}`] : []),
    ];
    return `    { ${fields.join(", ")} }`;
  });
  const list = networks.length === 0 ? "[]" : `[\n${networks.join(",\n")}\n  ]`;
  return `{\n  "version": 1,\n  "networks": ${list}\n}\n`;
};
