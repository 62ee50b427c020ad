/** The plugin's face: `prettier --plugin kesc/prettier`. */
export { defaultOptions, languages, parsers, printers } from "./plugin.ts";
