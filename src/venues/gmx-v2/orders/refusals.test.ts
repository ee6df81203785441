import type { Address } from 'viem';
import { expect, test } from 'vitest';
import type { Accepted, Simulated } from '../../../../test/fixtures/gmx/calldata.js';
import { accepted, contracts, gas, simulated } from '../../../../test/fixtures/gmx/calldata.js';
import { ALL, marketDecrease, stopLoss, takeProfit } from './decreaseIntents.js';
import { encodeRequests, routerCallsOf } from './encodeRequests.js';
import { GmxRefusal } from './gmxRefusal.js';
import { depositOnly, marketIncrease } from './increaseIntents.js';
import type { RefusalContext } from './refusals.js';
import { refuseCalls } from './refusals.js';
import type { DecreaseRequest } from './request.js';
import { decodeRouterCalls } from './routerCall.js';

const ETH: Address = '0x70d95587d40A2caf56bd97485aB3Eec10Bee6336';
const BTC: Address = '0x47c031236e19d024b42f8AE6780E44A573170703';
const USDC: Address = '0xaf88d065e77c8cC2239327C5EDb3A432268e5831';
const ETHER = 10n ** 18n;

const contextOf = (
  { account, gasPrice }: Pick<Accepted | Simulated, 'account' | 'gasPrice'>,
  changes: Partial<RefusalContext> = {},
): RefusalContext => ({
  account,
  contracts,
  gas,
  gasPrice,
  markets: [ETH, BTC],
  // No recorded account held this much: the one that sends more was refused for it.
  balanceOf: () => 10n ** 21n,
  nativeBalance: 1_000n * ETHER,
  ...changes,
});

function refusalOf(calls: Parameters<typeof refuseCalls>[0], context: RefusalContext): GmxRefusal | null {
  try {
    refuseCalls(calls, context);
    return null;
  } catch (error) {
    if (error instanceof GmxRefusal) return error;
    throw error;
  }
}

/** Taken by GMX and not sent by us. */
const ours: Record<string, string> = {
  'duplicate market in swap path': 'SwapPathNotUsed',
  'autoCancel on a market increase': 'AutoCancelOnMarketOrder',
};

test('default', () => {
  const counts = { byGmx: 0, byUs: 0 };
  for (const one of simulated) {
    const { calls } = decodeRouterCalls(one.data);
    // Half a million dollars: everybody's balance but one's.
    const balanceOf = () => 500_000_000_000n;
    const refusal = refusalOf(calls, contextOf(one, { balanceOf }));
    if (one.error === null) {
      expect(refusal?.reason, one.why).toBe(ours[one.why]);
      counts.byUs += 1;
      continue;
    }
    const { name, args } = one.error;
    expect(refusal?.reason, one.why).toBe(name === 'Error' ? args['message'] : name);
    if (name !== 'Error') {
      for (const [key, value] of Object.entries(args)) expect(refusal?.facts).toContain(`${key} ${value}`);
    }
    counts.byGmx += 1;
  }
  expect(counts).toEqual({ byGmx: 40, byUs: 8 });
});

test('behavior: nothing that was mined is refused', () => {
  let compared = 0;
  for (const one of accepted) {
    const { calls } = decodeRouterCalls(one.data);
    // updateOrder and cancelOrder depend on the stored order, see refuseOrderChange.
    expect(refusalOf(calls, contextOf(one)), one.kind).toBeNull();
    compared += 1;
  }
  expect(compared).toBe(220);
});

const account: Address = '0x00000000000000000000000000000000000000A1';
const open = (collateral: bigint) => ({
  ...marketIncrease(
    { market: ETH, collateralToken: USDC, isLong: true },
    { sizeDeltaUsd: 10n ** 33n, collateral: { amount: collateral }, acceptablePrice: 1n },
  ),
  executionFee: 10n ** 15n,
});

test('behavior: two orders share one balance', () => {
  const calls = routerCallsOf([open(60n), open(60n)], account, contracts);
  const context = contextOf({ account, gasPrice: 1n });
  expect(refusalOf(calls, { ...context, balanceOf: () => 120n })).toBeNull();
  const refusal = refusalOf(calls, { ...context, balanceOf: () => 119n });
  expect(refusal?.reason).toBe('ERC20: transfer amount exceeds balance');
  expect(refusal?.facts).toContain('needed 120');
});

test('behavior: the value must be there', () => {
  const { value } = encodeRequests([open(60n)], account, contracts);
  const calls = routerCallsOf([open(60n)], account, contracts);
  const context = contextOf({ account, gasPrice: 1n });
  expect(refusalOf(calls, { ...context, nativeBalance: value })).toBeNull();
  expect(refusalOf(calls, { ...context, nativeBalance: value - 1n })?.reason).toBe('InsufficientFunds');
});

test('behavior: funds that no order takes, or that go elsewhere, are not sent', () => {
  const calls = routerCallsOf([open(60n)], account, contracts);
  const context = contextOf({ account, gasPrice: 1n });
  const { orderVault: receiver } = contracts;
  expect(refusalOf([...calls, { name: 'sendWnt', receiver, amount: 1n }], context)?.reason).toBe('FundsAstray');
  expect(refusalOf([{ name: 'sendWnt', receiver: account, amount: 1n }], context)?.reason).toBe('FundsAstray');
  const claim = { name: 'claimFundingFees', markets: [ETH], tokens: [USDC], receiver } as const;
  expect(refusalOf([claim], context)?.reason).toBe('ForeignReceiver');
});

test('behavior: WETH that only covers the fee is no collateral', () => {
  const collateralToken = contracts.wrappedNative;
  const position = { market: ETH, collateralToken, isLong: true };
  const deposit = { ...depositOnly(position, { amount: 1n, asNative: true }), executionFee: 10n ** 15n };
  const calls = routerCallsOf([deposit], account, contracts);
  const context = contextOf({ account, gasPrice: 1n });
  expect(refusalOf(calls, context)).toBeNull();
  const less = calls.map((call) => (call.name === 'sendWnt' ? { ...call, amount: call.amount - 1n } : call));
  expect(refusalOf(less, context)?.reason).toBe('EmptyOrder');
});

test('behavior: "all" is for trigger orders', () => {
  const position = { market: ETH, collateralToken: USDC, isLong: true };
  const context = contextOf({ account, gasPrice: 1n });
  const reason = (request: DecreaseRequest) => {
    const calls = routerCallsOf([{ ...request, executionFee: 10n ** 15n }], account, contracts);
    return refusalOf(calls, context)?.reason ?? null;
  };
  expect(reason(marketDecrease(position, { sizeDeltaUsd: ALL, acceptablePrice: 0n }))).toBe('InvalidDecreaseOrderSize');
  expect(reason(stopLoss(position, { sizeDeltaUsd: ALL, triggerPrice: 1n }))).toBeNull();
  expect(reason(takeProfit(position, { sizeDeltaUsd: ALL, triggerPrice: 1n }))).toBeNull();
});
