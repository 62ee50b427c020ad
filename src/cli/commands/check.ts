import { command } from "../command.ts";
import { exit } from "../exit.ts";

export const check = command({
  name: "check",
  summary: "find errors in specs",
  details: "Follows imports. Prints each error once, with the place and who placed it.",
  arguments: { files: { kind: "many", placeholder: "FILE", doc: "specs to check" } },
  options: { watch: { kind: "flag", short: "w", doc: "check again whenever a file changes" } },
  examples: [
    { line: "kesc check my-net.kes", does: "one file with all it imports" },
    { line: "kesc check specs/paper/*.kes", does: "several" },
    { line: "kesc check my-net.kes --watch", does: "again whenever something changes" },
    { line: "kesc check my-net.kes --diagnostics json", does: "for programs: an object a line" },
  ],
  async run({ files }, ctx) {
    await ctx.talk.line(files.join(" "));
    return exit.clean;
  },
});
