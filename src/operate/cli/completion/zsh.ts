import { allVerbs, type Verb, type VerbOption, type Wanted } from '../verbTree.js';
import { globals, quoted } from './bash.js';

/** A script for zsh: in a folder of `fpath` as `_ballast`, or `source <(ballast completion zsh)`. */
export const zshCompletion = (root: Verb): string => `#compdef ballast
# Completion of ballast for zsh: source <(ballast completion zsh)
_ballast() {
  local verb="" word i
  for ((i = 2; i < CURRENT; i++)); do
    word="$verb \${words[i]}"
    case "$word" in
${allVerbs(root)
  .filter(({ path }) => path.length > 0)
  .map(({ path }) => `      (${quoted(` ${path.join(' ')}`)}) verb="$word" ;;`)
  .join('\n')}
    esac
  done
  case "$verb \${words[CURRENT-1]}" in
${allVerbs(root)
  .flatMap((verb) => [...verb.options, ...globals(root, verb)].flatMap((option) => valueCase(verb, option)))
  .join('\n')}
  esac
  local -a said
  case "$verb" in
${allVerbs(root)
  .map((verb) => verbCase(root, verb))
  .join('\n')}
  esac
  _describe -V ballast said
}
if [ "$funcstack[1]" = "_ballast" ]; then _ballast "$@"; else compdef _ballast ballast; fi
`;

function valueCase(verb: Verb, { short, long, value }: VerbOption): string[] {
  if (value === null) return [];
  const patterns = [long, ...(short ? [short] : [])].map((flag) => quoted(`${pathOf(verb)} ${flag}`)).join('|');
  return [`    (${patterns}) ${reply(value)}; return ;;`];
}

function verbCase(root: Verb, verb: Verb): string {
  const verbs = verb.verbs.map(({ path, description }) => described(path.at(-1) ?? '', description));
  const flags = [...verb.options, ...globals(root, verb)].map(({ long, description }) => described(long, description));
  const [first] = verb.arguments.filter(({ wanted }) => wanted.kind !== 'any');
  const files = first ? ` ${reply(first.wanted)}` : '';
  return `    (${quoted(pathOf(verb))}) said=(${[...verbs, ...flags].map(quoted).join(' ')});${files} ;;`;
}

const pathOf = ({ path }: Verb): string => (path.length === 0 ? '' : ` ${path.join(' ')}`);

/** A colon would end the word. */
const described = (word: string, description: string): string =>
  `${word.replaceAll(':', String.raw`\:`)}:${description}`;

function reply(wanted: Wanted): string {
  switch (wanted.kind) {
    case 'file':
      return '_files';
    case 'strategy':
      return "_files -g '*.y(a|)ml'";
    case 'choice':
      return `compadd -- ${wanted.choices.map(quoted).join(' ')}`;
    case 'any':
      return ':';
  }
}
