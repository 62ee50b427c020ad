import type { CompletedCommand, CompletedOption, Words } from "./completed-command.ts";

/** A script for fish: `kesc completion fish > ~/.config/fish/completions/kesc.fish`. */
export const fishScript = (commands: readonly CompletedCommand[]): string =>
  [HEAD, ...commands.map(commandLines)].join("\n");

const HEAD = `# fish completion for kesc, made by \`kesc completion fish\`
function __kesc_declared
    test -f "$argv[2]"; and string replace -rf "^$argv[1]\\s+([A-Za-z_]\\w*).*" '$1' <"$argv[2]"
end

function __kesc_networks
    __kesc_declared model (commandline -opc)[3]
end

function __kesc_recipes
    set -l file (string split -m 1 '#' (commandline -ct))[1]
    if string match -q '*#*' (commandline -ct)
        for name in (__kesc_declared train $file)
            echo "$file#$name"
        end
    else
        __fish_complete_suffix .kes
    end
end

# How many words that are no options stand between the command and the cursor.
function __kesc_at
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test "$words[2]" = "$argv[1]"; or return 1
    set -l at 0
    for word in $words[3..-1]
        string match -q -- '-*' $word; or set at (math $at + 1)
    end
    test $at -ge $argv[2]
end

complete -c kesc -f
`;

const commandLines = ({ name, summary, options, arguments: given }: CompletedCommand): string =>
  [
    `complete -c kesc -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ...options.map((option) => `complete -c kesc -n '__fish_seen_subcommand_from ${name}' ${optionWords(option)}`),
    ...given.flatMap(({ words }, index) => {
      const offered = offer(words);
      return offered === "" ? [] : [`complete -c kesc -n '__kesc_at ${name} ${index}' ${offered}`];
    }),
    "",
  ].join("\n");

const optionWords = ({ names, doc, value }: CompletedOption): string =>
  [
    ...names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)),
    ...(value ? [value.kind === "file" ? "-r" : "-x", offer(value)] : []),
    `-d ${quoted(doc)}`,
  ]
    .filter((word) => word !== "")
    .join(" ");

const offer = (words: Words): string => {
  switch (words.kind) {
    case "choices":
      return `-a ${quoted(words.of.join(" "))}`;
    case "spec":
      return "-a '(__fish_complete_suffix .kes)'";
    case "recipe":
      return "-a '(__kesc_recipes)'";
    case "network":
      return "-a '(__kesc_networks)'";
    case "run":
    case "folder":
      return "-a '(__fish_complete_directories)'";
    case "file":
      return "-F";
    case "free":
      return "";
  }
};

const quoted = (text: string): string => `'${text.replace(/['\\]/g, "\\$&")}'`;
