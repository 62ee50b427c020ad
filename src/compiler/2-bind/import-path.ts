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

/** How an import in one file names another; undefined where it can't. */
export const writtenPath = (from: string, to: string): string | undefined => {
  const bare = to.replace(/\.kes$/, "");
  const written = libraries.test(to) && !libraries.test(from) ? bare : relativePath(from, bare);
  return importedPath(from, written) === to ? written : undefined;
};

const relativePath = (from: string, to: string): string => {
  const [here, there] = [from, to].map((path) => path.replace(/^\.\//, "").split("/")) as [string[], string[]];
  here.pop();
  let shared = 0;
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared++;
  const up = here.slice(shared).map(() => "..");
  return [...(up.length ? up : ["."]), ...there.slice(shared)].join("/");
};
