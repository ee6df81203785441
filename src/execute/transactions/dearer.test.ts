import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wei } from '../../model/units.js';
import { feesBetween } from './dearer.js';
import { feesFor, feesIn } from './fees.js';
import { chainId, recipient, signer } from './testing/sending.js';

const amount = fc.bigInt(0n, 10n ** 13n).map(wei);

test('invariant: both fees rise by at least the percentage over every rival, to the market where that is higher, and never over the cap', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.tuple(amount, amount, amount), { minLength: 1, maxLength: 3 }),
    fc.tuple(amount, amount),
    fc.bigInt(0n, 10n ** 14n).map(wei),
    fc.bigInt(10n, 30n),
    async (signed, [baseFee, priorityFee], cap, percent) => {
      const rivals = await Promise.all(
        signed.map(([base, tip, more]) => {
          const fees = feesFor({ baseFee: base, priorityFee: tip, cap: wei(base + more) });
          const rest = { chainId, nonce: 0, to: recipient, data: '0x', value: wei(0n), gas: 21_000n } as const;
          return signer.sign({ ...rest, ...fees });
        }),
      );
      const market = feesFor({ baseFee, priorityFee });
      const fees = feesBetween(rivals, market, cap, percent);
      const offered = rivals.map(({ bytes }) => feesIn(bytes));
      if (fees === null) {
        expect(offered.some((one) => one.maxFeePerGas * (100n + percent) + 100n > cap * 100n)).toBe(true);
        return;
      }
      expect(fees.maxFeePerGas).toBeLessThanOrEqual(cap);
      expect(fees.maxPriorityFeePerGas).toBeLessThanOrEqual(fees.maxFeePerGas);
      for (const one of offered) {
        for (const key of ['maxFeePerGas', 'maxPriorityFeePerGas'] as const) {
          expect(fees[key] * 100n).toBeGreaterThanOrEqual(one[key] * (100n + percent));
          expect(fees[key]).toBeGreaterThan(one[key]);
        }
      }
      if (market.maxFeePerGas <= cap) expect(fees.maxFeePerGas).toBeGreaterThanOrEqual(market.maxFeePerGas);
    },
  );
  await fc.assert(property, { numRuns: 60 });
});
