import { allVerbs, type Verb, type VerbOption, type Wanted } from '../verbTree.js';

/** A script for bash: `source <(ballast completion bash)`. */
export const bashCompletion = (
  root: Verb,
): string => `# Completion of ballast for bash: source <(ballast completion bash)
_ballast_files() {
  # A name is one word, whatever is in it.
  local IFS=$'\\n'
  COMPREPLY+=($(compgen -f "$@" -- "$cur"))
}
_ballast_strategies() {
  local file
  for file in strategies/*.yaml; do
    if [[ -e "$file" && "$file" == "$cur"* ]]; then COMPREPLY+=("$file"); fi
  done
  _ballast_files -X '!*.y*ml'
}
_ballast() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" verb="" word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="$verb \${COMP_WORDS[i]}"
    case "$word" in
${allVerbs(root)
  .filter(({ path }) => path.length > 0)
  .map(({ path }) => `      ${quoted(` ${path.join(' ')}`)}) verb="$word" ;;`)
  .join('\n')}
    esac
  done
  case "$verb $prev" in
${allVerbs(root)
  .flatMap((verb) => verb.options.concat(globals(root, verb)).flatMap((option) => valueCase(verb, option)))
  .join('\n')}
  esac
  local words=""
  case "$verb" in
${allVerbs(root)
  .map((verb) => verbCase(root, verb))
  .join('\n')}
  esac
  if [[ -z "$words" || "$cur" != -* ]]; then
    case "$verb" in
${allVerbs(root).flatMap(argumentCase).join('\n')}
    esac
  fi
  COMPREPLY+=($(compgen -W "$words" -- "$cur"))
}
complete -o filenames -F _ballast ballast
`;

/** What the program itself takes may stand after each verb. */
export const globals = (root: Verb, verb: Verb): readonly VerbOption[] =>
  verb === root ? [] : root.options.filter(({ long }) => long !== '--version');

function valueCase(verb: Verb, { short, long, value }: VerbOption): string[] {
  if (value === null) return [];
  const at = [verb.path.join(' ')].map((path) => (path === '' ? '' : ` ${path}`)).join('');
  const patterns = [long, ...(short ? [short] : [])].map((flag) => quoted(`${at} ${flag}`)).join(' | ');
  return [`    ${patterns}) ${reply(value)}; return ;;`];
}

function verbCase(root: Verb, verb: Verb): string {
  const flags = [...verb.options, ...globals(root, verb)].map(({ long }) => long);
  const words = [...verb.verbs.map(({ path }) => path.at(-1) ?? ''), ...flags, '--help'];
  const at = verb.path.length === 0 ? '' : ` ${verb.path.join(' ')}`;
  return `    ${quoted(at)}) words=${quoted(words.join(' '))} ;;`;
}

function argumentCase(verb: Verb): string[] {
  const [first] = verb.arguments.filter(({ wanted }) => wanted.kind !== 'any');
  return first ? [`      ${quoted(` ${verb.path.join(' ')}`)}) ${reply(first.wanted)} ;;`] : [];
}

function reply(wanted: Wanted): string {
  switch (wanted.kind) {
    case 'file':
      return '_ballast_files';
    case 'strategy':
      // Those beside ballast.yaml come without being asked for; any other file by its path.
      return '_ballast_strategies';
    case 'choice':
      return `COMPREPLY+=($(compgen -W ${quoted(wanted.choices.join(' '))} -- "$cur"))`;
    case 'any':
      return ':';
  }
}

/** For the shell; nothing in it is expanded. */
export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
