import { InvalidArgumentError, Option } from 'commander';
import { groupings } from '../../../assess/execution/groups.js';
import { parseDuration } from '../../../config/quantities.js';
import type { LedgerChoice, LedgerVerbs } from '../ledgerVerbs.js';

const time = (text: string): number => {
  const parsed = parseDuration(text);
  if (!('value' in parsed) || parsed.value <= 0) throw new InvalidArgumentError('a time like 24h or 30d is wanted');
  return parsed.value;
};

/** How well orders were done. */
export function addTcaVerb({ reading, read }: Pick<LedgerVerbs, 'reading' | 'read'>): void {
  reading('tca', 'how well orders were done: what they cost against the moment when they were wanted, and why')
    .option('--book <name>', 'one book')
    .addOption(new Option('--strategy <name>', 'one book').hideHelp())
    .addOption(new Option('--since <time>', 'how far back: 24h, 30d').argParser(time).default(time('30d'), '30d'))
    .addOption(new Option('--by <what>', 'taken together by').choices(groupings).default('venue'))
    .option('--order <name>', 'one order in full: its id, the beginning of one, or its ClOrdID')
    .option('--csv <file>', 'write a line an order, for programs')
    .option('--html <file>', 'write a report with pictures, for people')
    .action(async ({ book, ...options }: LedgerChoice & import('./tca.js').TcaAsked & { book?: string }) => {
      const { tcaReport } = await import('./tca.js');
      const asked = book === undefined ? options : { ...options, strategy: book };
      await read(options, (ledger) => tcaReport(ledger, Date.now(), asked));
    });
}
