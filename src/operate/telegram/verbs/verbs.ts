import { type Html, html } from '../html.js';
import { answering } from './answering.js';
import { looking } from './looking.js';
import { trading } from './trading.js';
import type { Person, Verb } from './verb.js';

/** Everything that may be said to the bot. */
export const verbs: readonly Verb[] = [
  ...looking,
  ...answering,
  ...trading,
  {
    ...{ name: 'help', args: '', says: 'what may be said here', right: 'view', code: 'never' },
    run: async (_, { person }) => ({ lines: sayHelp(person) }),
  },
];

/** What a person may say, by what they may do. */
function sayHelp({ user, rights }: Person): Html[] {
  const may = verbs.filter(({ right }) => rights.has(right));
  return [
    html`you are <b>${user.name}</b>, ${user.role}`,
    ...may.map(({ name, args, says, code }) => {
      const wants = code === 'always' ? ' (with a code)' : '';
      return html`/${name}${args === '' ? '' : ` ${args}`}: ${says}${wants}`;
    }),
  ];
}
