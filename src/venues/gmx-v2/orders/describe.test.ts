import type { Address } from 'viem';
import { expect, test } from 'vitest';
import { accepted } from '../../../../test/fixtures/gmx/calldata.js';
import { ALL, closePosition, marketDecrease, stopLoss, takeProfit, withdrawOnly } from './decreaseIntents.js';
import type { Names } from './describe.js';
import { describeRequest, describeRequests } from './describe.js';
import { depositOnly, limitEntry, marketIncrease, stopEntry } from './increaseIntents.js';
import type { Request } from './request.js';

const market: Address = '0x70d95587d40A2caf56bd97485aB3Eec10Bee6336';
const WETH: Address = '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1';
const USDC: Address = '0xaf88d065e77c8cC2239327C5EDb3A432268e5831';
const names: Names = {
  markets: [
    {
      name: 'ETH/USD',
      marketToken: market,
      indexToken: WETH,
      longToken: WETH,
      shortToken: USDC,
      indexTokenDecimals: 18,
      longTokenDecimals: 18,
      shortTokenDecimals: 6,
    },
  ],
  tokens: [
    { address: WETH, symbol: 'WETH', decimals: 18 },
    { address: USDC, symbol: 'USDC', decimals: 6 },
  ],
};
const USD = 10n ** 30n;
const PRICE = 10n ** 12n;
const short = { market, collateralToken: USDC, isLong: false };
const long = { market, collateralToken: WETH, isLong: true };
const paid = <Asked extends Request>(request: Asked): Asked => ({ ...request, executionFee: 1_000_400_000_000_000n });

test('default', () => {
  const entry = { sizeDeltaUsd: 5_302_441n * 10n ** 27n, collateral: { amount: 1_200_000_000n } };
  const request = paid(marketIncrease(short, { ...entry, acceptablePrice: (21_987n * PRICE) / 10n }));
  expect(describeRequest(request, names, 241n * 10n ** 16n)).toBe(
    'short 2.41 ETH/USD (5 302.44 USD) with 1 200 USDC, at 2 198.7 or better; keeper fee up to 0.00101 ETH',
  );
  expect(describeRequest(request, names)).toBe(
    'short 5 302.44 USD of ETH/USD with 1 200 USDC, at 2 198.7 or better; keeper fee up to 0.00101 ETH',
  );
});

test('behavior: every intent has its sentence', () => {
  const say = (request: Request) => describeRequest(request, names).replace('; keeper fee up to 0.00101 ETH', '');
  const eth = { amount: 10n ** 17n, asNative: true };
  const entry = { sizeDeltaUsd: 500n * USD, collateral: eth, acceptablePrice: 2_300n * PRICE };
  const exit = { sizeDeltaUsd: 500n * USD, acceptablePrice: 0n };
  expect(
    [
      depositOnly(long, eth),
      limitEntry(long, { ...entry, triggerPrice: 2_000n * PRICE }),
      stopEntry(long, { ...entry, triggerPrice: 2_200n * PRICE }),
      marketDecrease(long, { ...exit, withdrawAmount: 10n ** 16n }),
      closePosition({ ...short, sizeInUsd: 500n * USD }, { acceptablePrice: 2_300n * PRICE }),
      withdrawOnly(short, 7_500_000n),
      stopLoss(short, { sizeDeltaUsd: ALL, triggerPrice: 2_500n * PRICE }),
      takeProfit(long, { sizeDeltaUsd: 250n * USD, triggerPrice: 2_500n * PRICE }),
    ].map((request) => say(paid(request))),
  ).toEqual([
    'add 0.1 WETH (as ETH) to the long ETH/USD held in WETH',
    'long 500 USD of ETH/USD with 0.1 WETH (as ETH), once the price is 2 000 or lower, at 2 300 or better',
    'long 500 USD of ETH/USD with 0.1 WETH (as ETH), once the price is 2 200 or higher, at 2 300 or better',
    'close 500 USD of the long ETH/USD held in WETH and take 0.01 WETH out, at any price',
    'close 500 USD of the short ETH/USD held in USDC, at 2 300 or better',
    'take 7.5 USDC out of the short ETH/USD held in USDC',
    'stop-loss: close all of the short ETH/USD held in USDC, once the price is 2 500 or higher, at any price',
    'take-profit: close 250 USD of the long ETH/USD held in WETH, once the price is 2 500 or higher, at any price',
  ]);
});

test('behavior: what has no name is shown as it is', () => {
  const nobody: Names = { markets: [], tokens: [] };
  expect(describeRequest(paid(depositOnly(short, { amount: 5n })), nobody)).toBe(
    `add 5 units of ${USDC} to the short ${market} held in ${USDC}; keeper fee up to 0.00101 ETH`,
  );
});

test('behavior: changes, cancellations and claims of one transaction', () => {
  const key = `0x12345678${'0'.repeat(56)}` as const;
  const requests: Request[] = [
    {
      kind: 'updateOrder',
      key,
      sizeDeltaUsd: ALL,
      triggerPrice: 2_500n,
      acceptablePrice: 0n,
      minOutputAmount: 0n,
      validFromTime: 0n,
      autoCancel: true,
      executionFeeTopUp: 10n ** 15n,
    },
    { kind: 'cancelOrder', key },
    {
      kind: 'claimFunding',
      claims: [
        { market, token: WETH },
        { market, token: USDC },
      ],
    },
  ];
  expect(describeRequests(requests, names)).toBe(
    'change order 0x12345678… to all, trigger 2500, worst price any; 0.001 ETH more for the keeper; then ' +
      'cancel order 0x12345678…; then claim received funding: WETH of ETH/USD, USDC of ETH/USD',
  );
});

test('invariant: every recorded request has a sentence on one line', () => {
  let described = 0;
  for (const { requests } of accepted) {
    for (const request of requests) {
      expect(describeRequest(request, names)).toMatch(/^[^\n]{10,}$/);
      described += 1;
    }
  }
  expect(described).toBe(228);
});
