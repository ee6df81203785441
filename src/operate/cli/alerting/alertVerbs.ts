import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../../config/quantities.js';
import { unixMillis } from '../../../model/units.js';
import type { AlertsOptions } from '../alerts.js';
import { exitCodes } from '../exitCodes.js';
import type { LedgerChoice, LedgerVerbs } from '../ledgerVerbs.js';
import { natural } from '../wholeNumber.js';

const span = (text: string): number => {
  const parsed = parseDuration(text);
  if (!('value' in parsed) || parsed.value < 60_000) throw new InvalidArgumentError('a time like 4h or 30m is wanted');
  return parsed.value;
};

/** What a person must know, who is told of it, and taking it on. */
export function addAlertVerbs({ reading, read, write }: LedgerVerbs, program: Command, settings: () => string): void {
  const alerts = reading('alerts', 'what you must know of: since when, what ballast does about it, what you can do')
    .option('--all', 'the past ones as well, the newest first')
    .option('--before <id>', 'only past ones, older than this')
    .addOption(new Option('--severity <which>', 'only these').choices(['critical', 'warning']))
    .option('--limit <n>', 'how many past ones', natural(5), 50)
    .action(async (options: LedgerChoice & AlertsOptions) => {
      const { alerts: shown } = await import('../alerts.js');
      await read(options, (ledger) => shown(ledger, Date.now(), options));
    });

  alerts
    .command('deliveries')
    .description('what was told to whom, the newest first: arrived, tried again, or given up')
    .option('--sink <name>', 'one receiver')
    .option('--limit <n>', 'how many', natural(5), 50)
    .option('--db <file>', 'the ledger')
    .option('--json', 'for programs')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<LedgerChoice & { sink?: string; limit: number }>();
      const { listedDeliveries } = await import('./listedDeliveries.js');
      await read(options, (ledger) => listedDeliveries(ledger, Date.now(), options));
    });

  alerts
    .command('test')
    .description('sends a message to each receiver of ballast.yaml, or to one, and tells what it answers')
    .argument('[sink]', 'the name of one')
    .option('--json', 'for programs')
    .action(async (sink: string | undefined, _: unknown, command: Command) => {
      const { db, json } = command.optsWithGlobals<LedgerChoice>();
      const [{ testSinks }, { show }] = await Promise.all([import('./testSinks.js'), import('../output.js')]);
      const found = await testSinks(settings(), sink);
      show(found, json === undefined ? {} : { json });
      const { trySinksAgain } = await import('./trySinksAgain.js');
      await trySinksAgain({ settings: settings(), ...(db === undefined ? {} : { db }) }, found.arrived);
      if (!found.isWell) process.exitCode = exitCodes.unexpected;
    });

  alerts
    .command('explain')
    .description('what one kind of alert means: why, what ballast does, what to do in order, how to stop it')
    .argument('<code>', 'as messages name it: POSITION_BREAK')
    .option('--json', 'for programs')
    .action(async (code: string, _: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<{ json?: boolean }>();
      const [{ explained }, { show }] = await Promise.all([import('./explained.js'), import('../output.js')]);
      show(explained(code), json === undefined ? {} : { json });
    });

  program
    .command('ack')
    .description('take an alert on: nobody is told of it again until it is over')
    .argument('<id>', 'of the alert, or the beginning of it')
    .argument('[text...]', 'what you do about it, for the record')
    .option('--for <time>', 'until then only; 12h for a critical one unless told', span)
    .option('--db <file>', 'the ledger')
    .option('--json', 'for programs')
    .action(async (id: string, text: string[], options: LedgerChoice & { for?: number }) => {
      const { ack } = await import('./ack.js');
      const asked = { id, text: text.join(' '), ...(options.for === undefined ? {} : { forMs: options.for }) };
      await write(options, (ledger) => ack(ledger, asked, unixMillis(Date.now())));
    });
}
