const libraries = /^(?:std|paper|models)\//;

/**
 * The host's path of what an import in `from` names, with `.kes` added: `./units` in `nets/wide.kes` is `nets/units.kes`. It may begin
 * with `..`, where it leaves the root; library text can't leave its library. A user's own folder that is called as the library's is
 * told apart by `./`: `./models/net.kes`. Undefined where the text is no such path.
 */
export const importedPath = (from: string, text: string): string | undefined => {
  if (/[\\\x00-\x1f:{}]/.test(text) || text === "") return undefined;
  const relative = text.startsWith("./") || text.startsWith("../");
  if (!relative && !libraries.test(text)) return undefined;
  const folder = relative ? from.replace(/^\.\//, "").split("/").slice(0, -1) : [];
  const parts = joined(folder, text.split("/"));
  if (parts === undefined || (libraries.test(from) && parts[0] === "..")) return undefined;
  const path = `${relative && !libraries.test(from) && libraries.test(parts.join("/")) ? "./" : ""}${parts.join("/")}`;
  return path.endsWith(".kes") ? path : `${path}.kes`;
};

/** Undefined where the last part is no file's name. */
const joined = (folder: readonly string[], steps: readonly string[]): string[] | undefined => {
  const parts = [...folder];
  for (const step of steps) {
    if (step === "..") {
      if (parts.length && parts.at(-1) !== "..") parts.pop();
      else parts.push("..");
    } else if (step !== "." && step !== "") parts.push(step);
  }
  const last = steps.at(-1);
  return last === "" || last === "." || last === ".." ? undefined : parts;
};
