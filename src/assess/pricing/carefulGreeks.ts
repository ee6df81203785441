import { optionGreeks } from '../blackScholes.js';
import { outputNames } from './columns.js';
import type { OptionColumns } from './kernel.js';
import { isOrdinary } from './ordinary.js';

/** Prices again, one at a time and with every care, those of `size` options from `from` on that are out of the loops' bounds. */
export function carefulGreeks(columns: OptionColumns, from: number, size: number): void {
  for (let i = from; i < from + size; i++) {
    const spot = columns.spot[i] as number;
    const strike = columns.strike[i] as number;
    const years = columns.years[i] as number;
    const vol = columns.vol[i] as number;
    const rate = columns.rate[i] as number;
    const carry = columns.carry[i] as number;
    if (isOrdinary(spot, strike, vol * Math.sqrt(years), rate * years, carry * years)) continue;
    const right = (columns.right[i] as number) > 0 ? 'call' : 'put';
    const found = optionGreeks({ spot, strike, years, vol, rate, carry, right });
    for (const name of outputNames) columns[name][i] = found[name];
  }
}
