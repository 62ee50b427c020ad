import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

export const missingFile = diagnosticKind<{ path: string }>({
  code: "KES2001",
  slug: "missing-file",
  severity: "error",
  message: ({ path }) => `there is no file \`${path}\``,
  explanation:
    'Imports name a file relative to the one they stand in (`"./units"`, the ending `.kes` may be left out), or library text: `"std/…"`, `"paper/…"`, `"models/…"`.',
  bad: { "main.kes": `import { Unit } from "./unitz"\nexpect 1 == 1`, "units.kes": `block Unit = relu` },
  good: { "main.kes": `import { Unit } from "./units"\nblock Same = Unit`, "units.kes": `block Unit = relu` },
});

export const unreadableFile = diagnosticKind<{ path: string; reason: string }>({
  code: "KES2002",
  slug: "unreadable-file",
  severity: "error",
  message: ({ path, reason }) => `\`${path}\` can't be read: ${reason}`,
  explanation: "A spec is a UTF-8 text of at most 4 MB in an ordinary file that may be read.",
  bad: { "main.kes": `import { Unit } from "./folder"`, "folder.kes/units.kes": `block Unit = relu` },
  good: {
    "main.kes": `import { Unit } from "./folder/units"\nblock Same = Unit`,
    "folder/units.kes": `block Unit = relu`,
  },
});

export const outsideRoot = diagnosticKind<{ path: string }>({
  code: "KES2003",
  slug: "import-leaves-root",
  severity: "error",
  message: ({ path }) => `\`${path}\` lies outside of the root: an import never leaves it`,
  help: () => [
    "put a `kes.config.json` into the folder that holds both, or allow the other folder there under `allowOutside`",
  ],
  explanation:
    "The root is the folder of the nearest `kes.config.json`, else of the checked file. Neither `..` nor a symbolic link leads out of it, so a spec from somewhere else can't read what it shouldn't.",
  bad: `import { Unit } from "../units"`,
  good: { "main.kes": `import { Unit } from "./units"\nblock Same = Unit`, "units.kes": `block Unit = relu` },
});

export const importPath = diagnosticKind<{ path: string }>({
  code: "KES2004",
  slug: "import-path",
  severity: "error",
  message: ({ path }) => `\`${path}\` is no path of an import`,
  notes: () => [
    'paths are relative, `"./units"` or `"../units"`, or begin with `std/`, `paper/` or `models/`; they have `/` and no braces',
  ],
  explanation:
    "A path begins with `./` or `../`, or with the name of a library folder. Absolute paths, backslashes, addresses and `{ }` have no place in it, so that a spec means the same on every machine.",
  bad: { "main.kes": `import { Unit } from "units"`, "units.kes": `block Unit = relu` },
  good: { "main.kes": `import { Unit } from "./units"\nblock Same = Unit`, "units.kes": `block Unit = relu` },
});

export const importCycle = diagnosticKind<{ chain: readonly string[] }>({
  code: "KES2005",
  slug: "import-cycle",
  severity: "error",
  message: ({ chain }) => `this import closes a circle: ${chain.join(" → ")}`,
  help: () => ["move what both need into a file of its own"],
  explanation:
    "Files are read one after the other, each after those that it imports. With a circle none could be the first.",
  bad: {
    "main.kes": `import { b } from "./other"\na = b`,
    "other.kes": `import { a } from "./main"\nb = a`,
  },
  good: { "main.kes": `import { b } from "./other"\na = b\nexpect a == 1`, "other.kes": `b = 1` },
});

export const missingName = diagnosticKind<{ name: string; path: string; elsewhere?: string; near?: string }>({
  code: "KES2006",
  slug: "missing-in-file",
  severity: "error",
  message: ({ name, path }) => `\`${path}\` declares no \`${name}\``,
  notes: ({ path, elsewhere, name }) =>
    elsewhere ? [`\`${path}\` itself imports \`${name}\` from \`${elsewhere}\`: import it from there`] : [],
  help: ({ near }) => (near ? [`\`${near}\``] : []),
  replacements: ({ near }) => (near ? [near] : []),
  explanation: "An import takes names that the other file declares itself; what that one imports isn't passed on.",
  bad: { "main.kes": `import { Unti } from "./units"`, "units.kes": `block Unit = relu` },
  good: { "main.kes": `import { Unit } from "./units"\nblock Same = Unit`, "units.kes": `block Unit = relu` },
});

export const unusedImport = diagnosticKind<{ name: string }>({
  code: "KES2007",
  slug: "unused-import",
  severity: "warning",
  message: ({ name }) => `nothing uses \`${name}\``,
  explanation: "An import that nothing uses only makes the reader search. Take the name out.",
  bad: {
    "main.kes": `import { Unit, Other } from "./units"\nblock Same = Unit`,
    "units.kes": `block Unit = relu\nblock Other = relu`,
  },
  good: {
    "main.kes": `import { Unit } from "./units"\nblock Same = Unit`,
    "units.kes": `block Unit = relu\nblock Other = relu`,
  },
});

export const lateImport = diagnosticKind({
  code: "KES2008",
  slug: "late-import",
  severity: "error",
  message: () => "imports come first, before everything else",
  explanation: "Whoever reads a file finds at its top where its names come from.",
  bad: { "main.kes": `one = 1\nimport { two } from "./other"\nexpect one != two`, "other.kes": `two = 2` },
  good: { "main.kes": `import { two } from "./other"\none = 1\nexpect one != two`, "other.kes": `two = 2` },
});

export const deepImports = diagnosticKind<{ most: number }>({
  code: "KES2009",
  slug: "imports-too-deep",
  severity: "error",
  message: ({ most }) => `imports lead through more than ${most} files, each imported by the one before`,
  explanation: "No reader follows so long a way. Import what is needed from where it is declared.",
  bad: "",
  good: "",
  untestable: "a chain of 101 files",
});

// prettier-ignore
export const kinds: readonly DiagnosticKind<never>[] = [
  missingFile, unreadableFile, outsideRoot, importPath, importCycle, missingName, unusedImport, lateImport, deepImports,
];
