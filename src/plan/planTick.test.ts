import { describe, expect, test } from 'vitest';
import { parseExpression } from '../config/expression.js';
import type { TradeTerms } from '../model/order.js';
import { bps, milliseconds, toFloat, unixMillis, WAD, wad } from '../model/units.js';
import type { DecisionDraft, Plan, PlanInput } from './plan.js';
import { planTick } from './planTick.js';
import { historyKey } from './ruleHistory.js';
import {
  deleverageRule,
  deltaOver,
  hedgeRule,
  holding,
  topUpRule,
  toyBook,
  toyCondition,
  toyOrder,
  toySnapshot,
  toyStrategy,
  tradeOf,
  units,
  unlimited,
} from './testing/toyBook.js';
import { type ToyState, toyPerp, toyReading, toyState } from './testing/toyPerp.js';
import { toyWalletReading } from './testing/toyWallet.js';

const only = (plan: Plan): DecisionDraft => {
  expect(plan.decisions).toHaveLength(1);
  return plan.decisions[0] as DecisionDraft;
};
const trade = (decision: DecisionDraft | undefined): TradeTerms => decision?.action?.terms as TradeTerms;
const verdicts = (plan: Plan) =>
  plan.decisions.map(({ kind, verdict, orderClass }) => `${kind} ${orderClass} ${verdict}`);

/** Healthy enough that only delta matters. */
const long3 = toyState({ accounts: { cross: holding(3, 3_000) } });
const history = (rule: string, subject: object, lastAt: number, failures: number): PlanInput['history'] =>
  new Map([[historyKey(rule, subject as DecisionDraft['subject']), { lastAt: unixMillis(lastAt), failures }]]);
const now = 1_700_000_000_000;

describe('hedge', () => {
  test('behavior: a position is closed to the last wei, though delta is only a float', () => {
    // Its nearest float is 2.1223, a few wei more than there are.
    const quantity = wad(2_122_299_999_999_999_993n);
    const held = toyState({ accounts: { cross: { ...holding(3, 3_000), quantities: { ETH: quantity } } } });
    const decision = only(planTick(toyBook([hedgeRule()], held)));
    expect(trade(decision)).toMatchObject({ side: 'Sell', quantity, reduceOnly: true });
  });

  test('default: sells the delta away, and says why and how much', () => {
    const decision = only(planTick(toyBook([hedgeRule()], long3)));
    expect(decision).toMatchObject({
      verdict: 'act',
      orderClass: 'delta',
      because: ['delta 3 ETH: abs(delta) > 1'],
      size: ['delta 3 ETH to 0: sell 3 ETH; nothing in flight'],
      not: [],
      metrics: { delta: 3 },
    });
    expect(decision.action).toMatchObject({ subject: { underlying: 'ETH' }, notional: 6_000 });
    expect(trade(decision)).toEqual({
      kind: 'trade',
      venue: 'toy',
      instrument: 'toy ETH',
      position: 'toy cross/ETH',
      side: 'Sell',
      quantity: units(3),
      reduceOnly: true,
      maxSlippage: bps(30),
    });
  });

  test('behavior: a condition that does not hold makes no decision', () => {
    expect(planTick(toyBook([hedgeRule({ when: deltaOver(5) })], long3)).decisions).toEqual([]);
  });

  test('behavior: a trade through zero is not reduce-only', () => {
    expect(trade(only(planTick(toyBook([hedgeRule({ to: -1 })], long3)))).reduceOnly).toBe(false);
    expect(trade(only(planTick(toyBook([hedgeRule({ to: 4, when: deltaOver(1) })], long3)))).reduceOnly).toBe(false);
  });

  test('behavior: with no position there it opens one', () => {
    const flat = toyState({ accounts: { cross: holding(0, 3_000) } });
    const input = toyBook([hedgeRule()], flat);
    const wallet = toyWalletReading(flat.walletBalance, units(2), wad(2_000n * WAD));
    const snapshot = toySnapshot([toyReading(flat), wallet]);
    const terms = trade(only(planTick({ ...input, snapshot })));
    expect(terms).toMatchObject({ side: 'Sell', quantity: units(2), position: null, reduceOnly: false });
  });

  test('behavior: below the minimum it holds', () => {
    const decision = only(planTick(toyBook([hedgeRule({ minimum: 3.5 })], long3)));
    expect(decision).toMatchObject({ verdict: 'hold', not: ['3 ETH is below the minimum of 3.5 ETH'], action: null });
  });

  test('behavior: a closed market, a missing market and a wrong one are refused', () => {
    const closed = toyState({ ...long3, closed: 'the market is paused' });
    expect(only(planTick(toyBook([hedgeRule()], closed)))).toMatchObject({
      verdict: 'refused',
      not: ['toy ETH cannot be traded: the market is paused'],
    });
    expect(only(planTick(toyBook([hedgeRule({ on: ['toy BTC'] })], long3)))).toMatchObject({
      verdict: 'refused',
      not: ['toy BTC is not among the markets that were read'],
    });
    const marks = { ETH: wad(2_000n * WAD), BTC: wad(60_000n * WAD) };
    const two = toyState({ ...long3, marks, indexes: marks });
    expect(only(planTick(toyBook([hedgeRule({ on: ['toy BTC'] })], two))).not).toEqual([
      'toy BTC moves with BTC, not with ETH',
    ]);
  });

  test('behavior: what the venue would not take is refused with its reason', () => {
    const venues = new Map([['toy', toyPerp('toy', { refuse: 'the pool is dry' })]]);
    const decision = only(planTick({ ...toyBook([hedgeRule()], long3), venues }));
    expect(decision).toMatchObject({ verdict: 'refused', not: ['VENUE_LIMIT: the pool is dry'], action: null });
    expect(decision.checks.length).toBeGreaterThan(0);
  });

  test('behavior: what the venue would not take whole is hedged as far as it goes', () => {
    const tight = toyState({ accounts: { cross: holding(-1.2, 300) }, initialRequirement: 1_000 });
    const decision = only(planTick(toyBook([hedgeRule({ to: -2 })], tight)));
    // Equity 300 opens 3 000 USD, 1.5 short.
    expect(decision).toMatchObject({
      verdict: 'act',
      size: [
        'delta -1.2 ETH to -2: sell 0.8 ETH; nothing in flight',
        'shrunk to 0.3 ETH: not enough free collateral on toy to sell 0.8 ETH',
      ],
      not: [],
    });
    expect(toFloat(trade(decision).quantity)).toBeCloseTo(0.3, 6);
    expect(decision.checks.filter(({ verdict }) => verdict !== 'pass')).toMatchObject([
      { code: 'VENUE_LIMIT', verdict: 'shrink' },
    ]);
    const below = only(planTick(toyBook([hedgeRule({ to: -2, minimum: 0.31 })], tight)));
    expect(below).toMatchObject({ verdict: 'refused', action: null });
    expect(below.not[0]).toMatch(
      /^VENUE_LIMIT: not enough free collateral on toy to sell 0.8 ETH; only 0.3 ETH would fit \(600 USD, the minimum is 620 USD\)$/,
    );
  });

  test.each([0, 0.01])(
    'behavior: at the edge of its collateral a hedge ends; no dust follows (minimum %d)',
    (minimum) => {
      const rule = hedgeRule({
        to: -5,
        minimum,
        when: toyCondition('delta > -4', ['delta'], (read) => read('delta') > -4),
      });
      let state = toyState({ accounts: { cross: holding(0, 300) }, initialRequirement: 1_000 });
      const sent: number[] = [];
      for (let tick = 0; tick < 20; tick++) {
        // The price trembles, so the room that is left does too.
        const price = wad((2_000n - BigInt(tick % 2)) * WAD);
        state = { ...state, marks: { ETH: price }, indexes: { ETH: price } };
        const input = toyBook([rule], state);
        const { action } = only(planTick(input));
        if (!action) continue;
        sent.push(toFloat((action.terms as TradeTerms).quantity));
        state = input.venues.get('toy')?.after(toyReading(state), action.terms).detail as ToyState;
      }
      expect(sent).toHaveLength(1);
      expect(sent[0]).toBeCloseTo(1.5, 6);
    },
  );

  test('behavior: a bug in an adapter does not take the tick down', () => {
    const broken = {
      ...toyPerp('toy'),
      after: () => {
        throw new TypeError('x is undefined');
      },
    };
    const input = {
      ...toyBook([hedgeRule(), hedgeRule({ name: 'second' })], long3),
      venues: new Map([['toy', broken]]),
    };
    expect(planTick(input).decisions.map(({ verdict }) => verdict)).toEqual(['refused', 'refused']);
  });

  test('behavior: the second of two rules sees what the first did', () => {
    const half = hedgeRule({ name: 'half', to: 1.5 });
    const plan = planTick(toyBook([half, hedgeRule({ name: 'rest' })], long3));
    expect(plan.decisions.map((decision) => toFloat(trade(decision).quantity))).toEqual([1.5, 1.5]);
    expect(plan.projected.underlyings[0]?.delta).toBe(3);
  });

  test('behavior: a number that nobody knows makes no condition hold, and no alternative fail', () => {
    // Delta is known for ETH only, and nothing is known of BTC.
    const decisionsOf = (when: string, underlying = 'BTC') =>
      planTick(toyBook([hedgeRule({ when: parseExpression(when, 'hedge'), underlying })], long3)).decisions;
    expect(decisionsOf('vega > 0')).toEqual([]);
    expect(decisionsOf('not (vega > 0)')).toEqual([]);
    expect(decisionsOf('vega > 0 and gas >= 0')).toEqual([]);
    expect(decisionsOf('vega > 0 or portfolioNotional > 1')).toMatchObject([
      {
        verdict: 'refused',
        because: ['portfolioNotional 6000 USD, vega unknown: vega > 0 or portfolioNotional > 1'],
        metrics: { portfolioNotional: 6_000 },
      },
    ]);
    expect(decisionsOf('vega > 0 or delta > 1', 'ETH')).toMatchObject([{ verdict: 'act' }]);
  });
});

describe('in flight', () => {
  test('behavior: an order that will level the delta is not sent twice', () => {
    const input = toyBook([hedgeRule()], long3, { openOrders: [toyOrder(tradeOf(-3))] });
    const plan = planTick(input);
    expect(plan.risk.underlyings[0]?.delta).toBe(3);
    expect(plan.projected.underlyings[0]?.delta).toBe(0);
    expect(only(plan)).toMatchObject({
      verdict: 'hold',
      because: ['delta 3 ETH: abs(delta) > 1'],
      not: ['order order-1 is in flight and brings delta to 0 ETH'],
    });
  });

  test('behavior: what is unknown before and after has not been brought about', () => {
    // A hedge has no health.
    const when = toyCondition('abs(delta) > 1', ['delta', 'health'], (read) => Math.abs(read('delta')) > 1);
    const rules = [hedgeRule({ when })];
    expect(only(planTick(toyBook(rules, long3, { openOrders: [toyOrder(tradeOf(-3))] }))).not).toEqual([
      'order order-1 is in flight and brings delta to 0 ETH',
    ]);
  });

  test('behavior: while its own order is in flight a rule waits, even when more is wanted', () => {
    const input = toyBook([hedgeRule()], long3, { openOrders: [toyOrder(tradeOf(-1))] });
    expect(only(planTick(input))).toMatchObject({ verdict: 'hold', not: ['order order-1 is in flight'] });
  });

  test("behavior: another rule's order counts in the size", () => {
    const input = toyBook([hedgeRule()], long3, { openOrders: [toyOrder(tradeOf(-1), { rule: 'other' })] });
    const decision = only(planTick(input));
    expect(trade(decision).quantity).toBe(units(2));
    expect(decision.size).toEqual(['delta 2 ETH to 0: sell 2 ETH; -1 ETH in flight is counted']);
  });

  test('behavior: finished orders and those of other accounts do not count', () => {
    const openOrders = [
      toyOrder(tradeOf(-3), { status: 'Filled' }),
      toyOrder(tradeOf(-3), { account: '0x00000000000000000000000000000000000000ff' }),
    ];
    expect(trade(only(planTick(toyBook([hedgeRule()], long3, { openOrders })))).quantity).toBe(units(3));
  });

  test('behavior: an order nobody can account for blocks new risk and lets reducing pass', () => {
    const unknown = [toyOrder(tradeOf(0.1), { rule: 'other', status: 'Unknown' })];
    expect(only(planTick(toyBook([hedgeRule()], long3, { openOrders: unknown }))).verdict).toBe('act');
    const opening = planTick(toyBook([hedgeRule({ to: -1 })], long3, { openOrders: unknown }));
    expect(only(opening)).toMatchObject({
      verdict: 'refused',
      not: ['UNKNOWN_ORDER: order order-1 on toy is unaccounted for'],
    });
  });

  test('behavior: an order whose effect cannot be told makes the delta unknown', () => {
    const stuck = toyOrder(tradeOf(-9, { position: 'toy gone/ETH' }), { rule: 'other' });
    const decision = only(planTick(toyBook([hedgeRule()], long3, { openOrders: [stuck] })));
    expect(decision.verdict).toBe('refused');
    expect(decision.not[0]).toContain('UNREAD_VENUE: what toy holds is not known: what order order-1 will do');
  });
});

describe('waiting', () => {
  const subject = { underlying: 'ETH' };

  test('behavior: a cooldown holds a rule back, and then lets it go', () => {
    const rules = [hedgeRule({ cooldown: milliseconds(120_000) })];
    const waiting = toyBook(rules, long3, { history: history('hedge ETH', subject, now - 20_000, 0) });
    expect(only(planTick(waiting))).toMatchObject({ verdict: 'hold', not: ['cooling down: 100 s left of 120 s'] });
    const over = toyBook(rules, long3, { history: history('hedge ETH', subject, now - 120_000, 0) });
    expect(only(planTick(over)).verdict).toBe('act');
  });

  test('behavior: failures back off, survival less', () => {
    const failing = toyBook([hedgeRule()], long3, { history: history('hedge ETH', subject, now - 1_000, 3) });
    expect(only(planTick(failing))).toMatchObject({
      verdict: 'hold',
      not: ['backing off after 3 failed orders: 7 s left of 8 s'],
    });
    const sick = toyState({ accounts: { cross: holding(-10, 1_260) } });
    const account = { marginAccount: 'toy cross' };
    const rules = [topUpRule({ cooldown: milliseconds(3_600_000) })];
    const at = (lastAt: number, failures: number) =>
      only(planTick(toyBook(rules, sick, { history: history('topUp toy *', account, lastAt, failures) }))).verdict;
    expect(at(now - 1_000, 0)).toBe('act');
    expect(at(now - 29_000, 50)).toBe('hold');
    expect(at(now - 30_000, 50)).toBe('act');
  });
});

describe('not knowing', () => {
  test('behavior: rules of a venue that was not read are refused with the reason', () => {
    const snapshot = toySnapshot([], [{ venue: 'toy', error: 'getAccountValue reverted' }]);
    const plan = planTick({ ...toyBook([topUpRule(), hedgeRule()]), snapshot });
    expect(plan.decisions.map(({ kind, subject, verdict, not }) => ({ kind, subject, verdict, not }))).toEqual([
      {
        kind: 'topUp',
        subject: { marginAccount: 'toy *' },
        verdict: 'refused',
        not: ['toy was not read: getAccountValue reverted'],
      },
      {
        kind: 'hedge',
        subject: { underlying: 'ETH' },
        verdict: 'refused',
        not: ['toy was not read: getAccountValue reverted'],
      },
    ]);
  });

  test('behavior: an unread venue that may hold the underlying stops the hedge and not the rescue', () => {
    const sick = toyState({ accounts: { cross: holding(-10, 1_260) } });
    const input = toyBook([topUpRule(), hedgeRule()], sick);
    const snapshot = toySnapshot([toyReading(sick)], [{ venue: 'options', error: 'timed out' }]);
    const watch = [...input.strategy.watch, { venue: 'options', names: ['ETH'] }];
    const strategy = { ...input.strategy, watch };
    const plan = planTick({ ...input, snapshot, strategy });
    expect(verdicts(plan)).toEqual(['topUp survive act', 'hedge delta refused']);
    expect(plan.decisions[1]?.not).toEqual(['UNREAD_VENUE: what options holds is not known: timed out']);
  });

  test('behavior: an unread venue that holds something else stops nothing', () => {
    const marks = { ETH: wad(2_000n * WAD), BTC: wad(60_000n * WAD) };
    const state = toyState({ ...long3, marks, indexes: marks });
    const input = toyBook([hedgeRule()], state);
    const snapshot = toySnapshot([toyReading(state)], [{ venue: 'btc-options', error: 'timed out' }]);
    const watch = [...input.strategy.watch, { venue: 'btc-options', names: ['BTC'] }];
    expect(only(planTick({ ...input, snapshot, strategy: { ...input.strategy, watch } })).verdict).toBe('act');
  });
});

describe('limits', () => {
  test('behavior: what was chosen in this tick counts against the limits', () => {
    const limits = { ...unlimited, day: { ...unlimited.day, turnover: 5_000 } };
    const rules = [hedgeRule({ name: 'half', to: 1.5 }), hedgeRule({ name: 'rest' })];
    const plan = planTick({ ...toyBook([], long3), strategy: toyStrategy(rules, { limits }) });
    // 3 000 USD, and then what is left of the day.
    expect(plan.decisions.map((decision) => toFloat(trade(decision).quantity))).toEqual([1.5, 1]);
    expect(plan.decisions[1]).toMatchObject({
      size: [
        'delta 1.5 ETH to 0: sell 1.5 ETH; nothing in flight',
        'shrunk to 1 ETH: 3000 USD in the last 24 h and 3000 USD now; the limit is 5000 USD',
      ],
      not: [],
    });
  });

  test('behavior: halted, every wish is refused', () => {
    const sick = toyState({ accounts: { cross: holding(-10, 1_260) } });
    const plan = planTick(toyBook([topUpRule(), deleverageRule(), hedgeRule()], sick, { tradingState: 'halted' }));
    expect(new Set(plan.decisions.map(({ verdict }) => verdict))).toEqual(new Set(['refused']));
  });
});
