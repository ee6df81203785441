import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TransferredPosition, TransferredToken, TransferTerms } from '../model/order.js';
import { tokenAmount, wad } from '../model/units.js';
import { toySnapshot, unlimited } from '../plan/testing/toyBook.js';
import { toyPerp, toyReading } from '../plan/testing/toyPerp.js';
import { checkAction } from './checkAction.js';
import { notionalOf } from './notional.js';
import { actionOf, addUsdc, comfortable, contextOf } from './testing/violations.js';

const snapshot = toySnapshot([toyReading(comfortable)]);
const [usdc] = snapshot.readings.flatMap(({ funding }) => funding.map(({ token }) => token));
if (!usdc) throw new Error('the toy venue takes a token');
const dollars = (amount: bigint, address = usdc.address): TransferredToken => ({
  ...{ token: usdc.symbol, address, decimals: usdc.decimals, amount: tokenAmount(amount) },
});
/** 3 of them are held, at 2 000 USD. */
const part = (quantity: bigint, position = 'toy cross/ETH'): TransferredPosition => ({
  ...{ instrument: 'toy ETH', position, quantity: wad(quantity) },
});

const given = (asset: TransferTerms['asset'], order: number, approved: number | null = null) => {
  const terms: TransferTerms = { kind: 'transfer', venue: 'toy', to: `0x${'a1'.repeat(20)}`, reference: 'b', asset };
  const action = { ...actionOf(addUsdc(1)), terms, notional: notionalOf(snapshot, terms), subject: { parent: 'p' } };
  const venue = { ...toyPerp('toy'), after: <T>(reading: T) => reading };
  const limits = { ...unlimited, order: approved === null ? order : Number.POSITIVE_INFINITY };
  const review = { review: order, reject: null };
  const asked =
    approved === null
      ? {}
      : {
          levels: [{ level: 'global' as const, limits: { order: review } }],
          approval: { notional: approved, by: 'ann', codes: ['MAX_ORDER_USD'] },
        };
  const done = checkAction(contextOf(action, comfortable, { least: 0, venue, limits, ...asked }));
  const check = done.checks.find(({ code }) => code === 'MAX_ORDER_USD');
  const { action: left } = done;
  return { ...check, left: left?.terms.kind === 'transfer' ? left.terms.asset : null, usd: left?.notional, ...done };
};

test('default: a transfer is cut to what an order may be, rounded down', () => {
  expect(given(dollars(1_000_000n * 10n ** 6n), 50_000)).toMatchObject({
    ...{ verdict: 'shrink', left: { amount: 50_000n * 10n ** 6n }, usd: 50_000 },
    size: ['shrunk to 50000 USDC: 1000000 USD; the limit is 50000 USD an order'],
  });
  expect(given(part(3n * 10n ** 18n), 1_000)).toMatchObject({ verdict: 'shrink', left: { quantity: 5n * 10n ** 17n } });
  expect(given(dollars(10n ** 6n), 50_000)).toMatchObject({ verdict: 'pass', left: { amount: 10n ** 6n } });
});

test('behavior: what nobody can price cannot be cut, and is refused with the limit and a mend', () => {
  const text =
    'unknown USD; the limit is 50000 USD an order; it cannot be cut: raise that limit, or ask for less at once';
  const unpriced = [dollars(1n, `0x${'ee'.repeat(20)}`), part(1n, 'toy other/ETH')];
  for (const asset of unpriced) expect(given(asset, 50_000)).toMatchObject({ verdict: 'reject', text, action: null });
});

test('behavior: a person who lets a part of it pass lets that part pass', () => {
  expect(given(dollars(1_000n * 10n ** 6n), 100, 300)).toMatchObject({ verdict: 'shrink', usd: 300, review: false });
});

test('invariant: no transfer that passes is worth more than the limit, and no part of it is lost', () => {
  const quantity = fc.bigInt({ min: 1n, max: 3n * 10n ** 18n });
  const asset = fc.oneof(
    quantity.map(dollarsOrLess),
    quantity.map((one) => part(one)),
  );
  fc.assert(
    fc.property(asset, fc.integer({ min: 1, max: 10_000 }), (one, limit) => {
      const { left, usd } = given(one, limit);
      expect(usd).toBeLessThanOrEqual(limit);
      const [wanted, passed] = [one, left].map((it) => (it && ('position' in it ? it.quantity : it.amount)) ?? 0n);
      expect((passed ?? 0n) > 0n && (passed ?? 0n) <= (wanted ?? 0n)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

const dollarsOrLess = (amount: bigint) => dollars(amount / 10n ** 8n + 1n);
