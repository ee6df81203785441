import exchangeRouterAbi from '@gmx-io/sdk/abis/ExchangeRouter';
import type { Address, Hex } from 'viem';
import { concat, encodeFunctionData, getAddress, parseUnits, zeroAddress, zeroHash } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import { createGmxTrader, gmxTrade, gmxUsd as usd } from '../../../test/gmxTrader.js';
import { stranger } from '../../../test/mutations.js';
import { wei } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import { createOrderParams } from './orders/createOrderParams.js';
import { marketDecrease } from './orders/decreaseIntents.js';
import { encodeRequests } from './orders/encodeRequests.js';
import { depositOnly, limitEntry } from './orders/increaseIntents.js';
import type { Request } from './orders/request.js';
import { type CreateOrderParams, encodeRouterCalls, type RouterCall, valueOfCalls } from './orders/routerCall.js';

const lab = useGmxLab();

const orderContracts = () => ({
  exchangeRouter: lab().contracts.exchangeRouter,
  orderVault: lab().contracts.orderVault,
  wrappedNative: lab().tokens.WETH.address,
});

const position = () => ({
  market: getAddress(lab().venues['gmx-v2'].markets['ETH/USD'] ?? zeroAddress),
  collateralToken: lab().tokens.USDC.address,
  isLong: false,
});

const toRouter = (data: Hex, value = 0n) => ({
  to: orderContracts().exchangeRouter,
  data,
  value: wei(value),
});

type Addresses = CreateOrderParams['addresses'];

/** An honest reduction, changed before it is encoded. */
function reduction(account: Address, change: (params: CreateOrderParams) => CreateOrderParams, vault?: Address): Sent {
  const request = { ...marketDecrease(position(), { sizeDeltaUsd: usd(1000), acceptablePrice: 1n }), executionFee: 7n };
  return multicalled([
    { name: 'sendWnt', receiver: vault ?? orderContracts().orderVault, amount: 7n },
    { name: 'createOrder', params: change(createOrderParams(request, account)) },
  ]);
}

const addressed = (account: Address, change: Partial<Addresses>) =>
  reduction(account, (params) => ({ ...params, addresses: { ...params.addresses, ...change } }));
const numbered = (account: Address, change: Partial<CreateOrderParams['numbers']>) =>
  reduction(account, (params) => ({ ...params, numbers: { ...params.numbers, ...change } }));

interface Sent {
  data: Hex;
  value: bigint;
}
const multicalled = (calls: readonly RouterCall[]): Sent => ({
  data: encodeRouterCalls(calls),
  value: valueOfCalls(calls),
});
const wrapped = (data: readonly Hex[], value = 0n): Sent => ({
  data: encodeFunctionData({ abi: exchangeRouterAbi, functionName: 'multicall', args: [data] }),
  value,
});
const cancel = encodeFunctionData({ abi: exchangeRouterAbi, functionName: 'cancelOrder', args: [zeroHash] });
const transfer = `0xa9059cbb${stranger.slice(2).padStart(64, '0')}${'1'.padStart(64, '0')}` as Hex;
const asked = (account: Address, request: Request): Sent => encodeRequests([request], account, orderContracts());

const hostile: readonly [name: string, refusal: RegExp, sent: (account: Address) => Sent][] = [
  ['a stranger as receiver', /as receiver/, (account) => addressed(account, { receiver: stranger })],
  ['nobody as receiver', /as receiver/, (account) => addressed(account, { receiver: zeroAddress })],
  [
    'a stranger to whom a cancellation goes',
    /as cancellationReceiver/,
    (account) => addressed(account, { cancellationReceiver: stranger }),
  ],
  ['a callback', /as callbackContract/, (account) => addressed(account, { callbackContract: stranger })],
  ['a fee for a front end', /as uiFeeReceiver/, (account) => addressed(account, { uiFeeReceiver: stranger })],
  ['a swap on the way', /swaps in/, (account) => addressed(account, { swapPath: [stranger] })],
  [
    'a claim from nobody’s market',
    /does not list/,
    (account) =>
      asked(account, { kind: 'claimFunding', claims: [{ market: stranger, token: position().collateralToken }] }),
  ],
  [
    'a claim of a token that the market does not hold',
    /does not hold/,
    (account) => asked(account, { kind: 'claimFunding', claims: [{ market: position().market, token: stranger }] }),
  ],
  ['a market of nobody’s', /does not list/, (account) => addressed(account, { market: stranger })],
  ['a collateral of nobody’s', /does not hold/, (account) => addressed(account, { initialCollateralToken: stranger })],
  ['gas for a callback', /to a callback/, (account) => numbered(account, { callbackGasLimit: 1n })],
  ['a fee that is not sent', /says more/, (account) => numbered(account, { executionFee: 8n })],
  ['an order of nothing', /asks for nothing/, (account) => numbered(account, { sizeDeltaUsd: 0n })],
  [
    'a referral code',
    /referral code/,
    (account) => reduction(account, (params) => ({ ...params, referralCode: `0x${'ab'.repeat(32)}` })),
  ],
  [
    'words of data',
    /words of data/,
    (account) => reduction(account, (params) => ({ ...params, dataList: [zeroHash] })),
  ],
  ['a swap order', /creates a MarketSwap/, (account) => reduction(account, (params) => ({ ...params, orderType: 0 }))],
  [
    'a liquidation',
    /creates a Liquidation/,
    (account) => reduction(account, (params) => ({ ...params, orderType: 7 })),
  ],
  ['the fee sent elsewhere', /sendWnt names/, (account) => reduction(account, (params) => params, stranger)],
  [
    'tokens sent elsewhere',
    /sendTokens names/,
    () => multicalled([{ name: 'sendTokens', token: lab().tokens.USDC.address, receiver: stranger, amount: 1n }]),
  ],
  [
    'tokens sent for no order',
    /asks for nothing|says more/,
    () =>
      multicalled([
        { name: 'sendTokens', token: lab().tokens.USDC.address, receiver: orderContracts().orderVault, amount: 1n },
      ]),
  ],
  [
    'a claim for a stranger',
    /claimFundingFees names/,
    () => multicalled([{ name: 'claimFundingFees', markets: [stranger], tokens: [stranger], receiver: stranger }]),
  ],
  ['a multicall in a multicall', /calls ExchangeRouter\.multicall/, () => wrapped([wrapped([cancel]).data])],
  ['a transfer in a multicall', /no call of ExchangeRouter/, () => wrapped([cancel, transfer])],
  [
    'a call by its name that no order has',
    /calls ExchangeRouter\.sendNativeToken/,
    () =>
      wrapped([encodeFunctionData({ abi: exchangeRouterAbi, functionName: 'sendNativeToken', args: [stranger, 1n] })]),
  ],
  ['an empty multicall', /asks for nothing/, () => wrapped([])],
  ['no function', /no call of ExchangeRouter/, () => ({ data: '0x', value: 0n })],
  ['a tail', /canonical/, () => ({ data: concat([cancel, '0x00']), value: 0n })],
  ['value that goes nowhere', /says more/, () => ({ data: cancel, value: 1n })],
  [
    'collateral for a position that is not held',
    /not held/,
    (account) => asked(account, depositOnly({ ...position(), isLong: true }, { amount: 5n })),
  ],
  [
    'more collateral than the wallet holds, in two pieces',
    /more USDC than the wallet holds/,
    (account) => {
      const half = depositOnly(position(), { amount: parseUnits('30000', 6) });
      return encodeRequests([half, half], account, orderContracts());
    },
  ],
  [
    'collateral that waits for a price',
    /waits for a price/,
    (account) =>
      asked(
        account,
        limitEntry(position(), {
          ...{ sizeDeltaUsd: 0n, acceptablePrice: 1n },
          collateral: { amount: 5n },
          triggerPrice: 1n,
        }),
      ),
  ],
];

test('behavior: what no order of ours has is refused', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Sell', '2'));
  const reading = await trader.read();
  const honest = reduction(trader.address, (params) => params);
  expect(trader.venue.decodeCall?.(toRouter(honest.data, honest.value), reading)).toHaveLength(1);
  for (const [name, refusal, sent] of hostile) {
    const { data, value } = sent(trader.address);
    const attempt = () => trader.venue.decodeCall?.(toRouter(data, value), reading);
    expect(attempt, name).toThrow(VenueRefusal);
    expect(attempt, name).toThrow(refusal);
  }
});
