import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../../config/quantities.js';
import { HOUR, hoursPerYear } from '../../../model/time.js';
import type { LedgerChoice, LedgerVerbs } from '../ledgerVerbs.js';

/** Nothing that is held now is held that long. */
const mostHours = hoursPerYear;

const hours = (text: string): number => {
  const parsed = parseDuration(/^\d+(\.\d+)?$/.test(text) ? `${text}h` : text);
  if (!('value' in parsed) || parsed.value <= 0 || parsed.value > mostHours * HOUR)
    throw new InvalidArgumentError('a time like 24h, 90m or 7d is wanted, a year at most');
  return parsed.value / HOUR;
};

const between = (least: number, most: number) => (text: string) => {
  if (!/^\d{1,9}$/.test(text) || Number(text) < least || Number(text) > most)
    throw new InvalidArgumentError(`a whole number from ${least} to ${most} is wanted`);
  return Number(text);
};

const factor = (text: string): number => {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('a factor like 1.5 is wanted');
  return Number(text);
};

const oneOrMore = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** The verbs that tell of risk: each from what was held at the newest sample, whether or not a daemon runs. */
export function addRiskVerbs({ reading, read, write }: LedgerVerbs): void {
  reading('risk', 'how near the end is, Greeks, and margin health')
    .option('--strategy <name>', 'one book')
    .addOption(
      new Option('--by <what>', 'what Greeks are netted over').choices(['underlying', 'expiry', 'venue', 'position']),
    )
    .option('--plot <file>', 'draw the profit and loss over a price as SVG')
    .option('--plot-surface <file>', 'draw the implied vols as SVG')
    .option('--underlying <name>', 'of the pictures')
    .action(async (options: LedgerChoice & import('./risk.js').RiskOptions) => {
      const { risk } = await import('./risk.js');
      await read(options, (ledger) => risk(ledger, options));
    });

  reading('stress', 'what bad days would cost, liquidations included')
    .option('--strategy <name>', 'one book')
    .option('--shock <name>', 'one of the named ones, in full')
    .option('--move <underlying=share>', 'one of your own: ETH=-30%; may be said again', oneOrMore)
    .option('--vol <factor>', 'on every implied vol', factor)
    .option('--within <time>', 'how long it takes: 6h', hours)
    .option('--plot <file>', 'draw the loss over price and vol as SVG')
    .action(async ({ move, within, ...options }: LedgerChoice & StressChoice) => {
      const { stress } = await import('./stress.js');
      const asked = { ...options, ...(move && { moves: move }), ...(within !== undefined && { hours: within }) };
      await read(options, (ledger) => stress(ledger, asked));
    });

  reading('var', 'value at risk and expected shortfall, by every method')
    .option('--strategy <name>', 'one book')
    .option('--horizon <time>', 'how far ahead: 24h when left out', hours)
    .option('--seed <n>', 'of the simulation', between(0, 999_999_999))
    .option('--backtest', "how the methods would have done on the ledger's own price history")
    .action(async ({ horizon, backtest, ...options }: LedgerChoice & VarChoice) => {
      if (backtest) {
        const { varBacktest } = await import('./varBacktest.js');
        await read(options, (ledger) => varBacktest(ledger));
        return;
      }
      const { valueAtRiskOf } = await import('./var.js');
      const asked = { ...options, ...(horizon !== undefined && { hours: horizon }) };
      await read(options, (ledger) => valueAtRiskOf(ledger, asked));
    });

  reading('runway', 'how long until something is liquidated, and how likely that is')
    .option('--strategy <name>', 'one book')
    .option('--horizon <time>', 'how far ahead: 24h when left out', hours)
    .option('--seed <n>', 'of the simulation', between(0, 999_999_999))
    .option('--paths <n>', 'of the simulation', between(100, 1_000_000))
    .action(async ({ horizon, ...options }: LedgerChoice & RunwayChoice) => {
      const { runway } = await import('./runway.js');
      const asked = { ...options, ...(horizon !== undefined && { horizonHours: horizon }) };
      await read(options, (ledger) => runway(ledger, asked));
    });

  reading('pnl', 'what each day gained, and why')
    .option('--strategy <name>', 'one book')
    .option('--from <moment>', 'a day or a moment, UTC')
    .option('--to <moment>', 'a day or a moment, UTC')
    .option('--days <n>', 'so many days, where --from is not said', between(1, 3_660))
    .option('--plot <file>', 'draw the parts of each day as SVG')
    .action(async (options: LedgerChoice & import('./pnl.js').PnlOptions) => {
      const { pnl } = await import('./pnl.js');
      await read(options, (ledger) => pnl(ledger, Date.now(), options));
    });

  const prices = reading('prices', 'the price history that vols and correlations are estimated from').action(
    async (options: LedgerChoice) => {
      const module = await import('./prices.js');
      await read(options, module.prices);
    },
  );

  prices
    .command('import')
    .description('hourly prices from a CSV file; what was seen by ballast itself stays')
    .argument('<underlying>', 'as positions name it: ETH')
    .argument('<file>', 'a first line with `time` and `close`, then a line a candle')
    .action(async (underlying: string, file: string, _: unknown, command: Command) => {
      const { importPrices } = await import('./prices.js');
      await write(command.optsWithGlobals<LedgerChoice>(), (ledger) => importPrices(ledger, { underlying, file }));
    });
}

interface StressChoice {
  strategy?: string;
  shock?: string;
  move?: readonly string[];
  vol?: number;
  within?: number;
  plot?: string;
}

interface VarChoice {
  strategy?: string;
  horizon?: number;
  seed?: number;
  backtest?: true;
}

interface RunwayChoice {
  strategy?: string;
  horizon?: number;
  seed?: number;
  paths?: number;
}
