/** JavaScript's reserved words, and what would make reading hard. */
const reserved = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false " +
    "finally for function if implements import in instanceof interface let new null package private protected public return " +
    "static super switch this throw true try typeof undefined var void while with yield NaN Infinity Object Math Array Map Set " +
    "Error JSON String Number Promise Symbol async of"
  ).split(" "),
);

/** `PairUnit` as `pairUnit`, `channel_knowledge` as `channelKnowledge`, `at_taps` as `atTaps`; other letters stay. */
export const camelCase = (name: string): string => {
  const joined = name.replace(/(?<=[^_])_+(?=[\p{L}\p{N}])(.)/gu, (_, next: string) => next.toUpperCase());
  const head = /^(\p{Lu}+)(?=\p{Lu}\p{Ll})|^\p{Lu}+/u.exec(joined)?.[0] ?? "";
  return head.toLowerCase() + joined.slice(head.length);
};

/** A name that is none of the taken ones: with `ending` (`Block`), else with numbers from 2 on. Takes it. */
export const freshName = (wished: string, taken: Set<string>, ending = ""): string => {
  const clean = wished.replace(/[^\p{ID_Continue}$]/gu, "_").replace(/^(?=\P{ID_Start})/u, "_") || "_";
  const free = (name: string): boolean => !taken.has(name) && !reserved.has(name);
  let name = free(clean) ? clean : `${clean}${ending}`;
  for (let i = 2; !free(name); i++) name = `${clean}${ending}${i}`;
  taken.add(name);
  return name;
};

export const isIdentifier = (name: string): boolean => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);

/** `.conv1` or `["stages[3]"]` */
export const memberText = (name: string): string => (isIdentifier(name) ? `.${name}` : `[${JSON.stringify(name)}]`);

/** `conv1`, `"stages[3]"`; `__proto__` would be no ordinary key of a literal. */
export const keyText = (name: string): string =>
  name === "__proto__" ? '["__proto__"]' : isIdentifier(name) ? name : JSON.stringify(name);

/** A name the spec's own way, in a comment. */
export const commentText = (content: string): string => content.replaceAll("*/", "* /").replace(/\s+/g, " ").trim();
