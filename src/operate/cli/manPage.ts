import { allVerbs, type Verb, type VerbOption } from './verbTree.js';

/** ballast(1), as roff of the man macros. The same verbs give the same text: it has no date of today. */
export function manPage(root: Verb): string {
  const groups = [...new Set(root.verbs.map(({ group }) => group))];
  return [
    '.\\" Made from the verbs themselves by `npm run docs`: change those.',
    '.TH BALLAST 1',
    '.SH NAME',
    `ballast \\- ${roff(root.description).replace(/\.$/, '')}`,
    '.SH SYNOPSIS',
    '.B ballast',
    '[\\fB\\-\\-settings\\fR \\fIfile\\fR] \\fIverb\\fR [\\fIoption\\fR ...]',
    '.SH DESCRIPTION',
    'A long-running daemon that, at every new block, observes accounts, assesses their risk, plans the least costly correction,',
    'guards it with limits, executes it on chain and records why.',
    'Begin with',
    '.BR "ballast init" .',
    ...groups.flatMap((group) => [
      `.SH ${roff(group.toUpperCase())}`,
      ...root.verbs.filter((verb) => verb.group === group).flatMap((verb) => verbText(verb)),
    ]),
    '.SH OPTIONS OF EVERY VERB',
    ...root.options.flatMap((option) => optionText(option, '.TP')),
    ...optionText({ ...help, default: null, value: null }, '.TP'),
    ...tail,
    '',
  ].join('\n');
}

const help = { short: '-h', long: '--help', flags: '-h, --help', description: 'what it takes' } as const;

function verbText(verb: Verb): string[] {
  return allVerbs(verb)
    .filter(({ verbs, options, arguments: taken }) => verbs.length === 0 || options.length > 0 || taken.length > 0)
    .flatMap((one) => [
      '.TP',
      `\\fB${roff(`ballast ${one.path.join(' ')}`)}\\fR${argumentsText(one)}`,
      sentence(one.description),
      ...(one.options.length === 0
        ? []
        : ['.RS', ...one.options.flatMap((option) => optionText(option, '.TP')), '.RE']),
    ]);
}

const argumentsText = (verb: Verb): string =>
  verb.arguments
    .map(({ name, isRequired, isList }) => {
      const text = `\\fI${roff(name)}\\fR${isList ? ' ...' : ''}`;
      return isRequired ? ` ${text}` : ` [${text}]`;
    })
    .join('');

function optionText({ flags, description, default: byDefault, value }: VerbOption, begin: string): string[] {
  const said = value?.kind === 'choice' ? ` One of ${value.choices.join(', ')}.` : '';
  const unless = byDefault === null ? '' : ` ${byDefault} when left out.`;
  return [begin, `\\fB${roff(flags)}\\fR`, `${sentence(description)}${roff(said)}${roff(unless)}`];
}

const tail = [
  '.SH FILES',
  '.TP',
  '.I ballast.yaml',
  'Chains, endpoints, deployments, the ledger, keys.',
  '.TP',
  '.I .env',
  'Values that the files name as variables; the environment wins over it.',
  '.TP',
  '.I strategies/*.yaml',
  'What to watch, rules, limits; one file a strategy.',
  '.TP',
  '.I ballast.db',
  'The ledger, a SQLite database.',
  '.SH ENVIRONMENT',
  '.TP',
  '.B BALLAST_SETTINGS',
  'Another settings file than ballast.yaml.',
  '.TP',
  '.B BALLAST_DB',
  'Another ledger than ballast.yaml names.',
  '.TP',
  '.B BALLAST_LOG',
  'How much is logged: debug, info, warn, error, silent.',
  '.TP',
  '.B NO_COLOR',
  'No colours.',
  '.SH EXIT STATUS',
  '.TP',
  '.B 0',
  'Done; a daemon was asked to stop, and stopped in good order.',
  '.TP',
  '.B 1',
  'Something unforeseen, or the doctor found a fault. Starting again is safe: a start is a recovery.',
  '.TP',
  '.B 2',
  'The input is wrong; nothing was sent.',
  '.TP',
  '.B 3',
  'A second signal ended the daemon at once; the next start settles what was in hand.',
  '.TP',
  '.B 4',
  'The ledger cannot be written; nothing is sent without it.',
  '.SH SEE ALSO',
  'The documentation in docs/ of the package: quick\\-start.md, concepts.md, operating.md, strategy.md, errors.md.',
];

/** A first capital and a full stop, as a page has them. */
const sentence = (text: string): string => {
  const whole = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  return roff(/[.:]$/.test(whole) ? whole : `${whole}.`);
};

/** What roff would take for its own is escaped; a line must not begin with a dot or a quote. */
const roff = (text: string): string =>
  text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('…', '...').replace(/^[.']/, '\\&$&');
