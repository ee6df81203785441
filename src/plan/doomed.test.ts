import { describe, expect, test } from 'vitest';
import { INTERRUPTED, type TradeTerms } from '../model/order.js';
import { toFloat, unixMillis, wad } from '../model/units.js';
import { TAKEN_BACK } from '../model/venueOrder.js';
import { planTick } from './planTick.js';
import { historyKey, isSameCause, type SameCause } from './ruleHistory.js';
import { deleverageRule, hedgeRule, holding, toyBook, toyStrategy } from './testing/toyBook.js';
import { toyState } from './testing/toyPerp.js';

const now = unixMillis(1_700_000_000_000);
const minute = 60_000;
const hour = 60 * minute;
const agos = (...ago: number[]) => ago.map((ms) => unixMillis(now - ms));

/** Five failures within an hour, the last eleven minutes ago: the longest back-off is over. */
const pattern: SameCause = {
  text: 'the pool is full',
  at: agos(50 * minute, 40 * minute, 30 * minute, 20 * minute, 11 * minute),
  strategyHash: '0x00',
  side: 'Buy',
  mark: 2_000,
};

/** A book with an underlying to buy: nothing is held, and the target is 2 ETH. */
const buying = (sameCause: SameCause, change = {}, state = toyState({ accounts: { cross: holding(0, 3_000) } })) => {
  const history = new Map([
    [historyKey('hedge ETH', { underlying: 'ETH' }), { lastAt: sameCause.at.at(-1) ?? now, failures: 5, sameCause }],
  ]);
  return planTick(toyBook([hedgeRule({ to: 2, when: hedgeRule().when, ...change })], state, { history, now }))
    .decisions[0];
};
const when = { source: 'always', names: [], holds: () => true };

test('default: after five failures for one reason nothing more is opened', () => {
  expect(buying(pattern, { when })).toMatchObject({
    verdict: 'hold',
    not: [
      'the last 5 orders failed for one reason (the pool is full): nothing more is opened until the strategy file changes, the market moves by 2 % or 49 min have passed',
    ],
  });
});

describe('behavior: it may be tried again', () => {
  test.each([
    [
      'the five were spread over more than an hour',
      { at: agos(73 * minute, 40 * minute, 30 * minute, 20 * minute, 11 * minute) },
    ],
    ['there were only four', { at: pattern.at.slice(1) }],
    ['the strategy file has changed', { strategyHash: '0xed' }],
    ['the market is 2 % away', { mark: 1_950 }],
    ['they were on the other side', { side: 'Sell' }],
    ['an hour has passed', { at: pattern.at.map((at) => unixMillis(at - hour)) }],
  ] as const)('when %s', (_, change) => {
    expect(buying({ ...pattern, ...change } as SameCause, { when })?.verdict).toBe('act');
  });
});

test('behavior: of a trade through zero what closes is tried, and the rest is not', () => {
  const short3 = toyState({ accounts: { cross: holding(-3, 3_000) } });
  const decision = buying(pattern, { when }, short3);
  const terms = decision?.action?.terms as TradeTerms;
  expect(terms).toMatchObject({ side: 'Buy', reduceOnly: true });
  expect(toFloat(terms.quantity)).toBe(3);
  expect(terms.leverage).toBeUndefined();
  expect(decision?.size.at(-1)).toMatch(/^only what reduces: the last 5 orders failed/);
});

test('behavior: a close keeps its right to try, and survival as well', () => {
  const state = (health: number) => toyState({ accounts: { cross: holding(-10, 1_250 * health) } });
  for (const health of [1.1, 1.01]) {
    const subject = { marginAccount: 'toy cross' };
    const record = { lastAt: unixMillis(now - 11 * minute), failures: 9, sameCause: pattern };
    const history = new Map([[historyKey('deleverage toy *', subject), record]]);
    const input = { ...toyBook([], state(health), { history, now }), strategy: toyStrategy([deleverageRule()]) };
    expect(planTick(input).decisions[0]?.verdict).toBe('act');
  }
  const long = toyState({ accounts: { cross: { cash: wad(0n), quantities: { ETH: wad(4n * 10n ** 18n) } } } });
  expect(buying({ ...pattern, side: 'Sell' }, { when }, long)?.action?.terms).toMatchObject({
    side: 'Sell',
    reduceOnly: true,
  });
});

test('default: numbers do not make another cause', () => {
  expect(isSameCause('price 2 031.5 is over 2 030', 'price 1999 is over 1998')).toBe(true);
  expect(isSameCause('order 0xab12 is frozen', 'order 0xcd34 is frozen')).toBe(true);
  expect(isSameCause('the pool is full', 'the market is closed')).toBe(false);
});

test('behavior: that something came in between says nothing of an order, however often', () => {
  for (const text of [TAKEN_BACK, INTERRUPTED]) expect(isSameCause(text, text)).toBe(false);
});
