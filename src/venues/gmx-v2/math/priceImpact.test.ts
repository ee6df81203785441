import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyContext, anySize } from '../../../../test/fixtures/gmx/positions.arbitrary.js';
import { recordedMarkets } from '../../../../test/fixtures/gmx/positions.js';
import type { MarketContext } from '../state.js';
import { openInterest, openInterestInTokens } from './balance.js';
import { priceImpact } from './priceImpact.js';
import { openingPrice } from './prices.js';

const withoutVirtualInventory = (context: MarketContext): MarketContext => ({
  ...context,
  market: { ...context.market, state: { ...context.market.state, hasVirtualInventory: false } },
});

/** The market with a side grown, and nothing else touched. */
function grown(context: MarketContext, isLong: boolean, usd: bigint, tokens: bigint): MarketContext {
  const side = isLong ? 'long' : 'short';
  const { state, props } = context.market;
  const both = props.longToken === props.shortToken;
  const add = (pair: { longToken: bigint; shortToken: bigint }, delta: bigint) => ({
    longToken: pair.longToken + delta,
    shortToken: pair.shortToken + (both ? delta : 0n),
  });
  const openInterest = { ...state.openInterest, [side]: add(state.openInterest[side], usd) };
  const openInterestInTokens = { ...state.openInterestInTokens, [side]: add(state.openInterestInTokens[side], tokens) };
  return { ...context, market: { ...context.market, state: { ...state, openInterest, openInterestInTokens } } };
}

const tokensOf = (context: MarketContext, isLong: boolean, usd: bigint): bigint =>
  usd / openingPrice(context.prices, isLong);

test('default: nothing moves, nothing is charged', () => {
  for (const { context } of recordedMarkets)
    expect(priceImpact(context, { isLong: true, usd: 0n, tokens: 0n })).toEqual({
      usd: 0n,
      balanceWasImproved: false,
    });
});

test('invariant: there and back never earns', () => {
  fc.assert(
    fc.property(anyContext, fc.boolean(), anySize, (context, isLong, usd) => {
      const tokens = tokensOf(context, isLong, usd);
      const there = priceImpact(context, { isLong, usd, tokens });
      const back = priceImpact(grown(context, isLong, usd, tokens), { isLong, usd: -usd, tokens: -tokens });
      expect(there.usd + back.usd <= 0n).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('invariant: the virtual inventory never makes a trade cheaper', () => {
  fc.assert(
    fc.property(anyContext, fc.boolean(), anySize, (context, isLong, usd) => {
      const change = { isLong, usd, tokens: tokensOf(context, isLong, usd) };
      expect(priceImpact(context, change).usd <= priceImpact(withoutVirtualInventory(context), change).usd).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('invariant: two halves of a way cost what the whole way costs, while the same side stays the larger', () => {
  let compared = 0;
  fc.assert(
    fc.property(fc.constantFrom(...recordedMarkets), anySize, anySize, (recorded, first, second) => {
      const context = withoutVirtualInventory(recorded.context);
      const { market, globals } = context;
      const inTokens = globals.useOpenInterestInTokensForBalance;
      const of = inTokens ? openInterestInTokens : openInterest;
      const isLong = of(market, true) >= of(market, false);
      const [a, b] = [tokensOf(context, isLong, first), tokensOf(context, isLong, second)];
      const whole = priceImpact(context, { isLong, usd: first + second, tokens: a + b });
      const start = priceImpact(context, { isLong, usd: first, tokens: a });
      const rest = priceImpact(grown(context, isLong, first, a), { isLong, usd: second, tokens: b });
      expect(start.usd + rest.usd).toBe(whole.usd);
      compared++;
    }),
    { numRuns: 200 },
  );
  expect(compared).toBe(200);
});
