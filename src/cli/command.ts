import type { Diagnostic } from "../base/diagnostic.ts";
import type { Config } from "./config.ts";
import type { ExitCode } from "./exit.ts";
import type { Output } from "./output.ts";
import type { Painter } from "./painter.ts";

/** A command of `kesc`: one file under `commands/`, loaded only when it is run or its help is read. */
export interface Command {
  readonly name: string;
  /** One line, lower case, without a full stop: it stands in the list of commands. */
  readonly summary: string;
  /** A paragraph or two under the usage line. */
  readonly details?: string;
  /** In order; only the last one may be `many`. */
  readonly arguments: Readonly<Record<string, Argument>>;
  readonly options: Readonly<Record<string, Option>>;
  /** Whole command lines; a test parses each. */
  readonly examples: readonly (string | { readonly line: string; readonly does: string })[];
  run(input: Readonly<Record<string, unknown>>, ctx: CommandContext): Promise<ExitCode>;
}

/** What a command gets from `main`: the only door to the terminal and the configuration. */
export interface CommandContext {
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** Standard output: results. Await each write, so that everything arrives, also in a slow pipe. */
  readonly out: Output;
  /** Standard error: talk, progress, problems. */
  readonly talk: Output;
  /** Everything is told on standard error in more detail. */
  readonly verbose: boolean;
  readonly diagnostics: DiagnosticFormat;
  /** `kes.config.json` found upwards from `from` (default: `cwd`), or the defaults. */
  readonly config: (from?: string) => Promise<Config>;
  /** Ends at the first Ctrl-C, or another signal to stop; a second one ends the process. Its code is `stopCode`. */
  readonly signal: AbortSignal;
  /** Colours for standard output; the same for standard error is `talk.paint`. */
  readonly paint: Painter;
  /**
   * Prints diagnostics in the chosen format, sorted by file and place, with a line that counts them: on standard error, or
   * on standard output where they are the result (`check`). Gives `exit.findings` where an error is among them.
   */
  readonly report: (diagnostics: readonly Diagnostic[], how?: ReportOptions) => Promise<ExitCode>;
}

export interface ReportOptions {
  /** Default: `talk`. */
  readonly to?: "out" | "talk";
  /** How a source's path is shown; a `Spec` is good for this. Default: as it is. */
  readonly shown?: (path: string) => string;
}

export const diagnosticFormats = ["pretty", "json", "sarif"] as const;
export type DiagnosticFormat = (typeof diagnosticFormats)[number];

export type Argument =
  | {
      readonly kind: "required";
      readonly placeholder: string;
      readonly doc: string;
      readonly choices?: readonly string[];
    }
  | {
      readonly kind: "optional";
      readonly placeholder: string;
      readonly doc: string;
      readonly choices?: readonly string[];
    }
  /** `mayBeEmpty`: also none. */
  | { readonly kind: "many"; readonly placeholder: string; readonly doc: string; readonly mayBeEmpty?: true };

/** The key of an option is its long name in camelCase: `dryRun` is `--dry-run`. */
export type Option =
  | { readonly kind: "flag"; readonly doc: string; readonly short?: string }
  | {
      readonly kind: "whole";
      readonly doc: string;
      readonly short?: string;
      readonly placeholder?: string;
      readonly default?: number;
      readonly least?: number;
    }
  | {
      readonly kind: "number";
      readonly doc: string;
      readonly short?: string;
      readonly placeholder?: string;
      readonly default?: number;
    }
  | {
      readonly kind: "text";
      readonly doc: string;
      readonly short?: string;
      readonly placeholder?: string;
      readonly default?: string;
      readonly required?: boolean;
    }
  /** May be given several times. */
  | { readonly kind: "texts"; readonly doc: string; readonly short?: string; readonly placeholder?: string }
  | {
      readonly kind: "choice";
      readonly doc: string;
      readonly short?: string;
      readonly of: readonly string[];
      readonly default?: string;
    };

type ArgumentValue<A extends Argument> = A["kind"] extends "many"
  ? readonly string[]
  : A["kind"] extends "optional"
    ? string | undefined
    : string;

type Given<O, T> = O extends { readonly default: T } | { readonly required: true } ? T : T | undefined;

type OptionValue<O extends Option> = O extends { kind: "flag" }
  ? boolean
  : O extends { kind: "whole" | "number" }
    ? Given<O, number>
    : O extends { kind: "choice"; of: readonly (infer C)[] }
      ? O extends { readonly default: string }
        ? C
        : C | undefined
      : O extends { kind: "texts" }
        ? readonly string[]
        : Given<O, string>;

/** What `run` sees: arguments and options by key. */
export type Input<A extends Readonly<Record<string, Argument>>, O extends Readonly<Record<string, Option>>> = {
  readonly [K in keyof A]: ArgumentValue<A[K]>;
} & { readonly [K in keyof O]: OptionValue<O[K]> };

/**
 * Declares a command; exists for the types of what `run` sees:
 *
 *     export const check = command({
 *       name: "check",
 *       summary: "find errors",
 *       arguments: { files: { kind: "many", placeholder: "FILE", doc: "specs to check" } },
 *       options: { watch: { kind: "flag", doc: "check again whenever a file changes" } },
 *       examples: ["kesc check my-net.kes"],
 *       run: async ({ files, watch }, ctx) => …,
 *     });
 */
export const command = <
  const A extends Readonly<Record<string, Argument>>,
  const O extends Readonly<Record<string, Option>>,
>(
  declared: Omit<Command, "arguments" | "options" | "run"> & {
    readonly arguments: A;
    readonly options: O;
    run(input: Input<A, O>, ctx: CommandContext): Promise<ExitCode>;
  },
): Command => declared;
