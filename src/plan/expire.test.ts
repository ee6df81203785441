import { describe, expect, test } from 'vitest';
import { unixMillis } from '../model/units.js';
import { planTick } from './planTick.js';
import { prepareOrders } from './prepareOrders.js';
import { historyKey } from './ruleHistory.js';
import { hedgeRule, holding, stopOf, toyBook, toyOrder, toyVenueOrder, tradeOf } from './testing/toyBook.js';
import { toyPerp, toyState } from './testing/toyPerp.js';

const late = { overdue: true, cancelable: true };
const state = (...orders: ReturnType<typeof toyVenueOrder>[]) =>
  toyState({ accounts: { cross: holding(3, 3_000) }, orders });
const ours = (change = {}) => toyOrder(tradeOf(-1), { venueOrders: ['venue-1'], ...change });
const cancel = toyOrder({ kind: 'cancel', venue: 'toy', order: 'venue-1' }, { id: 'order-2', rule: 'expire' });

const expired = (input: Parameters<typeof planTick>[0]) =>
  planTick(input).decisions.filter(({ kind }) => kind === 'expire');

describe('a market order', () => {
  test('default: of ours that was not carried out in time is taken back, without any rule', () => {
    const book = toyBook([], state(toyVenueOrder(tradeOf(-1), late)), { openOrders: [ours({ orderClass: 'margin' })] });
    expect(expired(book)).toMatchObject([
      {
        rule: 'expire',
        verdict: 'act',
        orderClass: 'margin',
        subject: { venueOrder: 'venue-1' },
        because: ['sell 1 toy ETH (venue-1) was not carried out within 10 s'],
        action: { rule: 'expire', terms: { kind: 'cancel', venue: 'toy', order: 'venue-1' }, notional: 0 },
      },
    ]);
  });

  test('behavior: is prepared on the book as it is, though it counts as carried out', () => {
    const input = toyBook([], state(toyVenueOrder(tradeOf(-1), late)), { openOrders: [ours()] });
    const { prepared } = prepareOrders({ ...input, plan: planTick(input) });
    expect(prepared.map(({ decision }) => decision)).toMatchObject([{ kind: 'expire', verdict: 'act', not: [] }]);
  });

  test('behavior: one that the venue suspended is taken back as well', () => {
    const frozen = toyVenueOrder(tradeOf(-1), { status: 'Suspended', cancelable: true });
    expect(expired(toyBook([], state(frozen), { openOrders: [ours()] }))[0]?.because).toEqual([
      'sell 1 toy ETH (venue-1) was suspended by toy',
    ]);
  });

  test('behavior: not before it is late, nor before the venue allows it, nor twice, nor when it is by hand', () => {
    const none = [
      toyBook([], state(toyVenueOrder(tradeOf(-1), { cancelable: true })), { openOrders: [ours()] }),
      toyBook([], state(toyVenueOrder(tradeOf(-1), { overdue: true })), { openOrders: [ours()] }),
      toyBook([], state(toyVenueOrder(tradeOf(-1), late)), { openOrders: [ours(), cancel] }),
      toyBook([], state(toyVenueOrder(tradeOf(-1), late))),
    ];
    for (const book of none) expect(expired(book)).toEqual([]);
  });

  test('behavior: backs off after a failure', () => {
    const now = unixMillis(1_700_000_000_000);
    const history = new Map([
      [historyKey('expire', { venueOrder: 'venue-1' }), { lastAt: unixMillis(now - 1_000), failures: 2 }],
    ]);
    const book = toyBook([], state(toyVenueOrder(tradeOf(-1), late)), { openOrders: [ours()], history, now });
    expect(expired(book)).toMatchObject([
      { verdict: 'hold', not: ['backing off after 2 failed orders: 3 s left of 4 s'] },
    ]);
  });

  test('behavior: the halt stops it, and what the venue refuses is told', () => {
    const book = toyBook([], state(toyVenueOrder(tradeOf(-1), late)), {
      openOrders: [ours({ orderClass: 'survive' })],
    });
    expect(expired({ ...book, tradingState: 'halted' })[0]?.not).toEqual([
      'TRADING_STATE: trading is halted by the operator',
    ]);
    expect(expired({ ...book, tradingState: 'reducing' })[0]?.verdict).toBe('act');
    const venues = new Map([['toy', toyPerp('toy', { refuse: 'cancelling is disabled' })]]);
    expect(expired({ ...book, venues })[0]).toMatchObject({ verdict: 'refused', not: ['toy: cancelling is disabled'] });
  });

  test('behavior: the rule that wanted it acts anew once it is gone', () => {
    const rules = [hedgeRule()];
    const waiting = toyBook(rules, state(toyVenueOrder(tradeOf(-1), late)), { openOrders: [ours(), cancel] });
    expect(planTick(waiting).decisions).toMatchObject([{ kind: 'hedge', verdict: 'hold' }]);
    expect(planTick(toyBook(rules, state())).decisions).toMatchObject([{ kind: 'hedge', verdict: 'act' }]);
  });
});

describe('a stop', () => {
  const gone = toyVenueOrder(stopOf(3, 1_800, { position: 'toy old/ETH' }), { cancelable: true });
  const placed = toyOrder(stopOf(3, 1_800, { position: 'toy old/ETH' }), { venueOrders: ['venue-1'] });

  test('default: of ours is taken back when its position is gone', () => {
    expect(expired(toyBook([], state(gone), { openOrders: [placed] }))).toMatchObject([
      { orderClass: 'cost', because: ['sell 3 toy ETH (venue-1): toy old/ETH is gone'], verdict: 'act' },
    ]);
  });

  test('behavior: not while its position is there or on its way, and never one by hand', () => {
    const coming = toyVenueOrder(tradeOf(1, { position: 'toy old/ETH' }), { id: 'venue-2' });
    const none = [
      toyBook([], state(toyVenueOrder(stopOf(3, 1_800), { cancelable: true })), { openOrders: [placed] }),
      toyBook([], state(gone, coming), { openOrders: [placed] }),
      toyBook([], state(gone)),
    ];
    for (const book of none) expect(expired(book)).toEqual([]);
  });
});
