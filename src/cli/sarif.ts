import { pathToFileURL } from "node:url";
import { isAbsolute } from "node:path";
import { isLibraryPath } from "../base/library-path.ts";
import type { Diagnostic, Fix } from "../base/diagnostic.ts";
import type { Span } from "../base/source.ts";
import type { Explained } from "./explained.ts";
import type { Places } from "./report.ts";
import { version } from "./version.ts";

/** Diagnostics with what is known of their sources. */
export interface Reported {
  readonly diagnostic: Diagnostic;
  readonly places: Places;
}

/**
 * What `--diagnostics sarif` prints: a log of the Static Analysis Results Interchange Format 2.1.0 with one run. Addresses are
 * relative to the folder where the command was called; library text stands under the base `KES_LIBRARY`.
 */
export const sarifLog = (reported: readonly Reported[], explained: readonly Explained[]): object => {
  const codes = new Set(reported.map(({ diagnostic }) => diagnostic.code));
  const rules = explained.filter(({ code }) => codes.has(code));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "kesc", semanticVersion: version, rules: rules.map(descriptor) } },
        columnKind: "unicodeCodePoints",
        results: reported.map((one) => result(one, rules)),
      },
    ],
  };
};

const descriptor = ({ code, slug, explanation, severity, rule }: Explained): object => ({
  id: code,
  name: slug,
  shortDescription: { text: rule?.summary ?? slug.replaceAll("-", " ") },
  fullDescription: { text: explanation },
  defaultConfiguration: severity === "off" ? { enabled: false } : { level: severity },
});

const result = ({ diagnostic, places }: Reported, rules: readonly Explained[]): object => {
  const { code, severity, message, notes, help, uses, related, fixes, span } = diagnostic;
  const ruleIndex = rules.findIndex((rule) => rule.code === code);
  const text = [message, ...notes, ...help.map((line, i) => (i === 0 ? `try: ${line}` : line))].join("\n");
  const others = [
    ...uses.map((use) => ({ message: `placed by ${use.title}`, span: use.span })),
    ...related.map((other) => ({ message: other.message, span: other.span })),
  ];
  return {
    ruleId: code,
    ...(ruleIndex >= 0 && { ruleIndex }),
    level: severity,
    message: { text },
    locations: [location(span, places)],
    ...(others.length > 0 && {
      relatedLocations: others.map((other, id) => ({
        id,
        message: { text: other.message },
        ...location(other.span, places),
      })),
    }),
    ...(fixes.length > 0 && { fixes: fixes.map((fix) => fixOf(fix, places)) }),
  };
};

const location = (span: Span, places: Places): object => ({
  physicalLocation: { artifactLocation: artifact(span, places), region: region(span, places) },
});

const artifact = ({ source }: Span, { shown }: Places): object => {
  const path = shown(source.path);
  if (isAbsolute(path)) return { uri: pathToFileURL(path).href };
  const uri = path.split("/").map(encodeURIComponent).join("/");
  return isLibraryPath(source.path) ? { uri, uriBaseId: "KES_LIBRARY" } : { uri };
};

const region = ({ source, start, end }: Span, { lines }: Places): object => {
  const map = lines(source);
  const [from, to] = [map.position(start), map.position(end)];
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
};

/** Edits by file: a fix may reach into several. */
const fixOf = ({ title, edits }: Fix, places: Places): object => {
  const files = new Map<string, Fix["edits"][number][]>();
  for (const edit of edits) files.set(edit.span.source.path, [...(files.get(edit.span.source.path) ?? []), edit]);
  return {
    description: { text: title },
    artifactChanges: [...files.values()].map((some) => ({
      artifactLocation: artifact(some[0]!.span, places),
      replacements: some.map(({ span, text }) => ({
        deletedRegion: region(span, places),
        insertedContent: { text },
      })),
    })),
  };
};
