import { allVerbs, type Verb, type VerbOption, type Wanted } from '../verbTree.js';
import { globals } from './bash.js';

/** A script for fish: `ballast completion fish | source`. */
export const fishCompletion = (
  root: Verb,
): string => `# Completion of ballast for fish: ballast completion fish | source
function __ballast_verb
  set -l verb ''
  for word in (commandline -opc)[2..-1]
    switch "$verb $word"
${allVerbs(root)
  .filter(({ path }) => path.length > 0)
  .map(({ path }) => `      case ${quoted(` ${path.join(' ')}`)}\n        set verb "$verb $word"`)
  .join('\n')}
    end
  end
  test "$verb" = "$argv[1]"
end
complete -c ballast -f
${allVerbs(root)
  .flatMap((verb) => linesOf(root, verb))
  .join('\n')}
`;

function linesOf(root: Verb, verb: Verb): string[] {
  const at = verb.path.length === 0 ? '' : ` ${verb.path.join(' ')}`;
  const here = `complete -c ballast -n ${quoted(`__ballast_verb ${quoted(at)}`)}`;
  const [first] = verb.arguments.filter(({ wanted }) => wanted.kind !== 'any');
  return [
    ...verb.verbs.map(({ path, description }) => `${here} -a ${quoted(path.at(-1) ?? '')} -d ${quoted(description)}`),
    ...[...verb.options, ...globals(root, verb)].map((option) => `${here} ${optionText(option)}`),
    ...(first ? [`${here} ${valueText(first.wanted)}`] : []),
  ];
}

function optionText({ short, long, description, value }: VerbOption): string {
  const names = [`-l ${long.slice(2)}`, ...(short ? [`-s ${short.slice(1)}`] : [])].join(' ');
  return `${names} -d ${quoted(description)}${value === null ? '' : ` -r ${valueText(value)}`}`;
}

function valueText(wanted: Wanted): string {
  switch (wanted.kind) {
    case 'file':
      return '-F';
    case 'strategy':
      return `-F -a ${quoted('(ls strategies/*.yaml 2>/dev/null)')}`;
    case 'choice':
      return `-f -a ${quoted(wanted.choices.join(' '))}`;
    case 'any':
      return '-f';
  }
}

/** In fish a backslash and a quote are escaped, and nothing else. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
