import type { CompletedCommand, CompletedOption, Words } from "./completed-command.ts";

/** A script for zsh's own completion: a file `_kesc` somewhere in `fpath`. */
export const zshScript = (commands: readonly CompletedCommand[]): string => `#compdef kesc
# zsh completion for kesc, made by \`kesc completion zsh\`

_kesc_networks() {
  local -a names
  names=(\${(f)"$(sed -n -E 's/^model[[:space:]]+([A-Za-z_][A-Za-z0-9_]*).*/\\1/p' \${words[2]} 2>/dev/null)"})
  compadd -a names
}

_kesc_recipes() {
  if compset -P '*#'; then
    local -a names
    names=(\${(f)"$(sed -n -E 's/^train[[:space:]]+([A-Za-z_][A-Za-z0-9_]*).*/\\1/p' \${IPREFIX%\\#} 2>/dev/null)"})
    compadd -a names
  else
    _files -g '*.kes(-.)'
  fi
}

_kesc() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      local -a commands
      commands=(
${commands.map(({ name, summary }) => `        ${quoted(`${name}:${summary}`)}`).join("\n")}
      )
      _describe -t commands command commands
      ;;
    argument)
      case $words[1] in
${commands.map(commandCase).join("\n")}
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _kesc ]]; then _kesc "$@"; else compdef _kesc kesc; fi
`;

const commandCase = ({ name, options, arguments: given }: CompletedCommand): string => {
  const specs = [
    ...options.flatMap(optionSpecs),
    ...given.map(({ doc, words, repeats }, index) =>
      quoted(`${repeats ? "*" : index + 1}:${escaped(doc)}:${actionOf(words)}`),
    ),
  ];
  return `        ${name}) _arguments \\\n${specs.map((spec) => `            ${spec}`).join(" \\\n")} ;;`;
};

const optionSpecs = ({ names, doc, value, repeats }: CompletedOption): readonly string[] =>
  names.map((name) => {
    const others = repeats ? "*" : names.length > 1 ? `(${names.join(" ")})` : "";
    return quoted(`${others}${name}[${escaped(doc)}]${value ? `:${name.replace(/^-+/, "")}:${actionOf(value)}` : ""}`);
  });

const actionOf = (words: Words): string => {
  switch (words.kind) {
    case "choices":
      return `(${words.of.join(" ")})`;
    case "spec":
      return '_files -g "*.kes(-.)"';
    case "recipe":
      return "_kesc_recipes";
    case "network":
      return "_kesc_networks";
    case "run":
    case "folder":
      return "_files -/";
    case "file":
      return "_files";
    case "free":
      return "";
  }
};

/** Inside `_arguments`' own language. */
const escaped = (text: string): string => text.replace(/[[\]:\\]/g, "\\$&");
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
