/** Whether a path's segments match a row's: `*` is one segment, `**` any number, none included. */
export const pathMatches = (pattern: string, path: string): boolean => {
  const [wanted, segments] = [pattern.split("/"), path.split("/")];
  /** Which numbers of segments the pattern so far can have eaten. */
  let reached = new Set([0]);
  for (const part of wanted) {
    const next = new Set<number>();
    for (const at of reached)
      if (part === "**") for (let end = at; end <= segments.length; end++) next.add(end);
      else if (at < segments.length && (part === "*" || part === segments[at])) next.add(at + 1);
    reached = next;
  }
  return reached.has(segments.length);
};
