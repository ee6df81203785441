import type { Lab } from '../../src/lab/lab.js';
import { fromFloat, type UnixMillis, unixMillis } from '../../src/model/units.js';
import type { HourPrice } from '../../src/record/statements/prices.js';

/** Of the market, recorded from real contracts; they come in turns. */
export const states = 24;

/** What the book that is kept in it is held to: it hedges and tops up as a real one does. */
export const marketRules = [
  { hedge: 'ETH', when: 'abs(delta) > 2', to: 0, on: 'perp-v2 ETH' },
  { topUp: 'perp-v2 *', when: 'health < 1.5', to: 2, from: 'wallet USDC' },
];

/** Moves the market once around, a state at a time. */
export async function recordMarket(lab: Lab, record: () => Promise<unknown>): Promise<void> {
  for (let state = 0; state < states; state++) {
    await lab.moveMarket(2_000 * (1 + 0.04 * Math.sin((2 * Math.PI * state) / states)), { seconds: 2 });
    await record();
  }
}

/** Forty days of hours, so that value at risk has a past to look at. */
export function pastPrices(now: UnixMillis): HourPrice[] {
  const hour = 3_600_000;
  return Array.from({ length: 40 * 24 }, (_, i) => ({
    underlying: 'ETH',
    hour: unixMillis((Math.floor(now / hour) - 1 - i) * hour),
    price: fromFloat(2_000 * (1 + 0.1 * Math.sin(i / 37) + 0.02 * Math.sin(i * 1.7)), 'down'),
  }));
}
