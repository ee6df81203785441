import type { Command } from 'commander';
import type { LedgerChoice, LedgerVerbs } from '../ledgerVerbs.js';

/** What concerns the bot alone. */
export function addTelegramVerbs({ read }: LedgerVerbs, program: Command, settings: () => string): void {
  const telegram = program.command('telegram').description('the Telegram bot: who has written to it');
  telegram
    .command('whoami')
    .description('the numbers of who has written to the bot and is not on its list, and the line that puts them there')
    .option('--db <file>', 'the ledger')
    .option('--json', 'for programs')
    .action(async (options: LedgerChoice) => {
      const { whoami } = await import('./whoami.js');
      await read(options, (ledger) => whoami(ledger, Date.now(), settings()));
    });
}
