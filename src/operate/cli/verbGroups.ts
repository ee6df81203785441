import type { Command } from 'commander';

/** The verbs as `ballast help` and the man page group them, in their order. */
export const verbGroups: readonly { title: string; verbs: readonly string[] }[] = [
  { title: 'Set up', verbs: ['init', 'doctor', 'check', 'keys', 'token', 'telegram', 'demo'] },
  { title: 'Run', verbs: ['run', 'serve', 'pause', 'resume', 'halt', 'recover'] },
  {
    title: 'Look',
    verbs: ['status', 'health', 'alerts', 'ack', 'positions', 'orders', 'decisions', 'why', 'triggers', 'costs', 'tca'],
  },
  { title: 'Risk', verbs: ['risk', 'runway', 'stress', 'var', 'pnl', 'prices'] },
  { title: 'Ask for orders', verbs: ['order', 'reviews', 'review', 'blocks', 'block'] },
  { title: 'Change', verbs: ['reload', 'proposals', 'proposal'] },
  { title: 'Care', verbs: ['backup', 'restore', 'upgrade-check'] },
  { title: 'Papers and proof', verbs: ['breaks', 'confirm', 'statement', 'lots', 'export', 'audit'] },
  { title: 'Reference', verbs: ['metrics', 'completion', 'help'] },
];

const rest = 'More';

/** The title under which a verb stands. */
export const groupOf = (verb: string): string => verbGroups.find(({ verbs }) => verbs.includes(verb))?.title ?? rest;

const rankOf = (verb: string): number => {
  const all = verbGroups.flatMap(({ verbs }) => verbs);
  return all.includes(verb) ? all.indexOf(verb) : all.length;
};

/** Puts every verb in its group, and the groups in order: what one types first comes first. */
export function arrangeVerbs(program: Command): void {
  for (const command of program.commands) command.helpGroup(`${groupOf(command.name())}:`);
  (program.commands as Command[]).sort((a, b) => rankOf(a.name()) - rankOf(b.name()));
  program
    .configureHelp({ subcommandTerm: termOf })
    .commandsGroup(`${groupOf('help')}:`)
    .helpCommand('help [verb]', 'what a verb takes');
}

/** That each takes options goes without saying, and leaves room for what it does. */
const termOf = (command: Command): string =>
  [
    command.name(),
    ...command.registeredArguments.map((argument) => {
      const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
      return argument.required ? `<${name}>` : `[${name}]`;
    }),
  ].join(' ');
