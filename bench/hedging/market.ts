import { createDice } from '../../src/assess/history/dice.js';
import { daysPerYear } from '../../src/model/time.js';

/** Merton's: jumps a year, and the mean and deviation of their log. */
export interface MarketJumps {
  perYear: number;
  mean: number;
  deviation: number;
}

export interface Market {
  name: string;
  /** USD. */
  spot: number;
  /** Annualised, of the part that does not jump. */
  vol: number;
  jumps: MarketJumps | null;
}

export const calm: Market = { name: 'no jumps', spot: 2_000, vol: 0.6, jumps: null };

/** The same vol in all, a fifth of its variance from a jump a month. */
export const jumpy: Market = {
  ...{ name: 'with jumps', spot: 2_000, vol: Math.sqrt(0.8) * 0.6 },
  jumps: { perYear: 12, mean: -0.02, deviation: Math.sqrt((0.2 * 0.36) / 12 - 0.02 ** 2) },
};

/** What a hedger who knows the whole variance takes as vol. */
export const totalVol = ({ vol, jumps }: Market): number =>
  Math.sqrt(vol ** 2 + (jumps ? jumps.perYear * (jumps.mean ** 2 + jumps.deviation ** 2) : 0));

/**
 * Moves prices on by one step, each its own path: `prices` is written over. Geometric Brownian motion (and Merton's jumps, 1976), without
 * drift, jumps made up for: what is expected of tomorrow's price is today's, so that hedging gains nothing but what it is for.
 */
export function createMarketSteps(market: Market, stepsPerDay: number, seed: number): (prices: Float64Array) => void {
  const dice = createDice(seed);
  const years = 1 / (stepsPerDay * daysPerYear);
  const { vol, jumps } = market;
  const deviation = vol * Math.sqrt(years);
  const expected = jumps ? jumps.perYear * years * Math.expm1(jumps.mean + jumps.deviation ** 2 / 2) : 0;
  const drift = -(deviation ** 2) / 2 - expected;
  const none = jumps ? Math.exp(-jumps.perYear * years) : 1;
  return (prices) => {
    for (let i = 0; i < prices.length; i++) {
      let move = drift + deviation * dice.normal();
      if (jumps) {
        // How many there are, by products of uniforms (Knuth): nearly always none.
        for (let product = dice.uniform(); product > none; product *= dice.uniform())
          move += jumps.mean + jumps.deviation * dice.normal();
      }
      prices[i] = (prices[i] as number) * Math.exp(move);
    }
  };
}
