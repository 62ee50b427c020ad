import { Command as Commander, CommanderError, InvalidArgumentError, Option as CommanderOption } from "commander";
import { diagnosticFormats, type Argument, type Command, type DiagnosticFormat, type Option } from "./command.ts";
import type { Output } from "./output.ts";

/** What every command understands besides its own options. */
export interface CommonOptions {
  readonly diagnostics: DiagnosticFormat;
  readonly verbose: boolean;
}

export interface Parsed {
  readonly input: Readonly<Record<string, unknown>>;
  readonly common: CommonOptions;
}

export { CommanderError };

const HELP_HINT = "(`kesc --help` lists the commands, `kesc COMMAND --help` explains one)";

const COMMON = "Options of every command:";

/** A parser that prints to the given outputs and throws `CommanderError` instead of leaving; help and versions too throw, with code 0. */
const parser = (name: string, out: Output, talk: Output): Commander =>
  new Commander(name)
    .exitOverride()
    .helpOption("-h, --help", "show this help")
    .configureOutput({
      writeOut: (text) => void out.write(text).catch(() => undefined), // the next write tells
      writeErr: (text) => void talk.write(text),
      outputError: (text, write) => write(talk.paint.red(text)),
      getOutHelpWidth: () => Math.min(out.columns, 110),
      getErrHelpWidth: () => Math.min(talk.columns, 110),
      getOutHasColors: () => out.paint.enabled,
      getErrHasColors: () => talk.paint.enabled,
    })
    .configureHelp({ styleTitle: (text) => out.paint.bold(text), styleCommandText: (text) => out.paint.cyan(text) });

/** The parser of `kesc` alone, without a command: help, version and what is wrong with the name of the command. */
export const topParser = (
  commands: readonly { readonly name: string; readonly summary: string }[],
  version: string,
  out: Output,
  talk: Output,
): Commander => {
  const top = parser("kesc", out, talk)
    .usage("COMMAND [arguments] [options]")
    .description(
      "kes: write networks, losses and training recipes as they stand in the paper; check, count, compile and train them.",
    )
    .version(version, "-V, --version", "show the version")
    .helpCommand(false)
    .showHelpAfterError(HELP_HINT)
    .addHelpText("after", TOP_EXAMPLES);
  for (const { name, summary } of commands)
    top.command(name, "", { hidden: false }).summary(summary).description(summary);
  top.commands.forEach((command) => command.helpOption(false));
  return top;
};

const TOP_EXAMPLES = `
Examples:
  kesc check my-net.kes                          find errors
  kesc params specs/paper/table1.kes             count parameters and multiply-adds
  kesc explain KES3104                           say more about an error

Ends with 0 when all is well, 1 when something was found, 2 when it was asked wrongly or a file failed, 70 for a bug of ours;
what Ctrl-C stops ends with 130.`;

/** Reads the words after the command's name. Throws `CommanderError`; what had to be printed has been printed then. */
export const parseArguments = (command: Command, words: readonly string[], out: Output, talk: Output): Parsed => {
  let input: Readonly<Record<string, unknown>> = {};
  const ours = parser(`kesc ${command.name}`, out, talk)
    .usage([...Object.values(command.arguments).map(usageOf), "[options]"].join(" "))
    .description(description(command))
    .showHelpAfterError(HELP_HINT);
  for (const argument of Object.values(command.arguments)) addArgument(ours, argument);
  for (const [key, option] of Object.entries(command.options)) ours.addOption(commanderOption(key, option));
  ours.optionsGroup(COMMON).addHelpOption(new CommanderOption("-h, --help", "show this help").helpGroup(COMMON));
  ours.addOption(
    new CommanderOption("--diagnostics <format>", "how problems are printed")
      .choices(diagnosticFormats)
      .default("pretty"),
  );
  ours.addOption(new CommanderOption("--verbose", "tell more, and show the stack of an internal error").default(false));
  ours.addHelpText("after", examplesText(command));
  ours.action((...given: unknown[]) => {
    const names = Object.keys(command.arguments);
    input = {
      ...Object.fromEntries(names.map((name, i) => [name, given[i]])),
      ...defaultFlags(command),
      ...defaultTexts(command),
      ...ours.opts(),
    };
  });
  ours.parse([...words], { from: "user" });
  const { diagnostics, verbose } = ours.opts<{ diagnostics: DiagnosticFormat; verbose: boolean }>();
  return { input, common: { diagnostics, verbose } };
};

const description = ({ summary, details }: Command): string => {
  const sentence = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
  return details === undefined ? sentence : `${sentence}\n\n${details}`;
};

const examplesText = ({ examples }: Command): string => {
  const pairs = examples.map((example) => (typeof example === "string" ? { line: example, does: "" } : example));
  const width = Math.max(...pairs.map(({ line }) => line.length)) + 3;
  return `\nExamples:\n${pairs.map(({ line, does }) => `  ${line.padEnd(width)}${does}`.trimEnd()).join("\n")}`;
};

const defaultFlags = ({ options }: Command): Record<string, boolean> =>
  Object.fromEntries(
    Object.entries(options).flatMap(([key, option]) => (option.kind === "flag" ? [[key, false]] : [])),
  );

const defaultTexts = ({ options }: Command): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(options).flatMap(([key, option]) => (option.kind === "texts" ? [[key, []]] : [])));

const usageOf = (argument: Argument): string => {
  const { kind, placeholder } = argument;
  const words = kind === "many" ? `${placeholder}…` : placeholder;
  return mayLack(argument) ? `[${words}]` : words;
};

const mayLack = (argument: Argument): boolean =>
  argument.kind === "optional" || (argument.kind === "many" && argument.mayBeEmpty === true);

const addArgument = (commander: Commander, argument: Argument): void => {
  const { kind, placeholder, doc } = argument;
  const words = kind === "many" ? `${placeholder}...` : placeholder;
  const name = mayLack(argument) ? `[${words}]` : `<${words}>`;
  const made = commander.createArgument(name, doc);
  if (kind !== "many" && argument.choices) made.choices(argument.choices);
  commander.addArgument(made);
};

const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const commanderOption = (key: string, option: Option): CommanderOption => {
  const short = option.short === undefined ? "" : `-${option.short}, `;
  const placeholder =
    "placeholder" in option && option.placeholder ? option.placeholder : option.kind === "whole" ? "N" : key;
  const made = new CommanderOption(
    `${short}--${kebab(key)}${option.kind === "flag" ? "" : ` <${placeholder}>`}`,
    option.doc,
  );
  if ("default" in option && option.default !== undefined) made.default(option.default);
  if (option.kind === "choice") made.choices(option.of);
  if (option.kind === "whole") made.argParser((text) => wholeNumber(text, option.least ?? 0));
  if (option.kind === "number") made.argParser(finiteNumber);
  if (option.kind === "texts") made.argParser((text, before: readonly string[] = []) => [...before, text]);
  if (option.kind === "text" && option.required) made.makeOptionMandatory();
  return made;
};

const wholeNumber = (text: string, least: number): number => {
  const value = Number(text);
  if (!/^-?[0-9]+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  }
  return value;
};

const finiteNumber = (text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
};
