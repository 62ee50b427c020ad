/** One line of a benchmark's table. */
export interface Row {
  readonly what: string;
  readonly ours: number;
  /** What it is held against; null where a machine lacks the peer or there is none. */
  readonly peer: number | null;
  /** How many times better we are, in the unit's direction; null without a peer. */
  readonly ratio: number | null;
  readonly unit: string;
  /** What must hold, as a sentence, and whether it does. */
  readonly goal?: { readonly text: string; readonly met: boolean };
  /** What the peer is, or why it is missing. */
  readonly note?: string;
}
