import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smallest, wei } from '../../model/units.js';
import { bumped, FeeCapError, feesFor, gasLimitFor, higherFees, mostTip } from './fees.js';

const gwei = (n: bigint) => wei(n * 10n ** 9n);

test('default: twice the base fee plus the tip', () => {
  const fees = feesFor({ baseFee: gwei(10n), priorityFee: gwei(2n) });
  expect(fees).toEqual({ maxFeePerGas: gwei(22n), maxPriorityFeePerGas: gwei(2n) });
});

test('args: cap', () => {
  const capped = (cap: bigint) => feesFor({ baseFee: gwei(10n), priorityFee: gwei(2n), cap: gwei(cap) });
  expect(capped(30n).maxFeePerGas).toBe(gwei(22n));
  expect(capped(15n)).toEqual({ maxFeePerGas: gwei(15n), maxPriorityFeePerGas: gwei(2n) });
  expect(() => capped(9n)).toThrow(FeeCapError);
  expect(feesFor({ baseFee: wei(1n), priorityFee: wei(9n), cap: wei(5n) })).toEqual({
    maxFeePerGas: 5n,
    maxPriorityFeePerGas: 5n,
  });
});

test('behavior: a tip beyond reason is not paid, and more is paid to save an account', () => {
  const absurd = wei(0x9184e72a000000n);
  const tip = (baseFee: bigint, urgent: boolean) =>
    feesFor({ baseFee: wei(baseFee), priorityFee: absurd, urgent }).maxPriorityFeePerGas;
  expect(tip(0n, false)).toBe(gwei(3n));
  expect(tip(0n, true)).toBe(gwei(10n));
  expect(tip(gwei(40n), false)).toBe(gwei(80n));
  expect(tip(gwei(40n), true)).toBe(gwei(200n));
  expect(feesFor({ baseFee: gwei(1n), priorityFee: absurd }).maxFeePerGas).toBe(gwei(5n));
});

test('invariant: what is suggested below the most is paid as suggested, and never more than the most', () => {
  const amount = fc.bigInt(0n, 10n ** 13n).map(wei);
  fc.assert(
    fc.property(amount, amount, fc.boolean(), (baseFee, priorityFee, urgent) => {
      const { maxPriorityFeePerGas } = feesFor({ baseFee, priorityFee, urgent });
      const most = mostTip(baseFee, urgent);
      expect(maxPriorityFeePerGas).toBe(smallest(priorityFee, most));
    }),
  );
});

test('default: the gas limit is half as much again, rounded up', () => {
  expect([0n, 1n, 2n, 3n, 21_000n].map(gasLimitFor)).toEqual([0n, 2n, 3n, 5n, 31_500n]);
});

test('invariant: the tip never exceeds the fee, and a bump is at least 10 % more of both', () => {
  const amount = fc.bigInt(0n, 10n ** 13n).map(wei);
  fc.assert(
    fc.property(amount, amount, amount, (baseFee, priorityFee, extra) => {
      const fees = feesFor({ baseFee, priorityFee, cap: wei(baseFee + extra) });
      expect(fees.maxPriorityFeePerGas).toBeLessThanOrEqual(fees.maxFeePerGas);
      const next = higherFees(bumped(fees), fees);
      for (const key of ['maxFeePerGas', 'maxPriorityFeePerGas'] as const) {
        expect(next[key] * 10n).toBeGreaterThanOrEqual(fees[key] * 11n);
        expect(next[key]).toBeGreaterThan(fees[key]);
      }
      expect(next.maxPriorityFeePerGas).toBeLessThanOrEqual(next.maxFeePerGas);
    }),
  );
});
