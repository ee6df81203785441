import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accepted, gas } from '../../../../test/fixtures/gmx/calldata.js';
import { recordedFees } from '../../../../test/fixtures/gmx/executionFees.js';
import { estimateGasLimit, executionFeeFor, minExecutionFee, shapeOf } from './executionFee.js';

test('default', () => {
  let compared = 0;
  for (const recorded of recordedFees) {
    expect(estimateGasLimit(recorded.shape, recorded.gas)).toBe(recorded.gasLimit);
    const least = minExecutionFee(recorded.shape, recorded.gas, recorded.gasPrice);
    // One wei less was refused by the contracts: the answer is neither too little nor a wei too much.
    expect(least).toBe(recorded.minExecutionFee);
    compared += 1;
  }
  expect(compared).toBe(350);
});

test('behavior: the least fee of the orders that were mined', () => {
  let compared = 0;
  for (const { requests, gasPrice, minExecutionFee: recorded } of accepted) {
    const [order] = requests;
    if (recorded === null || !order || !('executionFee' in order) || requests.length > 1) continue;
    expect(minExecutionFee(shapeOf(order), gas, gasPrice)).toBe(recorded);
    expect(order.executionFee).toBeGreaterThanOrEqual(recorded);
    compared += 1;
  }
  expect(compared).toBe(144);
});

test('invariant: a fee is enough at every gas price up to the maximum, and grows with it', () => {
  const price = fc.bigInt({ min: 0n, max: 10n ** 13n });
  const buffer = fc.bigInt({ min: 0n, max: 10_000n });
  fc.assert(
    fc.property(fc.constantFrom(...recordedFees), price, price, buffer, ({ shape, gas }, one, other, bufferBps) => {
      const [lower, higher] = one < other ? [one, other] : [other, one];
      const gasLimit = estimateGasLimit(shape, gas);
      const fee = executionFeeFor(gasLimit, { maxFeePerGas: higher, bufferBps });
      expect(fee).toBeGreaterThanOrEqual(minExecutionFee(shape, gas, lower));
      expect(fee).toBeGreaterThanOrEqual(executionFeeFor(gasLimit, { maxFeePerGas: lower, bufferBps }));
      // The buffer to the wei, rounded up.
      const due = minExecutionFee(shape, gas, higher) * (10_000n + bufferBps);
      expect(fee * 10_000n).toBeGreaterThanOrEqual(due);
      expect(fee * 10_000n - due).toBeLessThan(10_000n);
    }),
  );
});
