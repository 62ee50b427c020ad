import { CommanderError, parseArguments, topParser } from "./argument-parser.ts";
import type { Command, CommandContext } from "./command.ts";
import { commandTable } from "./command-table.ts";
import { readConfig } from "./config.ts";
import { exit, type ExitCode } from "./exit.ts";
import { asFailure } from "./failure.ts";
import { output, type Output } from "./output.ts";
import { reporter } from "./report.ts";
import { stopSignal } from "./stop-signal.ts";
import { version } from "./version.ts";

/** The whole of `kesc`: reads the words, runs the command, prints what went wrong. Never throws. */
export const runCli = async (words: readonly string[]): Promise<ExitCode> => {
  const out = output(process.stdout, process.env);
  const talk = output(process.stderr, process.env, { isTalk: true });
  const verbose = words.includes("--verbose");
  try {
    return await dispatchWhole(words, out, talk);
  } catch (error) {
    return await explainFailure(error, verbose, talk);
  } finally {
    talk.status("");
    await Promise.allSettled([out.write(""), talk.write("")]);
  }
};

/** Help and versions, which the parser prints itself, arrive as well, or are told not to have. */
const dispatchWhole = async (words: readonly string[], out: Output, talk: Output): Promise<ExitCode> => {
  try {
    return await dispatch(words, out, talk);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    await out.write("");
    return error.exitCode === 0 ? exit.clean : exit.usage;
  }
};

const dispatch = async (words: readonly string[], out: Output, talk: Output): Promise<ExitCode> => {
  const [name, ...rest] = words;
  const entry = commandTable.find((candidate) => candidate.name === name);
  if (entry) return runCommand(await entry.load(), rest, out, talk);
  const top = topParser(commandTable, version, out, talk);
  if (name === "help") return dispatch(helpWords(rest[0]), out, talk);
  if (name === undefined) {
    await talk.write(top.helpInformation() + "\n");
    return exit.usage;
  }
  top.parse([...words], { from: "user" });
  return exit.usage;
};

/** `help train` asks what `train --help` asks; of an unknown topic the nearest is told. */
const helpWords = (topic = "help"): readonly string[] => {
  if (topic === "help") return ["--help"];
  return commandTable.some(({ name }) => name === topic) ? [topic, "--help"] : [topic];
};

const runCommand = async (command: Command, words: readonly string[], out: Output, talk: Output): Promise<ExitCode> => {
  const { input, common } = parseArguments(command, words, out, talk);
  const cwd = process.cwd();
  const { report, finish } = reporter(common.diagnostics, out, talk);
  let stop: AbortSignal | undefined;
  const ctx: CommandContext = {
    cwd,
    out,
    talk,
    verbose: common.verbose,
    diagnostics: common.diagnostics,
    config: (from = cwd) => readConfig(from),
    get signal() {
      return (stop ??= stopSignal());
    },
    paint: out.paint,
    report,
  };
  const code = await command.run(input, ctx);
  await finish();
  return code;
};

const explainFailure = async (error: unknown, verbose: boolean, talk: Output): Promise<ExitCode> => {
  const { red, bold } = talk.paint;
  const failure = asFailure(error);
  if (failure) {
    await talk.line(`${red(bold("error"))} ${failure.message}`);
    for (const line of failure.help) await talk.line(`  ${line}`);
    if (verbose) await talk.line(failure.stack);
    return exit.usage;
  }
  await talk.line(`${red(bold("internal error"))} ${error instanceof Error ? error.message : String(error)}`);
  await talk.line(
    `This is a bug in kesc ${version}. Please report it, with the spec that led to it if you can show it.`,
  );
  await talk.line(verbose && error instanceof Error ? error.stack : "`--verbose` shows where it happened.");
  return exit.bug;
};
