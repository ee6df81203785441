import type { Command } from 'commander';
import { unixMillis } from '../../model/units.js';
import type { LedgerChoice, LedgerVerbs } from './ledgerVerbs.js';

const states = {
  pause: 'only what lowers risk is sent from now on',
  resume: 'everything may be sent again',
  halt: 'nothing is sent from now on, not even to survive',
} as const;

/** What people say to trading as a whole. */
export function addTradingStateVerbs({ write }: LedgerVerbs, program: Command): void {
  for (const [verb, description] of Object.entries(states)) {
    const one = program
      .command(verb)
      .description(description)
      .argument('[reason...]', 'why, for the record')
      .option('--db <file>', 'the ledger')
      .option('--json', 'for programs')
      .action(async (reason: string[], { yes, ...choice }: LedgerChoice & { yes?: boolean }) => {
        const { setTradingState } = await import('./setTradingState.js');
        await write(choice, (ledger) =>
          setTradingState(ledger, verb as keyof typeof states, reason.join(' '), unixMillis(Date.now()), {
            isSure: yes === true,
          }),
        );
      });
    if (verb === 'pause') one.option('--yes', 'also where trading is halted, which lets more be sent');
  }
}
