import { describe, expect, test } from 'vitest';
import type { Market } from '../model/market.js';
import type { TradeTerms } from '../model/order.js';
import { bps, toFloat, tokenAmount, WAD, wad, wei } from '../model/units.js';
import { holding, toySnapshot, unlimited, unused } from '../plan/testing/toyBook.js';
import { toyPerp, toyReading, toyState } from '../plan/testing/toyPerp.js';
import { VenueRefusal } from '../venues/venue.js';
import type { CheckContext } from './check.js';
import { checkAction } from './checkAction.js';
import { checkCodes } from './checkCodes.js';
import { actionOf, addUsdc, comfortable, contextOf, sell, violations } from './testing/violations.js';

const check = (code: string, context: CheckContext) => {
  const { checks, action } = checkAction(context);
  const found = checks.find((candidate) => candidate.code === code);
  return { verdict: found?.verdict, text: found?.text, action };
};
const quantityOf = (context: CheckContext): number =>
  toFloat((checkAction(context).action as { terms: TradeTerms }).terms.quantity);

test('default: every check of the table answers, in its order, and a good action passes untouched', () => {
  const context = contextOf(actionOf(sell(3)));
  const { checks, action } = checkAction(context);
  expect(checks.map(({ code }) => code)).toEqual(checkCodes.map(({ code }) => code));
  expect(checks.every(({ verdict, text }) => verdict === 'pass' && text !== '')).toBe(true);
  expect(action).toEqual(context.action);
});

describe('TRADING_STATE', () => {
  const reducing = { tradingState: 'reducing' as const };
  test('behavior: while reducing, what lowers risk passes', () => {
    expect(check('TRADING_STATE', contextOf(actionOf(sell(3)), comfortable, reducing)).verdict).toBe('pass');
    expect(check('TRADING_STATE', contextOf(actionOf(addUsdc(5)), comfortable, reducing)).verdict).toBe('pass');
    const withdraw = { ...addUsdc(5), kind: 'removeCollateral' as const };
    expect(check('TRADING_STATE', contextOf(actionOf(withdraw), comfortable, reducing)).verdict).toBe('reject');
    expect(check('TRADING_STATE', contextOf(actionOf(sell(4)), comfortable, reducing)).verdict).toBe('reject');
  });

  test('behavior: halted stops every class', () => {
    for (const orderClass of ['survive', 'margin', 'delta', 'cost'] as const) {
      const context = contextOf(actionOf(addUsdc(5), { orderClass }), comfortable, { tradingState: 'halted' });
      expect(checkAction(context).action).toBeNull();
    }
  });
});

describe('MAX_ORDER_USD', () => {
  test('behavior: cuts a trade and a top-up to the limit, never over it', () => {
    const limits = { ...unlimited, order: 1_000 };
    const trade = checkAction(contextOf(actionOf(sell(3)), comfortable, { limits })).action;
    expect(trade?.notional).toBe(1_000);
    expect(quantityOf(contextOf(actionOf(sell(3)), comfortable, { limits }))).toBe(0.5);
    const topUp = checkAction(contextOf(actionOf(addUsdc(5_000)), comfortable, { limits })).action;
    expect(topUp?.terms).toEqual(addUsdc(1_000));
  });

  test('behavior: what is left is not sent when it is below the minimum', () => {
    const context = contextOf(actionOf(sell(3)), comfortable, { limits: { ...unlimited, order: 50 }, least: 100 });
    expect(check('MAX_ORDER_USD', context)).toMatchObject({ verdict: 'reject', action: null });
    expect(check('MAX_ORDER_USD', context).text).toBe(
      '6000 USD; the limit is 50 USD an order; only 0.025 ETH would fit (50 USD, the minimum is 100 USD)',
    );
  });
});

describe('TURNOVER_PER_DAY', () => {
  test('behavior: cuts to what is left of the day, and stops when nothing is', () => {
    const limits = { ...unlimited, day: { ...unlimited.day, turnover: 10_000 } };
    const used = (turnoverLastDay: number) =>
      contextOf(actionOf(sell(3)), comfortable, { limits, usage: { ...unused, turnoverLastDay } });
    expect(quantityOf(used(9_000))).toBe(0.5);
    expect(check('TURNOVER_PER_DAY', used(10_000)).verdict).toBe('reject');
    expect(check('TURNOVER_PER_DAY', used(12_000)).verdict).toBe('reject');
  });

  test('behavior: collateral is not turnover', () => {
    const limits = { ...unlimited, day: { ...unlimited.day, turnover: 0 } };
    expect(check('TURNOVER_PER_DAY', contextOf(actionOf(addUsdc(5)), comfortable, { limits })).verdict).toBe('pass');
  });
});

describe('MAX_SLIPPAGE', () => {
  test("behavior: the rule's bound is tightened to the operator's", () => {
    const context = contextOf(actionOf(sell(3, { maxSlippage: bps(500) })));
    expect(check('MAX_SLIPPAGE', context)).toMatchObject({
      verdict: 'shrink',
      action: { terms: { maxSlippage: 100 }, notional: 6_000 },
    });
  });

  test('behavior: only as much is traded as is expected to stay within the bound', () => {
    // 20 bps per unit, 30 allowed.
    const context = violations['MAX_SLIPPAGE']?.('delta') as CheckContext;
    expect(quantityOf(context)).toBeCloseTo(1.5, 6);
    expect(quantityOf(context)).toBeLessThanOrEqual(1.5);
  });

  test('behavior: a lagging mark is no slippage', () => {
    const context = contextOf(actionOf(sell(3)), { ...comfortable, impactPerUnit: 5 });
    const [reading] = context.snapshot.readings;
    if (!reading) throw new Error('unreachable');
    const markets = reading.markets.map((market) => ({ ...market, mark: wad(2_100n * WAD) }));
    const snapshot = toySnapshot([{ ...reading, markets }]);
    expect(check('MAX_SLIPPAGE', { ...context, snapshot })).toMatchObject({
      verdict: 'pass',
      text: '15 bps expected; the bound is 30 bps',
    });
  });

  test('behavior: what a venue cannot fill is cut to what it can', () => {
    const context = contextOf(actionOf(sell(3)));
    const estimate: typeof context.venue.estimate = (reading, terms) => {
      if (toFloat(terms.quantity) > 2) throw new VenueRefusal('the pool is too thin');
      return context.venue.estimate(reading, terms);
    };
    const thin = { ...context, venue: { ...context.venue, estimate } };
    expect(quantityOf(thin)).toBeCloseTo(2, 6);
    const dry = { ...context, venue: { ...context.venue, estimate: () => estimate(undefined as never, sell(3)) } };
    expect(check('MAX_SLIPPAGE', dry)).toMatchObject({ verdict: 'reject', text: 'the pool is too thin' });
  });

  test('behavior: what a margin account must reduce was sized by its venue and is not cut', () => {
    const subject = { marginAccount: 'toy cross' };
    const steep = { ...comfortable, impactPerUnit: 500 };
    const context = contextOf(actionOf(sell(3), { subject, orderClass: 'margin' }), steep);
    expect(check('MAX_SLIPPAGE', context).verdict).toBe('pass');
  });

  test('behavior: a better price than expected is no slippage', () => {
    const better = { ...comfortable, impactPerUnit: -200 };
    expect(check('MAX_SLIPPAGE', contextOf(actionOf(sell(3)), better)).verdict).toBe('pass');
  });
});

describe('PRICE_SANITY', () => {
  test("behavior: another venue's oracle counts", () => {
    const off = toyReading(toyState({ venue: 'other', indexes: { ETH: wad(2_050n * WAD) } }));
    const context = { ...contextOf(actionOf(sell(3))), snapshot: toySnapshot([toyReading(comfortable), off]) };
    expect(check('PRICE_SANITY', context)).toMatchObject({
      verdict: 'reject',
      text: 'the oracle of other, 2050, is 250 bps from the index, 2000; the limit is 100 bps',
    });
  });

  test('behavior: where the market would execute counts, and not a mark that lags behind', () => {
    const context = contextOf(actionOf(sell(3)));
    const at = (change: Partial<Market>) => {
      const markets = toyReading(comfortable).markets.map((market) => ({ ...market, ...change }));
      return check('PRICE_SANITY', {
        ...context,
        snapshot: toySnapshot([{ ...toyReading(comfortable), markets }]),
      });
    };
    expect(at({ mark: wad(1_800n * WAD) })).toMatchObject({
      verdict: 'pass',
      text: 'the price to trade at, 2000, is 0 bps from the index, 2000; the limit is 100 bps',
    });
    expect(at({ last: wad(2_030n * WAD) })).toMatchObject({
      verdict: 'reject',
      text: 'the price to trade at, 2030, is 150 bps from the index, 2000; the limit is 100 bps',
    });
  });

  test('behavior: an index of nothing is not sane', () => {
    const dead = { ...comfortable, indexes: { ETH: wad(0n) } };
    expect(check('PRICE_SANITY', contextOf(actionOf(sell(3)), dead)).verdict).toBe('reject');
  });
});

describe('REDUCE_ONLY', () => {
  test('behavior: a trade for a margin account must be reduce-only', () => {
    const subject = { marginAccount: 'toy cross' };
    const trade = (reduceOnly: boolean) =>
      contextOf(actionOf(sell(2, { reduceOnly }), { subject, orderClass: 'margin' }));
    expect(check('REDUCE_ONLY', trade(false)).verdict).toBe('reject');
    expect(check('REDUCE_ONLY', trade(true)).verdict).toBe('pass');
  });
});

describe('FUNDS', () => {
  test('behavior: says what is missing', () => {
    expect(check('FUNDS', contextOf(actionOf(addUsdc(10_001)))).text).toBe('the wallet lacks 1 USDC');
  });

  test('behavior: without gas token nothing can be sent', () => {
    const context = contextOf(actionOf(sell(3)));
    const snapshot = { ...context.snapshot, nativeBalance: wei(0n) };
    expect(check('FUNDS', { ...context, snapshot }).text).toBe('the account has no gas token');
  });

  test('behavior: a balance that was overdrawn before is not this order’s doing', () => {
    const overdrawn = { ...comfortable, walletBalance: tokenAmount(-5n) };
    expect(check('FUNDS', contextOf(actionOf(sell(3)), overdrawn)).verdict).toBe('pass');
  });
});

describe('HEALTH_AFTER', () => {
  test('behavior: cuts to what keeps the account at the limit', () => {
    const context = violations['HEALTH_AFTER']?.('delta') as CheckContext;
    // Equity 3 000 carries 24 000 USD at a health of 2: 12 short, 15 from 3 long.
    expect(quantityOf(context)).toBeCloseTo(15, 6);
    expect(quantityOf(context)).toBeLessThanOrEqual(15);
  });

  test('behavior: an account that is below already may be improved and not worsened', () => {
    const sick = toyState({ accounts: { cross: holding(3, 400) } });
    const limits = { ...unlimited, health: 2 };
    expect(check('HEALTH_AFTER', contextOf(actionOf(sell(1)), sick, { limits })).verdict).toBe('pass');
    const buy = { ...sell(1), side: 'Buy' as const, reduceOnly: false };
    expect(check('HEALTH_AFTER', contextOf(actionOf(buy), sick, { limits })).verdict).toBe('reject');
  });
});

describe('VENUE_LIMIT', () => {
  test('behavior: a hedge is cut to what the venue takes', () => {
    const context = violations['VENUE_LIMIT']?.('delta') as CheckContext;
    // Equity 3 000 opens 30 000 USD: 15 short, 18 from 3 long.
    expect(check('VENUE_LIMIT', context)).toMatchObject({
      verdict: 'shrink',
      text: 'not enough free collateral on toy to sell 20 ETH',
    });
    expect(quantityOf(context)).toBeCloseTo(18, 6);
    expect(quantityOf(context)).toBeLessThanOrEqual(18);
  });

  test('behavior: what the venue takes is not sent when it is below the minimum', () => {
    const context = { ...(violations['VENUE_LIMIT']?.('delta') as CheckContext), least: 36_001 };
    expect(check('VENUE_LIMIT', context)).toMatchObject({ verdict: 'reject', action: null });
    expect(check('VENUE_LIMIT', { ...context, least: 35_999 })).toMatchObject({ verdict: 'shrink' });
  });

  test('behavior: what the venue takes in no size is refused in its own words', () => {
    const context = { ...contextOf(actionOf(sell(1))), venue: toyPerp('toy', { refuse: 'the pool is dry' }) };
    expect(check('VENUE_LIMIT', context)).toMatchObject({ verdict: 'reject', text: 'the pool is dry' });
  });
});

describe('where the room is an edge that moves with every block', () => {
  /** Room for a hundredth of the 1 ETH that is asked for. */
  const full = toyState({ accounts: { cross: holding(-9.99, 2_000) }, initialRequirement: 1_000 });
  const more = actionOf(sell(1, { reduceOnly: false }));
  const worlds: Record<string, CheckContext> = {
    VENUE_LIMIT: contextOf(more, full),
    HEALTH_AFTER: contextOf(more, { ...full, initialRequirement: 0 }, { limits: { ...unlimited, health: 1.6 } }),
  };

  test.each(Object.entries(worlds))('behavior: %s sends no dust, with a minimum or without', (code, context) => {
    expect(check(code, { ...context, least: 0 })).toMatchObject({ verdict: 'reject', action: null });
    expect(check(code, { ...context, least: 21 })).toMatchObject({ verdict: 'reject', action: null });
    expect(check(code, { ...context, least: 19 }).verdict).toBe('shrink');
    expect(quantityOf({ ...context, least: 19 })).toBeCloseTo(0.01, 6);
  });
});

test('behavior: a venue that cannot evaluate the action has not agreed to it', () => {
  const context = contextOf(actionOf(sell(1, { position: 'toy gone/ETH' })));
  expect(check('FUNDS', context)).toMatchObject({ verdict: 'reject', text: 'toy gone/ETH is not a position here' });
});
