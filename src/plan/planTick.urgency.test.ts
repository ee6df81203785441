import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainOutlook } from '../model/outlook.js';
import { defaultRiskSettings } from '../model/riskSettings.js';
import { tokenAmount } from '../model/units.js';
import { planTick } from './planTick.js';
import { portfolioOf } from './portfolio.js';
import { deleverageRule, holding, topUpRule, toyBook, toyStrategy, units } from './testing/toyBook.js';
import { toyState } from './testing/toyPerp.js';
import { byUrgency } from './urgency.js';

const served = (plan: ReturnType<typeof planTick>) =>
  plan.decisions.map(({ subject, verdict }) => `${'marginAccount' in subject ? subject.marginAccount : ''} ${verdict}`);

test('default: five accounts fall together: the first to be liquidated is served first, by whatever rule it has', () => {
  const healths = { a: 1.04, b: 1.01, c: 1.03, d: 0.99, e: 1.02 };
  const accounts = Object.fromEntries(Object.entries(healths).map(([name, h]) => [name, holding(-10, 1_250 * h)]));
  // For two of them, and a part of a third.
  const state = toyState({ accounts, walletBalance: tokenAmount(2_100_000_000n) });
  const rules = [
    topUpRule({ name: 'of a', accounts: { venue: 'toy', name: 'a' } }),
    topUpRule({ name: 'of all' }),
    deleverageRule({ name: 'smaller' }),
  ];
  const told = served(planTick(toyBook(rules, state)));
  const firstOf = (name: string) => told.findIndex((one) => one.startsWith(`toy ${name}`));
  expect(['d', 'b', 'e', 'c', 'a'].map(firstOf)).toEqual(
    [...['d', 'b', 'e', 'c', 'a'].map(firstOf)].sort((x, y) => x - y),
  );
  expect(told.slice(0, 2)).toEqual(['toy d act', 'toy b act']);
  // Who finds the wallet empty becomes smaller.
  expect(told).toContain('toy a act');
});

test('behavior: what moves faster is nearer to its liquidation at the same distance', () => {
  const marks = { ETH: units(2_000), BTC: units(2_000) };
  const short = (underlying: string) => ({ cash: units(1_275 + 20_000), quantities: { [underlying]: units(-10) } });
  const state = toyState({ marks, indexes: marks, accounts: { a: short('BTC'), b: short('ETH') } });
  const book = toyBook([topUpRule()], state);
  const faster = (vols: Record<string, number>) => {
    const strategy = toyStrategy([topUpRule()], { risk: { ...defaultRiskSettings, vols } });
    return served(planTick({ ...book, strategy }));
  };
  expect(faster({ ETH: 0.9, BTC: 0.4 })).toEqual(['toy b act', 'toy a act']);
  expect(faster({ ETH: 0.4, BTC: 0.9 })).toEqual(['toy a act', 'toy b act']);
});

test('invariant: urgency is an order, whatever the accounts are', () => {
  const health = fc.double({ min: 0.5, max: 3, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(health, fc.integer({ min: -20, max: 20 })), { minLength: 2, maxLength: 8 }),
      (all) => {
        const accounts = Object.fromEntries(
          all.map(([h, size], i) => [`a${i}`, holding(size, Math.max(10, Math.abs(size) * 125 * h))]),
        );
        const { snapshot, venues } = toyBook([], toyState({ accounts }));
        const portfolio = portfolioOf(snapshot, venues, plainOutlook);
        const compare = byUrgency(portfolio);
        const ids = Object.keys(accounts).map((name) => `toy ${name}`);
        const sorted = [...ids].sort(compare);
        expect([...ids].reverse().sort(compare)).toEqual(sorted);
        for (const [i, id] of sorted.entries()) {
          for (const later of sorted.slice(i + 1)) expect(compare(id, later)).toBeLessThan(0);
        }
      },
    ),
    { numRuns: 100 },
  );
});
