/** Folders that come with the package, as paths in a program begin. */
export const libraryFolders: ReadonlySet<string> = new Set(["std", "paper", "models"]);

/** Whether a path names text that comes with the package. */
export const isLibraryPath = (path: string): boolean => libraryFolders.has(path.split("/")[0]!);
