import { existsSync, readFileSync } from 'node:fs';
import { readYaml } from '../../../config/yamlFile.js';
import { BallastError } from '../../../model/error.js';
import type { Ledger } from '../../../record/ledger.js';
import { listStrangers } from '../../../record/queries/telegram.js';
import { ago } from '../../words/numbers.js';
import type { Answer } from '../output.js';
import { dim, table } from '../table.js';

/** @throws BallastError where ballast.yaml is there and states no bot; nothing else of it is asked */
function requireBot(file: string): void {
  if (!existsSync(file)) return;
  const { value, sound } = readYaml(file, readFileSync(file, 'utf8'), process.env);
  if (!sound || (typeof value === 'object' && value !== null && 'telegram' in value)) return;
  throw new BallastError(`there is no bot: ${file} has no \`telegram:\``, {
    mend: 'docs/telegram.md says how to make one; put it there, and start the daemon anew',
  });
}

/** Numbers of who has written to the bot and is not on its list, the newest first: Telegram shows nobody their own. @throws BallastError where there is no bot */
export async function whoami(ledger: Ledger, now: number, settingsFile: string): Promise<Answer> {
  const strangers = await listStrangers(ledger);
  const [newest] = strangers;
  if (!newest) {
    requireBot(settingsFile);
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
