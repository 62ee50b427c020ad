/** One text, whole, with the name it is shown by. */
export interface Source {
  /** As a user would name it: relative to the root with `/`, or `std/…`, `paper/…`, `models/…` for library text. */
  readonly path: string;
  readonly text: string;
}

/** A half-open range of UTF-16 code units of one source. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

export const span = (source: Source, start: number, end: number): Span => ({ source, start, end });

/** From the start of `first` to the end of `last`. */
export const join = (first: Span, last: Span): Span => span(first.source, first.start, Math.max(first.end, last.end));

/** Whether a range lies in another one of the same text. */
export const isWithin = (inner: Span, outer: Span): boolean =>
  inner.source.path === outer.source.path && inner.start >= outer.start && inner.end <= outer.end;

/** Whether a place is in a range or at its edge: what an editor's cursor is taken to be at. */
export const touches = ({ start, end }: Omit<Span, "source">, offset: number): boolean =>
  start <= offset && offset <= end;
