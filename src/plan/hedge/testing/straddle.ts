import type { HeldOption, Holdings } from '../../../model/holdings.js';
import type { HedgeRule } from '../../../model/strategy.js';
import { milliseconds, unixSeconds } from '../../../model/units.js';
import type { BandInputs } from '../bandInputs.js';
import type { BandTerms } from '../bandInputsOf.js';

const at = unixSeconds(1_700_000_000);

/** One option of ETH at 2000 USD, short, at the money, for 30 days, unless told otherwise. */
export const option = (change: Partial<HeldOption> = {}): HeldOption => ({
  ...{ position: 'venue #1', venue: 'venue', underlying: 'ETH', marginAccount: null, quantity: -10, strike: 2_000 },
  ...{ expiry: unixSeconds(at + 30 * 86_400), right: 'call', vol: 0.6, volSource: 'venue', volPerLogSpot: 0 },
  ...{ rate: 0, spot: 2_000 },
  ...change,
});

export const holding = (options: readonly HeldOption[], change: Partial<Holdings> = {}): Holdings => ({
  ...{
    at,
    underlyings: [{ name: 'ETH', price: 2_000 }],
    options,
    linear: [],
    liquidity: [],
    margins: [],
    unpriced: [],
  },
  ...change,
});

export const straddle = holding([option(), option({ position: 'venue #2', right: 'put' })]);

export const terms: BandTerms = { cost: 0.001, fixedCost: 0, hold: milliseconds(86_400_000), vol: Number.NaN };

export const inputs: BandInputs = {
  ...{ gamma: -0.02, spot: 2_000, vol: 0.6, rate: 0, years: 30 / 365, volDelta: 0.3, cost: 0.001, fixedCost: 0 },
  ...{ hold: 1 / 365, reach: 10 },
};

export type BandRule = Pick<HedgeRule, 'underlying' | 'to' | 'band' | 'aim' | 'hysteresis'>;

export const rule = (change: Partial<BandRule> = {}): BandRule => ({
  ...{ underlying: 'ETH', to: 0, band: { kind: 'fixed', width: 1 }, aim: 'centre', hysteresis: 0 },
  ...change,
});
