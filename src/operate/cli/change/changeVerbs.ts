import type { Command } from 'commander';
import { unixMillis } from '../../../model/units.js';
import type { LedgerChoice, LedgerVerbs } from '../ledgerVerbs.js';
import { natural } from '../wholeNumber.js';

/** Changing strategies while they run. */
export function addChangeVerbs({ reading, read, write }: LedgerVerbs, program: Command, settings: () => string): void {
  program
    .command('reload')
    .description('what changed strategy files would do; then have the daemon take them between two ticks')
    .argument('[strategy...]', 'names or files; all that run when left out')
    .option('--dry-run', 'show it, and change nothing')
    .option('--yes', 'do not ask')
    .option('--because <text>', 'why, for the record')
    .option('--db <file>', 'the ledger')
    .option('--json', 'for programs')
    .action(async (asked: string[], options: LedgerChoice & { dryRun?: boolean; yes?: boolean; because?: string }) => {
      const { reload } = await import('./reload.js');
      const open = options.dryRun ? read : write;
      await open(options, (ledger) => reload(ledger, asked, { settings: settings(), ...options }));
    });

  reading('proposals', 'changes of strategies that somebody has proposed')
    .option('--limit <n>', 'how many', natural(4), 20)
    .action(async (options: LedgerChoice & { limit: number }) => {
      const { proposals } = await import('./proposals.js');
      await read(options, (ledger) => proposals(ledger, Date.now(), options));
    });

  const proposal = program.command('proposal').description('look at a proposed change, and answer it');
  const about = (name: string, description: string): Command =>
    proposal
      .command(name)
      .description(description)
      .argument('<id>', 'of the proposal, or the beginning of it')
      .option('--db <file>', 'the ledger')
      .option('--json', 'for programs');
  about('show', 'what it changes, what it would decide now, and its text').action(
    async (id: string, options: LedgerChoice) => {
      const { proposalShow } = await import('./proposals.js');
      await read(options, (ledger) => proposalShow(ledger, id, Date.now()));
    },
  );
  about('confirm', 'the daemon takes it between two ticks')
    .option('--hash <hash>', 'of the text that you have looked at: no other is taken')
    .action(async (id: string, options: LedgerChoice & { hash?: string }) => {
      const { proposalConfirm } = await import('./proposals.js');
      await write(options, (ledger) => proposalConfirm(ledger, id, options, unixMillis(Date.now())));
    });
  about('reject', 'it is not done, also where it is confirmed and not taken yet')
    .option('--because <text>', 'why, for the record')
    .action(async (id: string, options: LedgerChoice & { because?: string }) => {
      const { proposalReject } = await import('./proposals.js');
      await write(options, (ledger) => proposalReject(ledger, id, options, unixMillis(Date.now())));
    });
}
