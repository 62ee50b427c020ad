import { command } from "../command.ts";
import { commandTable } from "../command-table.ts";
import { bashScript } from "../completion/bash.ts";
import { completedCommand, type CompletedCommand } from "../completion/completed-command.ts";
import { fishScript } from "../completion/fish.ts";
import { zshScript } from "../completion/zsh.ts";
import { exit } from "../exit.ts";

/** `kesc completion`: a script that lets a shell complete commands, options, specs, their networks and recipes. */
export const completion = command({
  name: "completion",
  summary: "print a script that completes words for a shell",
  details:
    "The shell then completes commands, options and their values, specs, the networks of the spec that was named, and recipes behind `FILE#`.",
  arguments: {
    shell: { kind: "required", placeholder: "SHELL", doc: "which shell", choices: ["bash", "zsh", "fish"] },
  },
  options: {},
  examples: [
    { line: "kesc completion bash", does: "append it to ~/.bashrc" },
    { line: "kesc completion zsh", does: "as a file _kesc in a folder of fpath" },
    { line: "kesc completion fish", does: "as ~/.config/fish/completions/kesc.fish" },
  ],
  async run({ shell }, ctx) {
    const commands = await Promise.all(commandTable.map(async ({ load }) => completedCommand(await load())));
    await ctx.out.write(SCRIPTS[shell as keyof typeof SCRIPTS](commands));
    return exit.clean;
  },
});

const SCRIPTS: Readonly<Record<"bash" | "zsh" | "fish", (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};
