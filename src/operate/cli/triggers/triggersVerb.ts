import type { LedgerChoice, LedgerVerbs } from '../ledgerVerbs.js';

/** At which prices rules will act next. */
export function addTriggersVerb({ reading, read }: Pick<LedgerVerbs, 'reading' | 'read'>): void {
  reading('triggers', 'at which prices each rule will act next, and what it would want then')
    .argument('[strategy]', 'one book')
    .action(async (strategy: string | undefined, options: LedgerChoice) => {
      const { triggers } = await import('./triggers.js');
      await read(options, (ledger) => triggers(ledger, Date.now(), { strategy, env: process.env }));
    });
}
