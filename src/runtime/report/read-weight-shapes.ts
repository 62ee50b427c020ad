import { open } from "node:fs/promises";

/** A header of weights is shorter than this. */
const LONGEST = 16_000_000;

/** Shapes by path of a safetensors file, from its header alone; undefined where there is none that can be read. */
export const readWeightShapes = async (file: string): Promise<ReadonlyMap<string, string> | undefined> => {
  const handle = await open(file, "r").catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    const length = Number(buffer.readBigUInt64LE());
    if (length > LONGEST) return undefined;
    const { buffer: bytes } = await handle.read(Buffer.alloc(length), 0, length, 8);
    const header = JSON.parse(bytes.toString("utf8")) as Readonly<Record<string, { readonly shape?: unknown }>>;
    return new Map(
      Object.entries(header).flatMap(([path, { shape }]) => (Array.isArray(shape) ? [[path, shape.join("×")]] : [])),
    );
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
};
