import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unlimitedKeyPolicy } from '../../../model/keyPolicy.js';
import { wei } from '../../../model/units.js';
import { judgeBudgets, spendingOf } from './budgets.js';
import { policyFrom } from './policyFrom.js';

const one = (nonce: number, notional: number, gas: bigint, allowed = true) => ({
  ...{ nonce, notional, gasCost: wei(gas), allowed },
});

test('default: each nonce once at its dearest, and what was refused not at all', () => {
  const asked = [one(1, 10, 5n), one(1, 8, 9n), one(2, 1, 1n), one(3, 100, 100n, false), one(4, 50, 50n)];
  expect(spendingOf(asked, 4)).toEqual({ notional: 11, gas: 10n });
});

test('invariant: whatever is signed under a budget, what the chain can take of it is within the budget', () => {
  const request = fc.record({ nonce: fc.nat(4), notional: fc.nat(60), gas: fc.bigInt(0n, 60n) });
  const policy = { ...unlimitedKeyPolicy, day: { notional: 100, gas: 100e-18 } };
  fc.assert(
    fc.property(fc.array(request, { maxLength: 30 }), (requests) => {
      const signed: ReturnType<typeof one>[] = [];
      for (const { nonce, notional, gas } of requests) {
        const refused = judgeBudgets({ notional, gas: wei(gas) }, spendingOf(signed, nonce), policy);
        signed.push(one(nonce, notional, gas, refused === null));
      }
      // At each nonce, whichever of them: the dearest.
      const worst = spendingOf(signed, -1);
      expect(worst.notional).toBeLessThanOrEqual(100);
      expect(worst.gas).toBeLessThanOrEqual(100n);
    }),
  );
});

test('behavior: an infinite budget holds back nothing, and one of nothing everything', () => {
  const dear = { notional: 1e15, gas: wei(10n ** 30n) };
  expect(judgeBudgets(dear, dear, unlimitedKeyPolicy)).toBeNull();
  const none = { ...unlimitedKeyPolicy, transaction: { notional: 0, gas: 0 } };
  expect(judgeBudgets({ notional: 0, gas: wei(1n) }, dear, none)?.rule).toBe('transaction.gas');
});

const limits = { order: 10_000, day: { orders: 60, turnover: 50_000, gas: 0.05 } };

test('default: what a key does not state comes from its strategy, with room for prices that differ', () => {
  const policy = policyFrom(undefined, limits);
  expect(policy).toEqual({
    profile: 'trade',
    transaction: { notional: expect.closeTo(11_000), gas: 0.05 },
    day: { notional: expect.closeTo(55_000), gas: 0.2 },
    transfersTo: [],
  });
});

test('args: stated', () => {
  const stated = { profile: 'reduceOnly', transaction: { notional: 5 }, day: { gas: undefined } } as const;
  expect(policyFrom(stated, limits)).toMatchObject({
    profile: 'reduceOnly',
    transaction: { notional: 5, gas: 0.05 },
    day: { gas: 0.2 },
  });
  const endless = { order: Infinity, day: { orders: 1, turnover: Infinity, gas: Infinity } };
  expect(policyFrom(undefined, endless)).toEqual(unlimitedKeyPolicy);
});
