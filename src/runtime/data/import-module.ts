import nodeModule from "node:module";

/** What a CommonJS module of Node has besides its types. */
interface Compiling {
  exports: unknown;
  _compile(text: string, file: string): void;
}

/**
 * Loads an ES module by its address. `import()` as written here would not do: the command line's bundle is CommonJS, in which a
 * bundler turns it into `require`, and its code is compiled where Node refuses `import()`. So Node itself compiles the one line.
 */
export const importModule = async (url: string): Promise<Readonly<Record<string, unknown>>> => {
  const made = new nodeModule.Module("import-module") as unknown as Compiling;
  made._compile("module.exports = (url) => import(url)", "import-module.cjs");
  return (made.exports as (url: string) => Promise<Readonly<Record<string, unknown>>>)(url);
};
