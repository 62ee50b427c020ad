import { open, rename, rm } from "node:fs/promises";

/** Writes a file whole or not at all: beside its place first, then into it. Throws what the system refuses. */
export const writeWhole = async (file: string, content: string | Uint8Array): Promise<void> => {
  const draft = `${file}.new`;
  try {
    const handle = await open(draft, "w");
    try {
      await handle.writeFile(content);
      await handle.sync().catch(() => undefined);
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
};
