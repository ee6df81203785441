import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../../config/quantities.js';
import { type OrdStatus, orderStatuses, type Side } from '../../../model/order.js';
import { type UnixMillis, unixMillis } from '../../../model/units.js';
import type { BlotterFilter } from '../../orders/blotter.js';
import type { LedgerChoice, LedgerVerbs } from '../ledgerVerbs.js';
import { natural } from '../wholeNumber.js';

interface BlotterOptions extends LedgerChoice {
  strategy?: string;
  book?: string;
  status?: OrdStatus;
  open?: boolean;
  instrument?: string;
  side?: 'buy' | 'sell';
  list?: string;
  since?: UnixMillis;
  flat?: boolean;
  limit: number;
  watch?: boolean;
}

/** `2h` ago, or a moment. */
function since(text: string): UnixMillis {
  const span = parseDuration(text);
  const at =
    'value' in span ? Date.now() - span.value : /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('a time like 2h, or 2026-12-24, is wanted');
  return unixMillis(at);
}

/** The blotter: what people asked for, and what rules wanted. */
export function addBlotterVerb({ reading, read }: Pick<LedgerVerbs, 'reading' | 'read'>): Command {
  return reading('orders', 'the newest orders: asked for by people, with their parts folded, and wanted by rules')
    .option('--book <name>', 'one book')
    .addOption(new Option('--strategy <name>', 'one book').hideHelp())
    .addOption(new Option('--status <name>', 'in one state').choices(orderStatuses))
    .option('--open', 'only those that are not over')
    .option('--instrument <name>', 'of one instrument: "perp-v2 ETH"')
    .addOption(new Option('--side <side>', 'of one side').choices(['buy', 'sell']))
    .option('--list <name>', 'of one list')
    .option('--since <time>', 'asked for since: 2h, or 2026-12-24', since)
    .option('--flat', 'every order by itself, the parts of others as well')
    .option('--limit <n>', 'how many', natural(), 50)
    .option('--watch', 'go on, and tell what changes')
    .action(async (options: BlotterOptions) => {
      if (options.watch) {
        const { watchOrders } = await import('./watchOrders.js');
        await read(options, (ledger) => watchOrders(ledger, filterOf(options), options.json === true));
        return;
      }
      const { orders } = await import('../orders.js');
      await read(options, (ledger) => orders(ledger, Date.now(), filterOf(options)));
    });
}

function filterOf({
  strategy,
  book = strategy,
  side,
  db: _,
  json: __,
  watch: ___,
  ...filter
}: BlotterOptions): BlotterFilter {
  const sides: Readonly<Record<'buy' | 'sell', Side>> = { buy: 'Buy', sell: 'Sell' };
  return {
    ...filter,
    ...(book === undefined ? {} : { strategy: book }),
    ...(side === undefined ? {} : { side: sides[side] }),
  };
}
