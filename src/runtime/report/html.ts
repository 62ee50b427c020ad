/** Text that is HTML already. Everything else is escaped when it is put into some. */
export interface Html {
  readonly html: string;
}

export type Content = Html | string | number | undefined | readonly Content[];

/** HTML with contents escaped; lists one after the other, undefined nothing. */
export const html = (texts: TemplateStringsArray, ...contents: readonly Content[]): Html => ({
  html: texts.map((text, i) => text + (i < contents.length ? contentHtml(contents[i]) : "")).join(""),
});

const contentHtml = (content: Content): string => {
  if (content === undefined) return "";
  if (typeof content === "string" || typeof content === "number") return escapeHtml(String(content));
  return "html" in content ? content.html : content.map(contentHtml).join("");
};

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => ENTITIES.get(letter)!);

/** JSON inside a `script` element: nothing in it can end the element. */
export const jsonHtml = (value: unknown): Html => ({ html: JSON.stringify(value).replaceAll("<", String.raw`\u003c`) });
