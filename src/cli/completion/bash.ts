import type { CompletedCommand, CompletedOption, Words } from "./completed-command.ts";

/** A script for bash 3.2 and newer, which needs nothing else installed. */
export const bashScript = (
  commands: readonly CompletedCommand[],
): string => `# bash completion for kesc, made by \`kesc completion bash\`
_kesc_files() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -d -- "$cur") $(compgen -f -X "$1" -- "$cur"))
  compopt -o filenames 2>/dev/null
}

# What a spec declares: _kesc_declared KEYWORD FILE
_kesc_declared() {
  sed -n -E "s/^$1[[:space:]]+([A-Za-z_][A-Za-z0-9_]*).*/\\\\1/p" "$2" 2>/dev/null
}

_kesc_recipes() {
  if [[ $cur == *'#'* ]]; then
    local file=\${cur%%'#'*}
    COMPREPLY=($(compgen -P "$file#" -W "$(_kesc_declared train "$file")" -- "\${cur#*'#'}"))
  else
    _kesc_files '!*.kes'
  fi
}

_kesc() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "${[...commands.map(({ name }) => name), "help", "--help", "--version"].join(" ")}" -- "$cur"))
    return
  fi

  # Options that take a word, and those that may be given once or more.
  local values= options=
  case $command in
${commands.map(optionsCase).join("\n")}
    help) [[ $COMP_CWORD -eq 2 ]] && COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")}" -- "$cur")); return ;;
    *) return ;;
  esac

  case "$command $prev" in
${commands.flatMap((command) => command.options.flatMap((option) => valueCase(command, option))).join("\n")}
  esac
  if [[ " $values " == *" $prev "* ]]; then return; fi
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
    return
  fi

  # Which argument it is, and the first one, which EXPR is about.
  local at=0 first= i
  for ((i = 2; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} == -* || " $values " == *" \${COMP_WORDS[i-1]} "* ]]; then continue; fi
    if [[ $at -eq 0 ]]; then first=\${COMP_WORDS[i]}; fi
    at=$((at + 1))
  done
  case "$command $at" in
${commands.flatMap(argumentCases).join("\n")}
  esac
}
complete -F _kesc kesc
`;

const optionsCase = ({ name, options }: CompletedCommand): string => {
  const all = options.flatMap(({ names }) => names).join(" ");
  const valued = options.flatMap(({ names, value }) => (value ? names : [])).join(" ");
  return `    ${name}) options="${all}"; values="${valued}" ;;`;
};

const valueCase = ({ name }: CompletedCommand, { names, value }: CompletedOption): readonly string[] =>
  value && value.kind !== "free"
    ? [`    ${names.map((each) => `"${name} ${each}"`).join("|")}) ${offer(value)}; return ;;`]
    : [];

const argumentCases = ({ name, arguments: given }: CompletedCommand): readonly string[] =>
  given.flatMap(({ words, repeats }, index) =>
    words.kind === "free" ? [] : [`    "${name} ${index}"${repeats ? `|"${name} "*` : ""}) ${offer(words)} ;;`],
  );

const offer = (words: Words): string => {
  switch (words.kind) {
    case "choices":
      return `COMPREPLY=($(compgen -W "${words.of.join(" ")}" -- "$cur"))`;
    case "spec":
      return "_kesc_files '!*.kes'";
    case "recipe":
      return "_kesc_recipes";
    case "network":
      return 'COMPREPLY=($(compgen -W "$(_kesc_declared model "$first")" -- "$cur"))';
    case "run":
    case "folder":
      return "_kesc_files '*'";
    case "file":
      return "_kesc_files '!*'";
    case "free":
      return ":";
  }
};
