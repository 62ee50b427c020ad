import type { Diagnostic, Fix } from "../base/diagnostic.ts";

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/** What mends a diagnostic: its own fixes, and where it offers another name for the one it stands on, that. */
export const fixesOf = ({ fixes, help, span }: Diagnostic): readonly Fix[] => {
  const text = span.source.text.slice(span.start, span.end);
  if (!NAME.test(text)) return fixes;
  const names = help.flatMap((line) => /^`([^`]+)`$/.exec(line)?.slice(1) ?? []).filter((name) => NAME.test(name));
  return [
    ...fixes,
    ...names.map((name) => ({ title: `Change \`${text}\` to \`${name}\``, edits: [{ span, text: name }] })),
  ];
};
