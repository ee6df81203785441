import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import { type LotMethod, lotMethods } from '../../../assess/lots/reckonLots.js';
import type { LedgerChoice, LedgerVerbs } from '../ledgerVerbs.js';
import type { ShowOptions } from '../statement/showDocument.js';

const method = () => new Option('--method <name>', 'how lots are matched').choices(lotMethods).default('FIFO');
const showing = (command: Command): Command =>
  command
    .option('--csv', 'for spreadsheets: all tables, one below the other')
    .option('--out <folder>', 'writes a CSV file for each table')
    .option('--html <file>', 'writes a page that prints well');

/** The verbs of what comes after a trade: breaks, confirmations, statements, lots, books. */
export function addPostTradeVerbs({ reading, read, write }: LedgerVerbs, program: Command): void {
  const breaks = reading('breaks', 'where what is held is not what it should be')
    .option('--all', 'the past ones as well')
    .option('--book <name>', 'one book')
    .addOption(new Option('--strategy <name>', 'one book').hideHelp())
    .action(async ({ book, ...options }: LedgerChoice & { all?: boolean; strategy?: string; book?: string }) => {
      const verb = await import('./breaks.js');
      const asked = book === undefined ? options : { ...options, strategy: book };
      await read(options, (ledger) => verb.breaks(ledger, asked));
    });
  breaks
    .command('adopt')
    .description('take what is there for what should be')
    .argument('<id...>', 'breaks, or the beginnings of their ids')
    .requiredOption('--because <reason>', 'why it is right')
    .option('--db <file>', 'the ledger')
    .option('--json', 'for programs')
    .action(async (ids: string[], _: unknown, command: Command) => {
      const { because, ...choice } = command.optsWithGlobals<LedgerChoice & { because: string }>();
      const { adopt } = await import('./adopt.js');
      await write(choice, (ledger) => adopt(ledger, ids, { because, author: userInfo().username, at: Date.now() }));
    });

  showing(reading('confirm', 'the confirmation of an order: what was done for it'))
    .argument('<id>', 'an order, or the beginning of its id, or its ClOrdID')
    .action(async (id: string, options: LedgerChoice & ShowOptions) => {
      const { confirm } = await import('../confirm/confirm.js');
      await read(options, (ledger) => confirm(ledger, id, options));
    });

  showing(reading('statement', 'how an account stood on a day, and what happened'))
    .requiredOption('--book <name>', 'whose; on a further chain like eth-book@base')
    .requiredOption('--day <date>', 'like 2026-11-22; UTC')
    .action(async (options: LedgerChoice & ShowOptions & { book: string; day: string }) => {
      const { statement } = await import('../statement/statement.js');
      await read(options, (ledger) => statement(ledger, options));
    });

  reading('lots', 'what is held by lots, and what was realised')
    .option('--book <name>', 'one book')
    .addOption(method())
    .action(async (options: LedgerChoice & { book?: string; method: LotMethod }) => {
      const { lots } = await import('../lots/lots.js');
      await read(options, (ledger) => lots(ledger, { ...options, now: Date.now() }));
    });

  const exporting = program.command('export').description('what is in the ledger, for other programs');
  exporting
    .command('accounting')
    .description('every trade, transfer and payment as double entry, as CSV')
    .option('--book <name>', 'one book')
    .requiredOption('--since <date>', 'the first day, UTC')
    .requiredOption('--until <date>', 'the last day, UTC')
    .addOption(method())
    .option('--db <file>', 'the ledger')
    .option('--json', 'as JSON instead')
    .action(async (options: LedgerChoice & { book?: string; since: string; until: string; method: LotMethod }) => {
      const { exportAccounting } = await import('../statement/exportAccounting.js');
      await read(options, (ledger) => exportAccounting(ledger, options));
    });
}
