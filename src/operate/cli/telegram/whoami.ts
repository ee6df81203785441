import type { Ledger } from '../../../record/ledger.js';
import { listStrangers } from '../../../record/queries/telegram.js';
import { ago } from '../../words/numbers.js';
import type { Answer } from '../output.js';
import { dim, table } from '../table.js';

/** Numbers of who has written to the bot and is not on its list, the newest first: Telegram shows nobody their own. */
export async function whoami(ledger: Ledger, now: number): Promise<Answer> {
  const strangers = await listStrangers(ledger);
  const [newest] = strangers;
  if (!newest) {
    return {
      json: { strangers },
      text: 'nobody who is not on its list has written to the bot: write it a word while the daemon runs, and ask again',
    };
  }
  const rows = table(strangers, [
    { title: 'number', align: 'right', cell: ({ user }) => String(user) },
    { title: 'wrote', cell: ({ lastAt }) => ago(now - lastAt) },
    { title: 'times', align: 'right', cell: ({ times }) => String(times) },
  ]);
  const line = `    - { id: ${newest.user}, name: YOUR-NAME, role: operator }`;
  const warning = dim(
    'Who is sure which of them is themselves puts the line under `telegram:` `users:` and starts the daemon anew:',
  );
  return { json: { strangers }, text: `${rows}\n\n${warning}\n${line}` };
}
