import { expect, test } from 'vitest';
import { sumCosts } from '../../model/cost.js';
import type { TradeTerms } from '../../model/order.js';
import { bps } from '../../model/units.js';
import { units } from '../testing/toyBook.js';
import { againstIndex, comparedBy } from './compared.js';

const noCost = sumCosts([]);
const trade = (side: 'Buy' | 'Sell'): TradeTerms => ({
  ...{ kind: 'trade', venue: 'toy', instrument: 'toy ETH', position: null, side, quantity: units(2) },
  ...{ reduceOnly: false, maxSlippage: bps(30) },
});
/** Filled at 1 934 where the venue's average still says 1 940. */
const lagging = { ...noCost, impact: 12, total: 12, basis: { mark: 1_940, gasToken: 1 } };

test('default: what a mark that lags makes dear is as cheap as it is against the index', () => {
  const against = againstIndex(trade('Sell'), lagging, 1_934);
  expect(against).toBeCloseTo(-12, 9);
  expect(comparedBy({ cost: lagging, against }, new Set())).toBeCloseTo(0, 9);
});

test('behavior: and what it flatters is as dear', () => {
  expect(againstIndex(trade('Buy'), lagging, 1_934)).toBeCloseTo(12, 9);
});

test('args: where there is no index, or nothing is traded, venues are taken at their word', () => {
  expect(againstIndex(trade('Buy'), lagging, Number.NaN)).toBe(0);
  expect(againstIndex(trade('Buy'), noCost, 1_934)).toBe(0);
  expect(againstIndex({ kind: 'cancel', venue: 'toy', order: '1' }, lagging, 1_934)).toBe(0);
});
