import { chooseOptions } from '../compileHoldings.js';
import { type OptionScenarios, worthOfOptions } from '../worthOfOptions.js';

/** Further from the strike than this many deviations, time value is less than the rounding of what the option is worth. */
const reach = 9;

/**
 * Adds the worth of options that are about to expire, or have: exactly, and quickly, since for most prices they are in or out of
 * the money for certain. Only where the strike is in reach are they priced.
 * @param members - Which of the options, as indices into the table.
 */
export function addSharpOptions(given: OptionScenarios, members: readonly number[], worth: Float64Array): void {
  if (members.length === 0) return;
  const { options, years, move, volFactor } = given;
  const grown = move.map(Math.exp);
  const near = new Uint32Array(move.length);
  for (const i of members) {
    const [logSpot, strike, rate] = [at(options.logSpot, i), at(options.strike, i), at(options.rate, i)];
    const [vol, slope] = [at(options.vol, i), at(options.volPerLogSpot, i)];
    const [right, quantity] = [at(options.right, i), at(options.quantity, i)];
    const left = Math.max(at(options.years, i) - years, 0);
    const root = Math.sqrt(left);
    const spot = Math.exp(logSpot);
    const cash = strike * Math.exp(-rate * left);
    const moneyness = logSpot - Math.log(strike) + rate * left;
    let count = 0;
    for (let s = 0; s < move.length; s++) {
      const moved = at(move, s);
      const deviation = Math.max((vol + slope * moved) * at(volFactor, s), 0) * root;
      // Where this is not a number it is for the kernel to say what that makes of the price.
      if (Math.abs(moneyness + moved) > deviation * (reach + deviation / 2))
        worth[s] = at(worth, s) + quantity * Math.max(right * (spot * at(grown, s) - cash), 0);
      else near[count++] = s;
    }
    if (count > 0) addPriced(given, i, near.subarray(0, count), worth);
  }
}

function addPriced(given: OptionScenarios, option: number, near: Uint32Array, worth: Float64Array): void {
  const move = new Float64Array(near.length);
  const volFactor = new Float64Array(near.length);
  near.forEach((s, j) => {
    move[j] = at(given.move, s);
    volFactor[j] = at(given.volFactor, s);
  });
  const priced = new Float64Array(near.length);
  worthOfOptions({ ...given, options: chooseOptions(given.options, [option]), move, volFactor }, priced);
  near.forEach((s, j) => {
    worth[s] = at(worth, s) + at(priced, j);
  });
}

const at = (column: Float64Array, i: number): number => column[i] ?? Number.NaN;
