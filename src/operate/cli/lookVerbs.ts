import type { LedgerChoice, LedgerVerbs } from './ledgerVerbs.js';
import { natural } from './wholeNumber.js';

interface LookOptions extends LedgerChoice {
  strategy?: string;
  limit: number;
}

/** How the books stand, what was decided, and why. */
export function addLookVerbs({ reading, read }: LedgerVerbs): void {
  reading('status', 'is it running, what may it do, how do the books stand').action(async (options: LookOptions) => {
    const { status } = await import('./status.js');
    await read(options, (ledger) => status(ledger, Date.now()));
  });

  reading('positions', 'what each book holds')
    .option('--strategy <name>', 'one book')
    .action(async (options: LookOptions) => {
      const { positions } = await import('./positions.js');
      await read(options, (ledger) => positions(ledger, options.strategy));
    });

  reading('decisions', 'the newest decisions: done or not, and why')
    .option('--strategy <name>', 'one book')
    .option('--limit <n>', 'how many', natural(), 50)
    .action(async (options: LookOptions) => {
      const { decisions } = await import('./decisions.js');
      await read(options, (ledger) => decisions(ledger, Date.now(), options));
    });

  reading('why', 'the story of a decision, an order or a transaction')
    .argument('<id>', 'an id or a transaction hash, or the beginning of one')
    .action(async (id: string, options: LookOptions) => {
      const { why } = await import('./why.js');
      await read(options, (ledger) => why(ledger, id, Date.now()));
    });
}
