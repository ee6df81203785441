import fc from 'fast-check';
import type { Address } from 'viem';
import { zeroHash } from 'viem';
import { expect, test } from 'vitest';
import { accepted, contracts, gas } from '../../../../test/fixtures/gmx/calldata.js';
import { anyRequests } from '../../../../test/fixtures/gmx/calldataArbitrary.js';
import { BallastError } from '../../../model/error.js';
import { orderTypes } from '../state.js';
import { decodeRequests } from './decodeRequests.js';
import { encodeRequests } from './encodeRequests.js';
import { executionFeeFor, shapeOf } from './executionFee.js';
import type { RequoteOptions, StoredOrder } from './requote.js';
import { requote, withFee } from './requote.js';

const account: Address = '0x00000000000000000000000000000000000000A1';
const at = (maxFeePerGas: bigint, changes: Partial<RequoteOptions> = {}): RequoteOptions => ({
  account,
  contracts,
  fee: { gas, maxFeePerGas, bufferBps: 1_000n },
  ...changes,
});
const price = fc.bigInt({ min: 0n, max: 10n ** 13n });

test('default', () => {
  let orders = 0;
  for (const { account, data, value, requests, form } of accepted) {
    const options = at(123_456_789n, { account });
    const quoted = requote({ data, value }, options);
    const after = decodeRequests(quoted, account, contracts);
    expect(after.form).toBe(form);
    // Everything but the fees is as it was, and the value moved by exactly what the fees did.
    let difference = 0n;
    const expected = requests.map((request) => {
      if (request.kind !== 'increase' && request.kind !== 'decrease') return request;
      orders += 1;
      const executionFee = executionFeeFor(shapeOf(request), options.fee);
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
      expect(requote(requote(made, at(one)), at(other))).toEqual(requote(made, at(other)));
    }),
  );
});

test('invariant: at the price it was made for, nothing changes', () => {
  fc.assert(
    fc.property(anyRequests, price, (requests, maxFeePerGas) => {
      const options = at(maxFeePerGas);
      const made = encodeRequests(
        requests.map((request) => withFee(request, options)),
        account,
        contracts,
      );
      expect(requote(made, options)).toEqual({ data: made.data, value: made.value });
    }),
  );
});

test('behavior: calldata that is not ours is refused', () => {
  const [mined] = accepted;
  if (!mined) throw new Error('nothing recorded');
  // Someone else's account: the receiver is not ours.
  expect(() => requote(mined, at(1n))).toThrow(BallastError);
  expect(() => requote({ data: '0x', value: 0n }, at(1n))).toThrow(BallastError);
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

test('behavior: a top-up brings the stored fee to the price, and is left alone when the order is not known', () => {
  const options = at(1_000n);
  const stored = (executionFee: bigint): StoredOrder => ({
    key: update.key,
    orderType: orderTypes.StopIncrease,
    swapPath: [],
    executionFee,
  });
  // (600 000 + 3 × 250 000 + 3 000 000) gas at 1 000 wei, and 10 %.
  const due = 4_350_000n * 1_100n;
  const topUp = (orders: readonly StoredOrder[]) => withFee(update, { ...options, orders });
  expect(topUp([stored(0n)])).toEqual({ ...update, executionFeeTopUp: due });
  expect(topUp([stored(due - 1n)])).toEqual({ ...update, executionFeeTopUp: 1n });
  expect(topUp([stored(due + 1n)])).toEqual({ ...update, executionFeeTopUp: 0n });
  expect(topUp([])).toEqual(update);
});
