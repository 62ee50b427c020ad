import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file whole or not at all: beside its place first, asked onto the disk, then put there. Whoever reads meanwhile sees the old
 * file. Throws what the system refuses.
 */
export const writeWhole = async (path: string, content: string | Uint8Array): Promise<void> => {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  try {
    const handle = await open(draft, "w");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw naming(path)(error);
  }
  await syncPath(dirname(path));
};

/** An error that says which file it is about: those of writing name none, a full disk's say. */
export const naming =
  (path: string) =>
  (error: unknown): Error =>
    Object.assign(error instanceof Error ? error : new Error(String(error)), { path });

/** Asks the system to put a file or folder on the disk, where it can. */
export const syncPath = async (path: string): Promise<void> => {
  const handle = await open(path, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
};

export const asJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
