import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";

/** Which of the files import one of `changed`, straight or through others; in the files' order. */
export const importersOf = (
  program: Program,
  files: readonly string[],
  changed: ReadonlySet<string>,
): readonly string[] => {
  const known = new Map<Module, boolean>();
  const reaches = (module: Module): boolean => {
    const before = known.get(module);
    if (before !== undefined) return before;
    known.set(module, false); // imports go in no circle; should one, it ends here
    const found = module.importPaths.some((path) => changed.has(path)) || module.imports.some(reaches);
    known.set(module, found);
    return found;
  };
  return files.filter((path) => {
    const module = program.open(path).result;
    return module !== undefined && reaches(module);
  });
};
