/** Colours text, or leaves it alone where there is no terminal. */
export interface Painter {
  readonly enabled: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** `on` and `off` are parameters of ANSI's "select graphic rendition". */
const code = (on: number, off: number, enabled: boolean) => (text: string) =>
  enabled && text !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text;

export const painter = (enabled: boolean): Painter => ({
  enabled,
  bold: code(1, 22, enabled),
  dim: code(2, 22, enabled),
  red: code(31, 39, enabled),
  yellow: code(33, 39, enabled),
  green: code(32, 39, enabled),
  cyan: code(36, 39, enabled),
});

/** FORCE_COLOR wins (`0` and `false` turn colours off), then NO_COLOR (if not empty), then whether it is a terminal that can. */
export const wantsColor = (isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean => {
  const force = env["FORCE_COLOR"];
  if (force !== undefined) return force !== "0" && force !== "false";
  if (env["NO_COLOR"]) return false;
  return isTerminal && env["TERM"] !== "dumb";
};
