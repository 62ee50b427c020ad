/** A character that a terminal draws over the one before it, or not at all. */
const NONE = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Characters of two columns: East Asian wide and fullwidth ones, and emoji drawn as pictures. Source: Unicode, UAX #11. */
const WIDE =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;

/** Columns that a text takes in a terminal. */
export const displayWidth = (text: string): number => {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
};

/** Spaces that stand for a tab in what is shown. */
const TAB = "  ";

/** The text with tabs as two spaces and control characters as their pictures, so that a terminal can't be led astray. */
export const showable = (text: string): string =>
  text
    .replaceAll("\t", TAB)

    .replace(/[\x00-\x1f]/g, (control) => String.fromCodePoint(0x2400 + control.charCodeAt(0)))

    .replace(/[\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

/** Blanks after the text up to `width` columns. */
export const padEnd = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - displayWidth(text)));

/** Blanks before the text up to `width` columns. */
export const padStart = (text: string, width: number): string =>
  " ".repeat(Math.max(0, width - displayWidth(text))) + text;
