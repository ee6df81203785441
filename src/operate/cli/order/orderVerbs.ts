import type { Command } from 'commander';
import type { OrderField, OrderFields } from '../../orders/orderFields.js';
import type { LedgerChoice, VerbsOptions } from '../ledgerVerbs.js';
import type { Answer } from '../output.js';

/** How each field of an order is said on the command line. */
const said: readonly (readonly [flags: string, field: OrderField, what: string])[] = [
  ['--limit <price>', 'price', 'at this price or better, usd'],
  ['--stop <price>', 'stopPx', 'once the market is there, usd'],
  ['--tif <when>', 'tif', 'GTC, IOC, FOK or GTD'],
  ['--expire <time>', 'expire', 'until when: 2h, or 2026-12-24T16:00Z'],
  ['--algo <name>', 'algo', 'twap, vwap, pov, iceberg or almgrenChriss'],
  ['--over <time>', 'over', 'for how long it is worked: 30m'],
  ['--slices <n>', 'slices', 'in how many parts'],
  ['--jitter <share>', 'jitter', 'by how much parts and times may differ: 20%'],
  ['--share <share>', 'share', 'pov: of what the market trades: 10%'],
  ['--display <quantity>', 'display', 'iceberg: how much at a time'],
  ['--profile <parts>', 'profile', 'vwap: how much in each part of the time: 3/2/1/2/3'],
  ['--risk-aversion <n>', 'riskAversion', 'almgrenChriss: how dear waiting is, per usd'],
  ['--slippage <rate>', 'slippage', 'of each part: 50bps'],
];

const onlyNew: typeof said = [
  ['--book <name>', 'book', 'which strategy’s account trades it'],
  ['--account <address>', 'account', 'the same, by the account'],
  ['--id <name>', 'clOrdId', 'your own name for it (ClOrdID): said twice it is one order'],
  ['--position <id>', 'position', 'which position is changed'],
  ['--leverage <n>', 'leverage', 'where each position has a margin of its own'],
  ['--because <why>', 'text', 'for the record'],
  ['--list <name>', 'list', 'what it is asked for together with'],
];

type Options = LedgerChoice & Readonly<Record<string, string | boolean | undefined>>;

/** `--risk-aversion <n>` → `riskAversion`: what commander calls it. */
const keyOf = (flags: string): string =>
  flags.slice(2, flags.indexOf(' ')).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

function fieldsOf(options: Options, known: typeof said): OrderFields {
  const fields: Partial<Record<OrderField, string>> = {};
  for (const [flags, field] of known) {
    const value = options[keyOf(flags)];
    if (typeof value === 'string') fields[field] = value;
  }
  return fields;
}

/** What is said of legs; nothing where nothing is. */
function legsIn({ legs, imbalance, onFailure }: Options) {
  const said = Object.entries({ legs, imbalance, onFailure }).filter(([, value]) => typeof value === 'string');
  return said.length > 0 ? { legs: Object.fromEntries(said) } : {};
}

/** What people ask the keeper to trade. */
export function addOrderVerbs({ program, settings, answer }: VerbsOptions): void {
  const order = program.command('order').description('orders that people ask for');
  const verb = (name: string, description: string): Command =>
    order.command(name).description(description).option('--db <file>', 'the ledger').option('--json', 'for programs');
  const withFields = (command: Command, known: typeof said): Command =>
    known.reduce((one, [flags, , what]) => one.option(flags, what), command);

  async function onLedger(
    { db, json }: LedgerChoice,
    readonly: boolean,
    work: (ledger: import('../../../record/ledger.js').Ledger) => Promise<Answer>,
  ): Promise<void> {
    const { withLedger } = await import('../openLedgerFor.js');
    const { withReport } = await import('./withReport.js');
    const options = { settings: settings(), readonly, ...(db === undefined ? {} : { db }) };
    await withReport(json, () => answer(json, () => withLedger(options, work)));
  }

  withFields(verb('new', 'ask for an order: sell 2 "perp-v2 ETH"'), [...onlyNew, ...said])
    .argument('<side>', 'buy or sell')
    .argument('<quantity>', 'units of the instrument')
    .argument('<instrument...>', 'as `ballast positions` names it')
    .option('--reduce-only', 'shrink what is held, and never turn it round')
    .option('--block', 'may be worked as one with the same orders of other accounts')
    .option('--legs <n>', 'it is one of so many legs of its list: one trade')
    .option('--imbalance <share>', 'legs: how much further one may be done than another (10%)')
    .option('--on-failure <what>', 'legs: unwind, complete or hold (hold)')
    .option('--wait <time>', 'until the keeper has answered: 60s; ends with 1 where it refuses')
    .action(async (side: string, quantity: string, instrument: string[], options: Options) => {
      const { orderNew } = await import('./orderNew.js');
      const flags = { reduceOnly: options['reduceOnly'], block: options['block'] };
      const yes = Object.entries(flags).flatMap(([field, on]) => (on === true ? [[field, 'yes']] : []));
      const fields = {
        ...fieldsOf(options, [...onlyNew, ...said]),
        ...Object.fromEntries(yes),
        ...{ side, quantity, instrument: instrument.join(' ') },
      };
      const { wait } = options;
      await onLedger(options, false, (ledger) =>
        orderNew(ledger, fields, {
          settings: settings(),
          env: process.env,
          ...(typeof wait === 'string' ? { wait } : {}),
          ...legsIn(options),
        }),
      );
    });

  verb('import', 'many orders from a file, all of them or none')
    .argument('<file>', 'CSV, or a JSON list')
    .option('--list <name>', 'what they are asked for together as')
    .option('--legs', 'the orders of a list are legs of one trade')
    .option('--imbalance <share>', 'legs: how much further one may be done than another', '10%')
    .option('--on-failure <what>', 'legs: unwind, complete or hold', 'hold')
    .option('--dry-run', 'look at all of it, and write nothing')
    .action(async (file: string, options: Options) => {
      const { orderImport } = await import('./orderImport.js');
      await onLedger(options, false, (ledger) =>
        orderImport(ledger, file, { ...options, settings: settings(), env: process.env }),
      );
    });

  withFields(verb('amend', 'change an order that is not over'), [
    ['--quantity <n>', 'quantity', 'of all of it, what is done included'],
    ...said,
  ])
    .argument('[order]', 'its id, the beginning of it, or its ClOrdID')
    .option('--list <name>', 'all legs of a trade; with --scale')
    .option('--scale <share>', 'legs: all larger or smaller by the same share: 50%')
    .option('--because <why>', 'for the record', '')
    .action(async (name: string | undefined, options: Options) => {
      const { orderAmend, orderScale } = await import('./orderChange.js');
      const fields = fieldsOf(options, [['--quantity <n>', 'quantity', ''], ...said]);
      const because = String(options['because'] ?? '');
      const { list, scale } = options;
      if (name === undefined) {
        await onLedger(options, false, (ledger) => orderScale(ledger, list, scale, because));
        return;
      }
      await onLedger(options, false, (ledger) =>
        orderAmend(ledger, name, fields, { settings: settings(), env: process.env, because }),
      );
    });

  verb('cancel', 'end an order; what is done stays done')
    .argument('[order]', 'its id, the beginning of it, or its ClOrdID')
    .option('--all', 'all that are open')
    .option('--list <name>', 'all of a list')
    .option('--book <name>', 'with --all or --list: of this book alone')
    .option('--because <why>', 'for the record', '')
    .action(
      async (
        name: string | undefined,
        options: LedgerChoice & { all?: boolean; list?: string; book?: string; because: string },
      ) => {
        const { orderCancelAll, orderWish } = await import('./orderChange.js');
        await onLedger(options, false, (ledger) =>
          name === undefined
            ? orderCancelAll(ledger, options, options.because)
            : orderWish(ledger, 'cancel', name, options.because),
        );
      },
    );

  verb('close-list', 'end the legs of one trade as they stand, and the alert that they are apart')
    .argument('<list>', 'its name')
    .option('--because <why>', 'for the record', '')
    .action(async (list: string, options: LedgerChoice & { because: string }) => {
      const { orderCloseList } = await import('./orderChange.js');
      await onLedger(options, false, (ledger) => orderCloseList(ledger, list, options.because));
    });

  for (const wish of ['pause', 'resume'] as const) {
    verb(wish, wish === 'pause' ? 'send nothing more of an order for now' : 'go on with an order that was paused')
      .argument('<order>', 'its id, the beginning of it, or its ClOrdID')
      .option('--because <why>', 'for the record', '')
      .action(async (name: string, options: LedgerChoice & { because: string }) => {
        const { orderWish } = await import('./orderChange.js');
        await onLedger(options, false, (ledger) => orderWish(ledger, wish, name, options.because));
      });
  }

  verb('show', 'the whole story of an order')
    .argument('<order>', 'its id, the beginning of it, or its ClOrdID')
    .action(async (name: string, options: LedgerChoice) => {
      const { orderShow } = await import('./orderShow.js');
      await onLedger(options, true, (ledger) => orderShow(ledger, name, Date.now()));
    });
}
