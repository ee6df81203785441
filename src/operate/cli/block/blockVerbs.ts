import { type Command, InvalidArgumentError } from 'commander';
import { parseBps } from '../../../config/quantities.js';
import { unixMillis } from '../../../model/units.js';
import type { LedgerChoice, LedgerVerbs } from '../ledgerVerbs.js';
import type { BlockNewOptions } from './blockNew.js';
import type { BlockShowOptions } from './blockShow.js';
import type { BlocksOptions } from './blocks.js';

type Say = typeof import('./blockCancel.js').blockCancel;

/** Orders of several accounts as one. */
export function addBlockVerbs({ reading, read, write }: LedgerVerbs, program: Command): void {
  reading('blocks', 'orders of several accounts that are worked as one')
    .option('--all', 'those that have ended as well')
    .action(async (options: LedgerChoice & BlocksOptions) => {
      const { blocks } = await import('./blocks.js');
      await read(options, (ledger) => blocks(ledger, Date.now(), options));
    });

  const block = program.command('block').description('work orders of several accounts as one');
  const verb = (name: string, description: string): Command =>
    block.command(name).description(description).option('--db <file>', 'the ledger').option('--json', 'for programs');

  verb('new', 'make blocks of what was accepted')
    .option('--list <name>', 'of one list only')
    .option('--account <book>', 'the strategy whose account trades what can be sent')
    .option(
      '--max-deviation <rate>',
      'interleaved: how far average prices may be apart before the dearer go first',
      bps,
      10,
    )
    .option('--without-waiting', 'leave those behind that wait to be accepted')
    .option('--dry-run', 'say what would be made, and make nothing')
    .action(async (options: LedgerChoice & BlockNewOptions) => {
      const { blockNew } = await import('./blockNew.js');
      const work = (ledger: import('../../../record/ledger.js').Ledger) =>
        blockNew(ledger, options, unixMillis(Date.now()));
      await (options.dryRun ? read(options, work) : write(options, work));
    });

  verb('show', 'one block: who has what, to the unit')
    .argument('<id>', 'of the block, or the beginning of it')
    .option('--csv', 'a line a member')
    .action(async (id: string, options: LedgerChoice & BlockShowOptions) => {
      const { blockShow } = await import('./blockShow.js');
      await read(options, (ledger) => blockShow(ledger, id, Date.now(), options));
    });

  /** What somebody says of a block, and why. */
  const word = (name: string, description: string, why: string, say: () => Promise<Say>): Command =>
    verb(name, description)
      .argument('<id>', 'of the block, or the beginning of it')
      .option('--because <text>', `${why}, for the record`)
      .action(async (id: string, options: LedgerChoice & { because?: string }) => {
        const said = await say();
        await write(options, (ledger) => said(ledger, id, options.because ?? '', unixMillis(Date.now())));
      });

  word('cancel', 'trade no more of it; what was traded is given out, and what was sent goes back', 'why', async () => {
    const { blockCancel } = await import('./blockCancel.js');
    return blockCancel;
  });
  word('retry', 'send at once what has failed, and would be tried later', 'why', async () => {
    const { blockRetry } = await import('./blockRetry.js');
    return blockRetry;
  });
  word('paid', 'what is owed in money for an option that has expired was paid', 'how', async () => {
    const { blockPaid } = await import('./blockPaid.js');
    return blockPaid;
  });
}

function bps(text: string): number {
  const parsed = parseBps(text);
  if ('value' in parsed && parsed.value >= 0) return Math.round(parsed.value);
  throw new InvalidArgumentError('a rate like 10bps is wanted');
}
