/**
 * One small tool of a written module: plain JavaScript that stands in the module's `build(tf, …)` where it is used. Whatever it
 * calls of TensorFlow.js has a gradient on every engine.
 */
export interface Piece {
  readonly name: string;
  /** The text; `has` tells which of its abilities are used. */
  text(has: (feature: string) => boolean): string;
}
