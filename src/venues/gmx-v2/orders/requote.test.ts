import fc from 'fast-check';
import type { Address } from 'viem';
import { zeroHash } from 'viem';
import { expect, test } from 'vitest';
import { accepted, contracts, gas } from '../../../../test/fixtures/gmx/calldata.js';
import { anyRequests } from '../../../../test/fixtures/gmx/calldataArbitrary.js';
import { BallastError } from '../../../model/error.js';
import type { KeeperGas } from '../../../model/order.js';
import { wei } from '../../../model/units.js';
import { orderTypes } from '../state.js';
import { decodeRequests } from './decodeRequests.js';
import { encodeRequests } from './encodeRequests.js';
import { estimateGasLimit, executionFeeFor, shapeOf } from './executionFee.js';
import type { Request } from './request.js';
import type { RequoteOptions } from './requote.js';
import { gasOfNew, gasOfStanding, requote, withFees } from './requote.js';

const account: Address = '0x00000000000000000000000000000000000000A1';
const standing = { orderType: orderTypes.StopIncrease, swapPath: [], executionFee: wei(0n) };
/** As each was made: orders that are changed hold nothing yet. */
const keeperGasOf = (requests: readonly Request[]): KeeperGas[] =>
  requests.flatMap((request) => {
    if (request.kind === 'increase' || request.kind === 'decrease') return [gasOfNew(request, gas)];
    return request.kind === 'updateOrder' ? [gasOfStanding(standing, gas)] : [];
  });
const at = (maxFeePerGas: bigint, requests: readonly Request[], changes: Partial<RequoteOptions> = {}) => ({
  account,
  contracts,
  keeperGas: keeperGasOf(requests),
  maxFeePerGas,
  ...changes,
});
const price = fc.bigInt({ min: 0n, max: 10n ** 13n });

test('default', () => {
  let orders = 0;
  for (const { account, data, value, requests, form } of accepted) {
    // The stored orders that were changed held enough for any price.
    const keeperGas = keeperGasOf(requests).map((one, index) =>
      requests[index]?.kind === 'updateOrder' ? { ...one, paid: wei(10n ** 30n) } : one,
    );
    const options = at(123_456_789n, requests, { account, keeperGas });
    const quoted = requote({ data, value }, options);
    const after = decodeRequests(quoted, account, contracts);
    expect(after.form).toBe(form);
    // Everything but the fees is as it was, and the value moved by exactly what the fees did.
    let difference = 0n;
    const expected = requests.map((request) => {
      if (request.kind === 'updateOrder') {
        difference -= request.executionFeeTopUp;
        return { ...request, executionFeeTopUp: 0n };
      }
      if (request.kind !== 'increase' && request.kind !== 'decrease') return request;
      orders += 1;
      const executionFee = executionFeeFor(estimateGasLimit(shapeOf(request), gas), {
        maxFeePerGas: options.maxFeePerGas,
        bufferBps: 1_000n,
      });
      difference += executionFee - request.executionFee;
      return { ...request, executionFee };
    });
    expect(after.requests).toEqual(expected);
    expect(quoted.value - value).toBe(difference);
  }
  expect(orders).toBe(156);
});

test('invariant: the last price decides', () => {
  fc.assert(
    fc.property(anyRequests, price, price, (requests, one, other) => {
      const made = encodeRequests(requests, account, contracts);
      const last = at(other, requests);
      expect(requote(requote(made, at(one, requests)), last)).toEqual(requote(made, last));
    }),
  );
});

test('invariant: at the price it was made for, nothing changes', () => {
  fc.assert(
    fc.property(anyRequests, price, (requests, maxFeePerGas) => {
      const options = at(maxFeePerGas, requests);
      const made = encodeRequests(withFees(requests, options), account, contracts);
      expect(requote(made, options)).toEqual({ data: made.data, value: made.value });
    }),
  );
});

test('behavior: calldata that is not ours is refused', () => {
  const [mined] = accepted;
  if (!mined) throw new Error('nothing recorded');
  // Someone else's account: the receiver is not ours.
  expect(() => requote(mined, at(1n, mined.requests))).toThrow(BallastError);
  expect(() => requote({ data: '0x', value: 0n }, at(1n, []))).toThrow(BallastError);
});

const update = {
  kind: 'updateOrder',
  key: zeroHash,
  sizeDeltaUsd: 1n,
  acceptablePrice: 1n,
  triggerPrice: 1n,
  minOutputAmount: 0n,
  validFromTime: 0n,
  autoCancel: false,
  executionFeeTopUp: 5n,
} as const;

test('behavior: a top-up brings the stored fee to the price', () => {
  // (600 000 + 3 × 250 000 + 3 000 000) gas at 1 000 wei, and 10 %.
  const due = 4_350_000n * 1_100n;
  const topUp = (executionFee: bigint) => {
    const keeperGas = [gasOfStanding({ ...standing, executionFee }, gas)];
    return withFees([update], { keeperGas, maxFeePerGas: 1_000n });
  };
  expect(topUp(0n)).toEqual([{ ...update, executionFeeTopUp: due }]);
  expect(topUp(due - 1n)).toEqual([{ ...update, executionFeeTopUp: 1n }]);
  expect(topUp(due + 1n)).toEqual([{ ...update, executionFeeTopUp: 0n }]);
});

test('args: as many keepers are paid as the request says', () => {
  const cancel = { kind: 'cancelOrder', key: zeroHash } as const;
  const [keeper] = keeperGasOf([update]);
  if (!keeper) throw new Error('an update pays a keeper');
  expect(withFees([cancel], { keeperGas: [], maxFeePerGas: 1n })).toEqual([cancel]);
  expect(() => withFees([update], { keeperGas: [], maxFeePerGas: 1n })).toThrow('pays other keepers than it says');
  expect(() => withFees([cancel], { keeperGas: [keeper], maxFeePerGas: 1n })).toThrow('1 fees');
});
