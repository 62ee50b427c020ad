import type { Diagnostic } from "../base/diagnostic.ts";
import type { Source, Span } from "../base/source.ts";

/** What was found in a text, where it stands after the text changed; what stood where it changed is left out. */
export const carriedOver = (found: readonly Diagnostic[], now: Source): readonly Diagnostic[] => {
  const [first] = found;
  if (!first) return [];
  const move = mover(first.span.source.text, now);
  return found.flatMap((one) => {
    const span = move(one.span);
    return span ? [{ ...one, span, related: [], uses: [], fixes: [] }] : [];
  });
};

/** Between what two texts begin and end with alike lies the change. */
const mover = (before: string, now: Source): ((span: Span) => Span | undefined) => {
  const most = Math.min(before.length, now.text.length);
  let start = 0;
  while (start < most && before[start] === now.text[start]) start++;
  let same = 0;
  while (same < most - start && before[before.length - 1 - same] === now.text[now.text.length - 1 - same]) same++;
  const end = before.length - same;
  const shift = now.text.length - before.length;
  return (span) => {
    if (span.end <= start) return { ...span, source: now };
    return span.start >= end ? { source: now, start: span.start + shift, end: span.end + shift } : undefined;
  };
};
