import type { Node } from "../../4-graph/graph.ts";

/** Numbers that were made when compiling: few as they are, many as the bytes of 32-bit floats in base 64. */
export const constantsText = (constants: readonly Node[]): readonly string[] => {
  const rows = constants.map((node) => {
    const shape = node.type.dims.map(({ size }) => size);
    const values = valuesText(node);
    return `  { shape: [${shape.join(", ")}], values: ${values} },`;
  });
  const packed = rows.some((row) => row.includes("floats("));
  return [
    ...(packed
      ? ["const floats = (text) => new Float32Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);"]
      : []),
    "const constants = [",
    ...rows,
    "];",
  ];
};

const MOST_PLAIN = 24;
const LINE = 108;

const valuesText = (node: Node): string => {
  const total = node.type.dims.reduce((n, { size }) => n * (size as number), 1);
  // One number stands for all.
  const values = node.values!.length === total ? node.values! : new Float64Array(total).fill(node.values![0]!);
  if (values.length <= MOST_PLAIN) return `[${[...values].join(", ")}]`;
  const bytes = new Uint8Array(new Float32Array(values).buffer);
  const text = base64(bytes);
  const parts = Array.from(
    { length: Math.ceil(text.length / LINE) },
    (_, i) => `      "${text.slice(i * LINE, (i + 1) * LINE)}"`,
  );
  return `floats(\n${parts.join(" +\n")},\n    )`;
};

const base64 = (bytes: Uint8Array): string => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
};
