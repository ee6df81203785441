import fc from 'fast-check';
import type { Address, Hex } from 'viem';
import { zeroAddress } from 'viem';
import { expect, test } from 'vitest';
import { accepted, contracts, simulated } from '../../../../test/fixtures/gmx/calldata.js';
import { anyAddress, anyRequests } from '../../../../test/fixtures/gmx/calldataArbitrary.js';
import { createOrderParams } from './createOrderParams.js';
import { decodeRequests } from './decodeRequests.js';
import { withdrawOnly } from './decreaseIntents.js';
import { encodeRequests, routerCallsOf } from './encodeRequests.js';
import { depositOnly } from './increaseIntents.js';
import type { CreateOrderParams, RouterCall } from './routerCall.js';
import { encodeRouterCalls, ForeignCalldata, valueOfCalls } from './routerCall.js';

test('default', () => {
  let compared = 0;
  for (const { kind, account, requests, form, data, value } of accepted) {
    expect(decodeRequests({ data, value }, account, contracts), kind).toEqual({ form, requests });
    compared += 1;
  }
  expect(compared).toBe(220);
});

test('invariant: decoding gives back what was encoded', () => {
  fc.assert(
    fc.property(anyRequests, anyAddress, (requests, account) => {
      const { data, value } = encodeRequests(requests, account, contracts);
      expect(decodeRequests({ data, value }, account, contracts)).toEqual({ form: 'multicall', requests });
    }),
  );
});

const account: Address = '0x00000000000000000000000000000000000000A1';
const someone: Address = '0x00000000000000000000000000000000000000b2';
const position = { market: someone, collateralToken: contracts.wrappedNative, isLong: true };
const deposit = { ...depositOnly(position, { amount: 5n, asNative: true }), executionFee: 7n };
const withdrawal = { ...withdrawOnly(position, 5n), executionFee: 7n };

const decodeCalls = (calls: RouterCall[], value = valueOfCalls(calls)) =>
  decodeRequests({ data: encodeRouterCalls(calls), value }, account, contracts);
const withParams = (change: (params: CreateOrderParams) => CreateOrderParams): RouterCall[] => [
  { name: 'sendWnt', receiver: contracts.orderVault, amount: 7n },
  { name: 'createOrder', params: change(createOrderParams(withdrawal, account)) },
];

test('behavior: what a request cannot say is not taken for one', () => {
  expect(decodeCalls(withParams((params) => params)).requests).toEqual([withdrawal]);
  const addresses = (change: Partial<CreateOrderParams['addresses']>) =>
    withParams((params) => ({ ...params, addresses: { ...params.addresses, ...change } }));
  const numbers = (change: Partial<CreateOrderParams['numbers']>) =>
    withParams((params) => ({ ...params, numbers: { ...params.numbers, ...change } }));
  const foreign: RouterCall[][] = [
    addresses({ receiver: someone }),
    addresses({ receiver: zeroAddress }),
    addresses({ cancellationReceiver: someone }),
    addresses({ callbackContract: someone }),
    addresses({ uiFeeReceiver: someone }),
    addresses({ swapPath: [someone] }),
    numbers({ callbackGasLimit: 1n }),
    numbers({ executionFee: 6n }),
    numbers({ executionFee: 8n }),
    withParams((params) => ({ ...params, orderType: 0 })),
    withParams((params) => ({ ...params, orderType: 7 })),
    withParams((params) => ({ ...params, orderType: 9 })),
    withParams((params) => ({ ...params, decreasePositionSwapType: 3 })),
    withParams((params) => ({ ...params, dataList: [deposit.referralCode] })),
    [{ name: 'claimFundingFees', markets: [someone], tokens: [someone], receiver: someone }],
    [{ name: 'claimFundingFees', markets: [someone], tokens: [], receiver: account }],
    [],
  ];
  for (const calls of foreign) expect(() => decodeCalls(calls)).toThrow(ForeignCalldata);
});

test('behavior: every wei must be sent on, to the vault, right before its order', () => {
  const calls = routerCallsOf([deposit, withdrawal], account, contracts);
  expect(decodeCalls(calls).requests).toEqual([deposit, withdrawal]);
  const sends = calls.filter((call) => call.name === 'sendWnt');
  const orders = calls.filter((call) => call.name === 'createOrder');
  expect([sends.length, orders.length]).toEqual([2, 2]);
  expect(() => decodeCalls([...sends, ...orders])).toThrow(ForeignCalldata);
  expect(() => decodeCalls([...calls, { name: 'sendWnt', receiver: contracts.orderVault, amount: 1n }])).toThrow(
    ForeignCalldata,
  );
  expect(() =>
    decodeCalls(calls.map((call) => (call.name === 'sendWnt' ? { ...call, receiver: someone } : call))),
  ).toThrow(ForeignCalldata);
  expect(() => decodeCalls(calls, valueOfCalls(calls) + 1n)).toThrow(ForeignCalldata);
  expect(() => decodeCalls(calls, valueOfCalls(calls) - 1n)).toThrow(ForeignCalldata);
});

test('behavior: another ABI, other functions and bytes in a tail are not ours', () => {
  const { data, value } = encodeRequests([deposit], account, contracts);
  const foreign: Hex[] = ['0x', '0x12345678', `${data}00`, `0xac9650d9${data.slice(10)}`, data.slice(0, -64) as Hex];
  for (const bytes of foreign)
    expect(() => decodeRequests({ data: bytes, value }, account, contracts)).toThrow(ForeignCalldata);
  // makeExternalCalls(address[],bytes[],address[],address[]) with nothing in it.
  const external = `0xcda3bd6b${[128n, 160n, 192n, 224n, 0n, 0n, 0n, 0n].map((word) => word.toString(16).padStart(64, '0')).join('')}`;
  expect(() => decodeRequests({ data: external as Hex, value: 0n }, account, contracts)).toThrow(ForeignCalldata);
});

test('behavior: of the creations that were only simulated, those that a request can say are decoded', () => {
  const decoded = simulated.filter((one) => {
    try {
      decodeRequests(one, one.account, contracts);
      return true;
    } catch (error) {
      expect(error, one.why).toBeInstanceOf(ForeignCalldata);
      return false;
    }
  });
  expect([...new Set(decoded.map((one) => one.why))].sort()).toEqual([
    'decrease with nothing to do',
    'execution fee too small',
    'no size and no collateral',
    'not enough USDC',
    'unknown market',
    'validFromTime on a market order',
  ]);
  expect(decoded).toHaveLength(24);
});
