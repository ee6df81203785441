import exchangeRouterAbi from '@gmx-io/sdk/abis/ExchangeRouter';
import { type Address, concat, encodeFunctionData, type Hex, parseAbi, zeroAddress, zeroHash } from 'viem';
import { erc20Abi } from '../../../../../abis/erc20.js';
import {
  type CreateOrderParams,
  decodeRouterCalls,
  encodeRouterCalls,
  type RouterCall,
} from '../../../../venues/gmx-v2/orders/routerCall.js';
import type { Hostile, HostileBook, Hostiles } from './hostile.js';
import { stranger, to } from './hostile.js';
import { policyOf } from './perpBook.js';

/** The calls in the honest order that opens; `create` is the last of them. */
function callsOf(
  book: HostileBook,
  order = 'opens',
): { calls: RouterCall[]; create: CreateOrderParams; value: bigint } {
  const transaction = book.honest[order]?.at(-1);
  if (!transaction) throw new Error(`the book has no ${order}`);
  const { calls } = decodeRouterCalls(transaction.data);
  const last = calls.at(-1);
  if (last?.name !== 'createOrder') throw new Error(`${order} creates no order`);
  return { calls: calls.slice(0, -1), create: last.params, value: transaction.value };
}

/** The honest order with its creation changed. */
const created = (
  change: (params: CreateOrderParams, book: HostileBook) => CreateOrderParams,
  order = 'opens',
): Hostile => ({
  rule: 'function',
  ask: (book) => {
    const { calls, create, value } = callsOf(book, order);
    const all: RouterCall[] = [...calls, { name: 'createOrder', params: change(create, book) }];
    return to(book.opening.to, encodeRouterCalls(all), value);
  },
});
const addressed = (
  addresses: (book: HostileBook) => Partial<CreateOrderParams['addresses']>,
  order?: string,
): Hostile => created((params, book) => ({ ...params, addresses: { ...params.addresses, ...addresses(book) } }), order);
const numbered = (numbers: Partial<CreateOrderParams['numbers']>): Hostile =>
  created((params) => ({ ...params, numbers: { ...params.numbers, ...numbers } }));

/** A multicall of the honest calls and others. */
const together = (
  rule: Hostile['rule'],
  data: (honest: readonly Hex[], book: HostileBook) => readonly Hex[],
  extra = 0n,
): Hostile => ({
  rule,
  ask: (book) => {
    const { calls, create, value } = callsOf(book);
    const honest = [...calls, { name: 'createOrder', params: create } as const].map((one) =>
      encodeRouterCalls([one], 'direct'),
    );
    return to(book.opening.to, multicall(data(honest, book)), value + extra);
  },
});
const multicall = (calls: readonly Hex[]): Hex =>
  encodeFunctionData({ abi: exchangeRouterAbi, functionName: 'multicall', args: [calls] });

const sendTokens = (token: Address, receiver: Address): Hex =>
  encodeRouterCalls([{ name: 'sendTokens', token, receiver, amount: 1_000_000n }], 'direct');
const sendWnt = (receiver: Address): Hex =>
  encodeRouterCalls([{ name: 'sendWnt', receiver, amount: 10n ** 15n }], 'direct');

const direct = (rule: Hostile['rule'], data: (book: HostileBook) => Hex, value = 0n): Hostile => ({
  rule,
  ask: (book) => to(book.opening.to, data(book), value),
});

const others = parseAbi([
  'function setSavedCallbackContract(address market, address callbackContract)',
  'function claimAffiliateRewards(address[] markets, address[] tokens, address receiver) returns (uint256[])',
  'function claimCollateral(address[] markets, address[] tokens, uint256[] timeKeys, address receiver) returns (uint256[])',
  'function claimUiFees(address[] markets, address[] tokens, address receiver) returns (uint256[])',
  'function sendNativeToken(address receiver, uint256 amount) payable',
  'function makeExternalCalls(address[] targets, bytes[] data, address[] refundTokens, address[] refundReceivers)',
  'function cancelDeposit(bytes32 key) payable',
  'function setTraderReferralCode(bytes32 code)',
  'function pluginTransfer(address token, address account, address receiver, uint256 amount)',
  'function transferOut(address token, address receiver, uint256 amount)',
]);

const claim = (functionName: 'claimAffiliateRewards' | 'claimUiFees', receiver: (book: HostileBook) => Address) =>
  direct('function', (book) => {
    const { market } = callsOf(book).create.addresses;
    return encodeFunctionData({ abi: others, functionName, args: [[market], [book.token], receiver(book)] });
  });

function partOf({ spender, opening }: HostileBook, data: Hex, of: 'router' | 'exchangeRouter') {
  return to(of === 'router' ? spender : opening.to, data);
}

export const hostileGmx: Hostiles = {
  'an order whose proceeds a stranger gets': addressed(() => ({ receiver: stranger }), 'buys all back'),
  'an order for another account': addressed(() => ({ receiver: stranger })),
  'an order that pays the zero address': addressed(() => ({ receiver: zeroAddress }), 'buys all back'),
  'an order that pays the token': addressed(({ token }) => ({ receiver: token }), 'buys all back'),
  'an order that pays the venue': addressed(({ opening }) => ({ receiver: opening.to }), 'buys all back'),
  'an order that refunds a stranger when it is cancelled': addressed(() => ({ cancellationReceiver: stranger })),
  'an order that calls a stranger back': addressed(() => ({ callbackContract: stranger })),
  'an order that calls a stranger back with gas': created((params) => ({
    ...params,
    addresses: { ...params.addresses, callbackContract: stranger },
    numbers: { ...params.numbers, callbackGasLimit: 2_000_000n },
  })),
  'gas for a callback that there is not': numbered({ callbackGasLimit: 1n }),
  'an order whose fees a stranger shares': addressed(() => ({ uiFeeReceiver: stranger })),
  'an order that swaps its collateral': addressed((book) => ({ swapPath: [callsOf(book).create.addresses.market] })),
  'an order that swaps its proceeds elsewhere': addressed(() => ({ swapPath: [stranger] }), 'buys all back'),
  'an order in a market that nobody knows': addressed(() => ({ market: stranger })),
  'an order with another token for collateral': addressed(() => ({ initialCollateralToken: stranger })),
  'an order that is a swap': created((params) => ({ ...params, orderType: 0 })),
  'an order that is a liquidation': created((params) => ({ ...params, orderType: 7 })),
  'an order of no known type': created((params) => ({ ...params, orderType: 99 })),
  'an order with data for whoever reads it': created((params) => ({ ...params, dataList: [zeroHash] })),
  'an order that states a part of the vault': numbered({ initialCollateralDeltaAmount: 1n }),
  'an order whose fee was not sent': numbered({ executionFee: 10n ** 18n }),
  'an increase that closes other orders': created((params) => ({ ...params, autoCancel: true })),
  'a market order with a swap of what it earns': created((params) => ({ ...params, decreasePositionSwapType: 1 })),

  'a transfer of the collateral hidden behind an order': together('function', (honest, { token }) => [
    ...honest,
    sendTokens(token, stranger),
  ]),
  'a transfer of the collateral hidden before an order': together('function', (honest, { token }) => [
    sendTokens(token, stranger),
    ...honest,
  ]),
  'gas token sent to a stranger beside an order': together(
    'function',
    (honest) => [...honest, sendWnt(stranger)],
    10n ** 15n,
  ),
  'more collateral left in the vault': together('function', (honest, book) => [
    ...honest,
    sendTokens(book.token, orderVault(book)),
  ]),
  'an order sent twice on one fee': together('function', (honest) => [...honest, ...honest.slice(-1)]),
  'a multicall in a multicall': together('function', (honest) => [multicall(honest)]),
  'a multicall in a multicall that hides a transfer': together('function', (honest, { token }) => [
    ...honest,
    multicall([sendTokens(token, stranger)]),
  ]),
  'a transfer of ERC-20 among the calls': together('function', (honest) => [
    ...honest,
    encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [stranger, 1n] }),
  ]),
  'an empty multicall': together('function', () => []),
  'a multicall of nothing but bytes': together('function', (honest) => [...honest, '0x']),
  'an order with a tail within the multicall': together('function', (honest) => [
    ...honest.slice(0, -1),
    concat([honest.at(-1) ?? '0x', zeroHash]),
  ]),
  'calls to anybody beside an order': together('function', (honest, { token }) => [
    ...honest,
    encodeFunctionData({
      ...{ abi: others, functionName: 'makeExternalCalls' },
      args: [[token], [encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [stranger, 1n] })], [], []],
    }),
  ]),
  'native token sent on beside an order': together(
    'function',
    (honest) => [...honest, encodeFunctionData({ abi: others, functionName: 'sendNativeToken', args: [stranger, 1n] })],
    1n,
  ),
  'value that stays in the router': together('function', (honest) => honest, 1n),
  'less value than the order sends on': together('function', (honest) => honest, -1n),

  'collateral sent to a stranger': direct('function', ({ token }) => sendTokens(token, stranger)),
  'gas token sent to a stranger through the router': direct('function', () => sendWnt(stranger), 10n ** 15n),
  'a claim for a stranger': direct('function', (book) => {
    const { market } = callsOf(book).create.addresses;
    const markets = [market];
    return encodeRouterCalls(
      [{ name: 'claimFundingFees', markets, tokens: [book.token], receiver: stranger }],
      'direct',
    );
  }),
  'affiliate rewards for a stranger': claim('claimAffiliateRewards', () => stranger),
  'fees of a front end for the account': claim('claimUiFees', ({ account }) => account),
  'collateral that was held back for a stranger': direct('function', (book) => {
    const { market } = callsOf(book).create.addresses;
    const args = [[market], [book.token], [1n], stranger] as const;
    return encodeFunctionData({ abi: others, functionName: 'claimCollateral', args });
  }),
  'a callback for all orders to come': direct('function', (book) => {
    const { market } = callsOf(book).create.addresses;
    return encodeFunctionData({ abi: others, functionName: 'setSavedCallbackContract', args: [market, stranger] });
  }),
  'a deposit taken back': direct('function', () =>
    encodeFunctionData({ abi: others, functionName: 'cancelDeposit', args: [zeroHash] }),
  ),
  'an order changed that is another’s': direct('function', () =>
    encodeRouterCalls(
      [
        {
          ...{
            name: 'updateOrder',
            key: `0x${'5'.repeat(64)}`,
            sizeDeltaUsd: 1n,
            acceptablePrice: 1n,
            triggerPrice: 1n,
          },
          ...{ minOutputAmount: 0n, validFromTime: 0n, autoCancel: false },
        },
      ],
      'direct',
    ),
  ),
  'somebody’s referral code for the account': {
    rule: 'function',
    ask: (book) =>
      partOf(
        book,
        encodeFunctionData({ abi: others, functionName: 'setTraderReferralCode', args: [zeroHash] }),
        'router',
      ),
  },
  'a transfer by the router itself': {
    rule: 'function',
    ask: (book) => {
      const args = [book.token, book.account, stranger, 1n] as const;
      return partOf(book, encodeFunctionData({ abi: others, functionName: 'pluginTransfer', args }), 'router');
    },
  },
  'collateral out of the vault': {
    rule: 'function',
    ask: (book) => {
      const data = encodeFunctionData({ abi: others, functionName: 'transferOut', args: [book.token, stranger, 1n] });
      return to(orderVault(book), data);
    },
  },
  'collateral taken out by a key that only reduces': {
    rule: 'profile',
    ask: ({ honest }) => ({ ...honest['takes collateral out']?.at(-1) }),
    policy: policyOf({ profile: 'reduceOnly' }),
  },
};

function orderVault(book: HostileBook): Address {
  const sent = callsOf(book).calls.find((one) => one.name === 'sendWnt');
  if (sent?.name !== 'sendWnt') throw new Error('the order sends no fee');
  return sent.receiver;
}
