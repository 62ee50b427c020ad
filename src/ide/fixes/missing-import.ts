import type { Fix } from "../../base/diagnostic.ts";
import { isWithin } from "../../base/source.ts";
import type { Mending } from "../fixes.ts";
import { importedPath, writtenPath } from "../../compiler/2-bind/import-path.ts";
import { removeFromList, removeLines } from "../../lint/edits.ts";
import { importableIn, importEdit } from "../import-edit.ts";

/** An unknown name that other files declare. */
export const importFixes = ({ program, module, diagnostic: { span }, files }: Mending): readonly Fix[] => {
  const name = span.source.text.slice(span.start, span.end).normalize("NFC");
  return importableIn(program, module, files)
    .filter((other) => other.name === name)
    .map(({ from }) => ({
      title: `import \`${name}\` from "${from}"`,
      edits: [importEdit(module, name, from)],
    }));
};

/** A name that the imported file itself imports: from where it stands. */
export const elsewhereFixes = ({ program, module, diagnostic: { span } }: Mending): readonly Fix[] => {
  const { source, file } = module;
  const statement = file.items.filter((item) => item.kind === "Import").find((item) => isWithin(span, item.span));
  const index = statement?.names.findIndex((each) => each.span.start === span.start) ?? -1;
  const [written] = statement?.from.parts ?? [];
  if (!statement || index < 0 || typeof written !== "string") return [];
  const name = statement.names[index]!.text;
  const through = program.modules.get(importedPath(source.path, written) ?? "");
  const declared = through?.names.get(name);
  const from =
    declared && declared.module !== through ? writtenPath(source.path, declared.module.source.path) : undefined;
  if (from === undefined) return [];
  const taken = statement.names.length === 1 ? removeLines(statement.span) : removeFromList(statement.names, index);
  return taken ? [{ title: `import \`${name}\` from "${from}"`, edits: [taken, importEdit(module, name, from)] }] : [];
};
