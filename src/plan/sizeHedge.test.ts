import { describe, expect, test } from 'vitest';
import type { TradeTerms } from '../model/order.js';
import { toFloat } from '../model/units.js';
import { planTick } from './planTick.js';
import { hedgeRule, holding, toyBook, toyStrategy } from './testing/toyBook.js';
import { toyState } from './testing/toyPerp.js';

const hedge = (accounts: Parameters<typeof toyState>[0], change = {}, watched = {}) => {
  const [decision] = planTick({
    ...toyBook([], toyState({ ...accounts, ...watched })),
    strategy: toyStrategy([hedgeRule({ leverage: 5, ...change })]),
  }).decisions;
  const terms = decision?.action?.terms as TradeTerms | undefined;
  return { decision, terms, quantity: terms && toFloat(terms.quantity) };
};

describe('leverage', () => {
  test('default: what the hedge adds is backed at the leverage of its rule', () => {
    const { terms } = hedge(
      { accounts: { cross: holding(0, 3_000) } },
      { to: -2, when: { source: '', names: [], holds: () => true } },
    );
    expect(terms).toMatchObject({ side: 'Sell', leverage: 5, reduceOnly: false });
  });

  test('behavior: what only reduces takes nothing from the wallet', () => {
    expect(hedge({ accounts: { cross: holding(3, 3_000) } }).terms?.leverage).toBeUndefined();
  });
});

describe('several positions of one instrument', () => {
  test('default: the largest that the trade shrinks comes first', () => {
    const accounts = { short: holding(-1, 1_000), small: holding(2, 2_000), large: holding(3, 3_000) };
    const { terms, quantity } = hedge({ accounts }, { to: 2 });
    expect(terms).toMatchObject({ position: 'toy large/ETH', side: 'Sell', reduceOnly: true });
    expect(quantity).toBe(2);
  });

  test('behavior: what is more than one position is closed one after the other, and never opened on both sides', () => {
    const accounts = { small: holding(2, 2_000), large: holding(3, 3_000) };
    const { decision, terms, quantity } = hedge({ accounts });
    expect(terms).toMatchObject({ position: 'toy large/ETH', reduceOnly: true });
    expect(quantity).toBe(3);
    expect(decision?.size[1]).toBe('3 ETH now, all of toy large/ETH; what else is open the same way follows');
  });

  test('behavior: a trade through zero is one order on the position that it turns', () => {
    const { terms, quantity } = hedge({ accounts: { only: holding(3, 9_000) } }, { to: -2 });
    expect(terms).toMatchObject({ position: 'toy only/ETH', reduceOnly: false, leverage: 5 });
    expect(quantity).toBe(5);
  });
});

describe('a market that may only be reduced', () => {
  const reduceOnly = 'two price sources are 1.2 % apart';

  test('default: a trade through zero is cut to what reduces', () => {
    const { decision, terms, quantity } = hedge({ accounts: { only: holding(3, 9_000) } }, { to: -2 }, { reduceOnly });
    expect(terms).toMatchObject({ reduceOnly: true });
    expect(terms?.leverage).toBeUndefined();
    expect(quantity).toBe(3);
    expect(decision?.size).toContain(`shrunk to 3 ETH: ${reduceOnly}`);
  });

  test('behavior: what would only open is refused, and what only reduces goes', () => {
    const opening = hedge({ accounts: { only: holding(-3, 9_000) } }, { to: -5 }, { reduceOnly });
    expect(opening.decision).toMatchObject({ verdict: 'refused', not: [`MARKET_STATE: ${reduceOnly}`] });
    expect(hedge({ accounts: { only: holding(3, 9_000) } }, {}, { reduceOnly }).decision?.verdict).toBe('act');
  });
});
