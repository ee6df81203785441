import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyOpening, type Opening } from '../../../test/fixtures/gmx/positions.arbitrary.js';
import { recordedPositions } from '../../../test/fixtures/gmx/positions.js';
import { gmxBindingOf, gmxDetailOf } from '../../../test/gmxDetail.js';
import type { TradeTerms } from '../../model/order.js';
import { bps, fromFloat, toFloat, wad } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import { priceToWad, tokensToQuantity } from './convert.js';
import { describe } from './describe.js';
import type { GmxDetail } from './detail.js';
import { positionKey } from './keys.js';
import { instrumentIdOf } from './names.js';
import { depositOnly } from './orders/increaseIntents.js';
import { increasePart, type Parts } from './parts.js';
import { topUpAmount } from './topUp.js';
import { tradeParts } from './tradeParts.js';

/** null where GMX would not take it. */
function unlessRefused<Value>(ask: () => Value): Value | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof VenueRefusal) return null;
    throw error;
  }
}

const anyPosition = fc.constantFrom(...recordedPositions.filter((_, index) => index % 4 === 0));
const anyShare = fc.bigInt({ min: 1n, max: 2_000n });

const balanceOf = (detail: GmxDetail, token: string): bigint =>
  detail.wallet.find((row) => row.token.toLowerCase() === token.toLowerCase())?.balance ?? 0n;

function trade(recorded: (typeof recordedPositions)[number], perMille: bigint, more: Partial<TradeTerms>) {
  const { context, position } = recorded;
  const detail = gmxDetailOf(context, [position]);
  const binding = gmxBindingOf([position]);
  const [account] = describe(binding, detail).marginAccounts;
  const { name, indexTokenDecimals } = context.market.props;
  const tokens = (position.sizeInTokens * perMille) / 1_000n + 1n;
  const terms: TradeTerms = {
    kind: 'trade',
    venue: 'gmx-v2',
    instrument: instrumentIdOf(name),
    position: account?.id ?? null,
    side: position.isLong ? 'Sell' : 'Buy',
    quantity: tokensToQuantity(tokens, indexTokenDecimals),
    reduceOnly: false,
    maxSlippage: bps(5_000),
    leverage: 3,
    ...more,
  };
  return { detail, tokens, position, parts: unlessRefused(() => tradeParts(binding, detail, terms)) };
}

const filled = ({ parts }: Parts, kind: 'increase' | 'decrease'): bigint =>
  parts.reduce((sum, part) => (part.kind === kind ? sum + part.fill.sizeDeltaInTokens : sum), 0n);

test('invariant: a reduce-only trade never grows anything, and takes no more than was asked or the whole', () => {
  let tried = 0;
  fc.assert(
    fc.property(anyPosition, anyShare, (recorded, perMille) => {
      const { parts, tokens, position } = trade(recorded, perMille, { reduceOnly: true });
      if (tokens > position.sizeInTokens) expect(parts).toBeNull();
      if (!parts) return;
      tried++;
      expect(filled(parts, 'increase')).toBe(0n);
      const [left] = parts.after.positions;
      const taken = filled(parts, 'decrease');
      if (left) {
        // Rounded up by a unit for the size in USD, and by another for the tokens of it.
        expect(taken).toBeGreaterThanOrEqual(tokens - 2n);
        expect(taken).toBeLessThanOrEqual(tokens + 2n);
        expect(left.sizeInTokens).toBe(position.sizeInTokens - taken);
        expect(left.isLong).toBe(position.isLong);
      } else expect(taken).toBe(position.sizeInTokens);
    }),
    { numRuns: 150 },
  );
  expect(tried).toBeGreaterThan(40);
});

test('invariant: a trade through zero closes what is held, and opens the rest on the other side', () => {
  let tried = 0;
  fc.assert(
    fc.property(anyPosition, anyShare, (recorded, perMille) => {
      const { parts, tokens, position } = trade(recorded, perMille, {});
      if (!parts || tokens <= position.sizeInTokens) return;
      tried++;
      expect(parts.parts.map(({ kind }) => kind)).toEqual(['decrease', 'increase']);
      expect(filled(parts, 'decrease')).toBe(position.sizeInTokens);
      const opened = filled(parts, 'increase') + position.sizeInTokens;
      expect(opened).toBeLessThanOrEqual(tokens + 1n);
      expect(opened).toBeGreaterThanOrEqual(tokens - 1n - tokens / 1_000_000n);
      expect(parts.after.positions.map(({ isLong }) => isLong)).toEqual([!position.isLong]);
    }),
    { numRuns: 100 },
  );
  expect(tried).toBeGreaterThan(8);
});

test('invariant: what is asked of GMX is never acceptable beyond the worst price, on any part of a trade', () => {
  const anyWorst = fc.double({ min: 0.5, max: 1.5, noNaN: true });
  let tried = 0;
  let refused = 0;
  fc.assert(
    fc.property(anyPosition, anyShare, anyWorst, (recorded, perMille, factor) => {
      const { props } = recorded.context.market;
      const middle = toFloat(priceToWad(recorded.context.prices.index.min, props.indexTokenDecimals, 'down'));
      const worstPrice = fromFloat(middle * factor, 'up');
      const { parts, position } = trade(recorded, perMille, { worstPrice });
      if (!parts) {
        refused++;
        return;
      }
      tried++;
      const isSale = position.isLong;
      for (const { request } of parts.parts) {
        if (request.sizeDeltaUsd === 0n) continue;
        // Exactly: USD with 30 decimals for the smallest unit, times all units of a token, against 18 decimals.
        const bound = request.acceptablePrice * 10n ** BigInt(props.indexTokenDecimals);
        const worst = worstPrice * 10n ** 12n;
        expect(isSale ? bound >= worst : bound <= worst).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
  expect(tried).toBeGreaterThan(30);
  expect(refused).toBeGreaterThan(30);
});

/** The same opening, held by an account that has so much of either token. */
function opened({ context, position, sizeDeltaUsd, collateralDeltaAmount }: Opening) {
  const key = positionKey(position.account, position.market, position.collateralToken, position.isLong);
  const empty = { ...position, key };
  const detail = gmxDetailOf(context, []);
  const request = { ...depositOnly(empty, { amount: collateralDeltaAmount }), sizeDeltaUsd };
  const parts = unlessRefused(() => increasePart({ parts: [], after: detail }, empty, request));
  return parts && { detail, parts, key };
}

test('invariant: what leaves the wallet is in the position, less the costs', () => {
  let tried = 0;
  fc.assert(
    fc.property(anyOpening, (opening) => {
      const told = opened(opening);
      const [part] = told?.parts.parts ?? [];
      if (!told || part?.kind !== 'increase') return;
      tried++;
      const { collateralToken } = opening.position;
      const spent = balanceOf(told.detail, collateralToken) - balanceOf(told.parts.after, collateralToken);
      expect(spent).toBe(opening.collateralDeltaAmount);
      expect(part.fill.position.collateralAmount + part.fill.fees.totalCostAmount).toBe(spent);
      const other = told.detail.wallet.filter(({ token }) => token.toLowerCase() !== collateralToken.toLowerCase());
      for (const { token, balance } of other) expect(balanceOf(told.parts.after, token)).toBe(balance);
    }),
    { numRuns: 150 },
  );
  expect(tried).toBeGreaterThan(40);
});

test('invariant: closing pays out, and nobody is richer than what was there', () => {
  let tried = 0;
  fc.assert(
    fc.property(anyPosition, (recorded) => {
      const { parts, detail } = trade(recorded, 999n, { reduceOnly: true });
      if (!parts) return;
      tried++;
      for (const { token, balance } of detail.wallet) {
        expect(balanceOf(parts.after, token)).toBeGreaterThanOrEqual(balance);
      }
      expect(parts.after.positions.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 60 },
  );
  expect(tried).toBeGreaterThan(20);
});

test('invariant: a top-up reaches its target, and a thousandth less does not', () => {
  let tried = 0;
  fc.assert(
    fc.property(anyOpening, fc.double({ min: 1.05, max: 20, noNaN: true }), (opening, more) => {
      const told = opened(opening);
      const [position] = told?.parts.after.positions ?? [];
      if (!told || !position) return;
      const detail = told.parts.after;
      const binding = gmxBindingOf([position]);
      const [account] = describe(binding, detail).marginAccounts;
      if (!account || !(account.health > 1)) return;
      tried++;
      const target = account.health * more;
      const amount = topUpAmount(binding, detail, account, target);
      const healthWith = (sent: bigint) => {
        const added = increasePart({ parts: [], after: detail }, position, depositOnly(position, { amount: sent }));
        return describe(binding, added.after).marginAccounts[0]?.health ?? 0;
      };
      expect(healthWith(amount)).toBeGreaterThanOrEqual(target * (1 - 1e-12));
      const less = amount - amount / 1_000n - 2n;
      if (less > 0n) expect(healthWith(less)).toBeLessThan(target);
    }),
    { numRuns: 60 },
  );
  expect(tried).toBeGreaterThan(15);
});

test('args: a quantity below a unit of the index is no trade', () => {
  const [recorded] = recordedPositions;
  if (!recorded) throw new Error('expected a recorded position');
  expect(trade(recorded, 1n, { quantity: wad(0n) }).parts).toBeNull();
});

test('behavior: funding that a trade settles in our favour waits to be claimed then', () => {
  let earned = 0;
  for (const recorded of recordedPositions.filter((_, index) => index % 4 === 0)) {
    const { parts } = trade(recorded, 500n, { reduceOnly: true });
    const [part] = parts?.parts ?? [];
    if (!parts || !part) continue;
    const { claimableLongTokenAmount, claimableShortTokenAmount } = part.fill.fees;
    const total = parts.after.claimableFunding.reduce((sum, { amount }) => sum + amount, 0n);
    expect(total).toBe(claimableLongTokenAmount + claimableShortTokenAmount);
    if (total > 0n) earned++;
  }
  expect(earned).toBeGreaterThan(0);
});
