/** One token of JSON after any white space: a sign, a whole string, a number or a word. */
const TOKEN =
  /[ \t\n\r]*(?:([{}[\],:])|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/y;

/** What may come next: `key?` and `value?` stand behind an opening bracket, where it may also close. */
type Expected = "value" | "value?" | "key" | "key?" | "colon" | "next" | "end";

/**
 * Where a text stops being JSON, an offset in it; its length where it ends too early. For texts that `JSON.parse` refuses: its messages
 * name no place on some versions of Node, and none that is a line.
 */
export const jsonErrorAt = (text: string): number => {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  for (let at = 0; ; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) return skipBlanks(text, at);
    const after = following(expected, match[1] ?? (match[2] === undefined ? "string" : "plain"), open);
    if (after === undefined) return skipBlanks(text, at);
    expected = after;
  }
};

const skipBlanks = (text: string, at: number): number => {
  const blanks = /[ \t\n\r]*/y;
  blanks.lastIndex = at;
  blanks.test(text);
  return blanks.lastIndex;
};

/** What is expected behind a token; undefined where it must not stand. Opens and closes brackets. */
const following = (expected: Expected, token: string, open: ("{" | "[")[]): Expected | undefined => {
  const ofValue = (): Expected => (open.length > 0 ? "next" : "end");
  if (token === "}" || token === "]") {
    const fits = expected === "next" || expected === (token === "}" ? "key?" : "value?");
    if (!fits || open.pop() !== (token === "}" ? "{" : "[")) return undefined;
    return ofValue();
  }
  if (expected === "key" || expected === "key?") return token === "string" ? "colon" : undefined;
  if (expected === "colon") return token === ":" ? "value" : undefined;
  if (expected === "next") return token !== "," ? undefined : open.at(-1) === "{" ? "key" : "value";
  if (expected === "end" || token === "," || token === ":") return undefined;
  if (token !== "{" && token !== "[") return ofValue();
  open.push(token);
  return token === "{" ? "key?" : "value?";
};
