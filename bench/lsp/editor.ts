/** One language server with one text that is typed into. Times are milliseconds from sending to the answer. */
export interface Editor {
  /** From the process's start to the first diagnostics of the text. */
  readonly startMs: number;
  readonly pid: number;
  /** Puts `text` in place of `length` characters at an offset; resolves when the diagnostics of just this text are there. */
  type(offset: number, length: number, text: string): Promise<number>;
  complete(offset: number): Promise<number>;
  hover(offset: number): Promise<number>;
  /** Resident bytes of the process now. */
  residentBytes(): number;
  end(): Promise<void>;
}

/** Places in a text, by line and column from 0. */
export const placeIn = (text: string, offset: number): { readonly line: number; readonly character: number } => {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length - 1, character: lines.at(-1)!.length };
};
