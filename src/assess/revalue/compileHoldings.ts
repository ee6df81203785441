import { BallastError } from '../../model/error.js';
import type { HeldLiquidity, HeldOption, Holdings } from '../../model/holdings.js';
import type { Underlying } from '../../model/instrument.js';
import { secondsPerYear } from '../../model/time.js';
import type { PricingKernel } from '../pricing/kernel.js';
import type { OptionTable } from './optionTable.js';
import { worthOfOptions } from './worthOfOptions.js';

/** Holdings laid out for revaluation: arrays, and one pass over everything that does not depend on a scenario done. */
export interface CompiledHoldings {
  kernel: PricingKernel;
  /** As the holdings have them, and so in the order of a scenario's arrays. */
  underlyings: readonly CompiledUnderlying[];
}

export interface CompiledUnderlying {
  name: Underlying;
  /** USD per unit, now. */
  price: number;
  options: OptionTable;
  /** USD; what the options are worth now, by the very sums that value them in a scenario; NaN where that is not known. */
  optionsNow: number;
  /** Units: perpetuals and tokens together, since each is worth quantity × price. */
  linear: number;
  /** USD a year, of perpetuals and tokens. */
  carry: number;
  liquidity: readonly HeldLiquidity[];
}

/**
 * Prepares holdings to be valued in many scenarios. What is `unpriced` there is in no figure here.
 * @throws BallastError when something is held whose underlying the holdings do not list
 */
export function compileHoldings(holdings: Holdings, kernel: PricingKernel): CompiledHoldings {
  const listed = new Set(holdings.underlyings.map(({ name }) => name));
  for (const { position, underlying } of [...holdings.options, ...holdings.linear, ...holdings.liquidity])
    if (!listed.has(underlying))
      throw new BallastError(`Holdings have ${position} and no price of ${underlying}.`, {
        facts: [`underlyings: ${[...listed].join(', ')}`],
      });

  const underlyings = holdings.underlyings.map(({ name, price }): CompiledUnderlying => {
    const own = <Held extends { underlying: Underlying }>(held: readonly Held[]) =>
      held.filter(({ underlying }) => underlying === name);
    const options = optionTable(own(holdings.options), holdings.at);
    const linear = own(holdings.linear);
    return {
      name,
      price,
      options,
      optionsNow: worthNow(options, kernel),
      linear: linear.reduce((total, { quantity }) => total + quantity, 0),
      carry: linear.reduce((total, { carry }) => total + carry, 0),
      liquidity: own(holdings.liquidity),
    };
  });
  return { kernel, underlyings };
}

function optionTable(held: readonly HeldOption[], at: number): OptionTable {
  const column = (read: (option: HeldOption) => number) => Float64Array.from(held, read);
  return {
    count: held.length,
    strike: column(({ strike }) => strike),
    logSpot: column(({ spot }) => Math.log(spot)),
    years: column(({ expiry }) => (expiry - at) / secondsPerYear),
    vol: column(({ vol }) => vol),
    volPerLogSpot: column(({ volPerLogSpot }) => volPerLogSpot),
    rate: column(({ rate }) => rate),
    right: column(({ right }) => (right === 'call' ? 1 : -1)),
    quantity: column(({ quantity }) => quantity),
  };
}

/** Some options of a table, as one of its own. */
export function chooseOptions(table: OptionTable, chosen: readonly number[]): OptionTable {
  const choose = (column: Float64Array) => {
    const own = new Float64Array(chosen.length);
    for (let j = 0; j < own.length; j++) own[j] = column[chosen[j] ?? 0] ?? Number.NaN;
    return own;
  };
  return {
    count: chosen.length,
    strike: choose(table.strike),
    logSpot: choose(table.logSpot),
    years: choose(table.years),
    vol: choose(table.vol),
    volPerLogSpot: choose(table.volPerLogSpot),
    rate: choose(table.rate),
    right: choose(table.right),
    quantity: choose(table.quantity),
  };
}

/** NaN where anything about them is not known, and so is their worth in every scenario. */
function worthNow(options: OptionTable, kernel: PricingKernel): number {
  const { count: _, ...columns } = options;
  if (Object.values(columns).some((column) => column.some(Number.isNaN))) return Number.NaN;
  const worth = new Float64Array(1);
  worthOfOptions({ kernel, options, years: 0, move: Float64Array.of(0), volFactor: Float64Array.of(1) }, worth);
  return worth[0] ?? Number.NaN;
}
