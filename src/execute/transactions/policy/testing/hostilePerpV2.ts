import {
  type Address,
  concat,
  decodeFunctionData,
  encodeFunctionData,
  type Hex,
  parseAbi,
  parseEther,
  slice,
  zeroHash,
} from 'viem';
import { clearingHouseAbi, vaultAbi } from '../../../../../abis/perp-v2.js';
import type { Hostile, HostileBook, Hostiles } from './hostile.js';
import { stranger, to } from './hostile.js';
import { policyOf } from './perpBook.js';

const others = parseAbi([
  'struct OpenPositionParams { address baseToken; bool isBaseToQuote; bool isExactInput; uint256 amount; uint256 oppositeAmountBound; uint256 deadline; uint160 sqrtPriceLimitX96; bytes32 referralCode; }',
  'struct AddLiquidityParams { address baseToken; uint256 base; uint256 quote; int24 lowerTick; int24 upperTick; uint256 minBase; uint256 minQuote; bool useTakerBalance; uint256 deadline; }',
  'function openPositionFor(address trader, OpenPositionParams params) returns (uint256, uint256, uint256)',
  'function addLiquidity(AddLiquidityParams params)',
  'function liquidate(address trader, address baseToken)',
  'function quitMarket(address trader, address baseToken)',
  'function cancelAllExcessOrders(address maker, address baseToken)',
  'function depositFor(address to, address token, uint256 amount)',
  'function depositEtherFor(address to) payable',
  'function withdrawAll(address token)',
  'function withdrawEther(uint256 amount)',
  'function approve(address delegate, uint8 actions)',
  'function multicall(bytes[] data) returns (bytes[])',
  'function transferOwnership(address owner)',
]);

function opened({ opening }: HostileBook) {
  const { functionName, args } = decodeFunctionData({ abi: clearingHouseAbi, data: opening.data });
  if (functionName !== 'openPosition') throw new Error(`${functionName} opens nothing`);
  return args[0];
}

type Params = ReturnType<typeof opened>;

const trade = (rule: Hostile['rule'], changes: Partial<Params>): Hostile => ({
  rule,
  ask: (book) => {
    const params = { ...opened(book), ...changes };
    return to(
      book.opening.to,
      encodeFunctionData({ abi: clearingHouseAbi, functionName: 'openPosition', args: [params] }),
    );
  },
});
const ofHouse = (data: (book: HostileBook) => Hex): Hostile => ({
  rule: 'function',
  ask: (book) => to(book.opening.to, data(book)),
});
const ofVault = (data: (book: HostileBook) => Hex, value = 0n): Hostile => ({
  rule: 'function',
  ask: (book) => to(book.spender, data(book), value),
});
const moving = (functionName: 'deposit' | 'withdraw', token: (book: HostileBook) => Address, amount: bigint) =>
  ofVault((book) => encodeFunctionData({ abi: vaultAbi, functionName, args: [token(book), amount] }));

const reduceOnly = policyOf({ profile: 'reduceOnly' });

export const hostilePerpV2: Hostiles = {
  'a trade for another account': ofHouse((book) =>
    encodeFunctionData({ abi: others, functionName: 'openPositionFor', args: [stranger, opened(book)] }),
  ),
  'a trade with somebody’s referral code': trade('function', { referralCode: `0x${'42'.repeat(32)}` }),
  'a trade at any price': trade('function', { oppositeAmountBound: 0n }),
  'a trade that may fill in part': trade('function', { sqrtPriceLimitX96: 1n }),
  'a trade in a market that nobody watches': trade('function', { baseToken: stranger }),
  'a trade of nothing': trade('function', { amount: 0n }),
  'a trade whose amount is of the other side': trade('function', { isExactInput: false }),
  'a trade with bits above the market': ofHouse(({ opening: { data } }) =>
    concat([slice(data, 0, 4), '0x01', slice(data, 5)]),
  ),
  'a trade that carries value': { rule: 'value', ask: ({ opening }) => ({ ...opening, value: 1n as never }) },
  'a reduction larger than the position, by a key that only reduces': {
    ...trade('profile', { isBaseToQuote: false, isExactInput: false, amount: parseEther('2') + 1n }),
    policy: reduceOnly,
  },
  'a withdrawal by a key that only reduces': {
    rule: 'profile',
    ask: ({ honest }) => ({ ...honest['withdrawal']?.at(-1) }),
    policy: reduceOnly,
  },
  'a withdrawal over the budget': {
    rule: 'transaction.notional',
    ask: ({ honest }) => ({ ...honest['withdrawal']?.at(-1) }),
    policy: policyOf({ transaction: { notional: 100 } }),
  },
  'liquidity put at risk': ofHouse((book) => {
    const { baseToken, deadline } = opened(book);
    const common = {
      base: 1n,
      quote: 1n,
      lowerTick: 0,
      upperTick: 60,
      minBase: 0n,
      minQuote: 0n,
      useTakerBalance: true,
    };
    return encodeFunctionData({
      abi: others,
      functionName: 'addLiquidity',
      args: [{ baseToken, deadline, ...common }],
    });
  }),
  'a liquidation of the account': ofHouse((book) =>
    encodeFunctionData({ abi: others, functionName: 'liquidate', args: [book.account, opened(book).baseToken] }),
  ),
  'a closed market quit': ofHouse((book) =>
    encodeFunctionData({ abi: others, functionName: 'quitMarket', args: [book.account, opened(book).baseToken] }),
  ),
  'orders cancelled for another account': ofHouse((book) =>
    encodeFunctionData({
      abi: others,
      functionName: 'cancelAllExcessOrders',
      args: [stranger, opened(book).baseToken],
    }),
  ),
  'a multicall of trades': ofHouse(({ opening }) =>
    encodeFunctionData({ abi: others, functionName: 'multicall', args: [[opening.data, opening.data]] }),
  ),
  'the ClearingHouse’s ownership': ofHouse(() =>
    encodeFunctionData({ abi: others, functionName: 'transferOwnership', args: [stranger] }),
  ),
  'a deposit for another account': ofVault(({ token }) =>
    encodeFunctionData({ abi: others, functionName: 'depositFor', args: [stranger, token, 1n] }),
  ),
  'a deposit of gas token for another account': ofVault(
    () => encodeFunctionData({ abi: others, functionName: 'depositEtherFor', args: [stranger] }),
    1n,
  ),
  'a deposit of another token': moving('deposit', () => stranger, 1n),
  'a deposit of nothing': moving('deposit', ({ token }) => token, 0n),
  'a withdrawal of another token': moving('withdraw', () => stranger, 1n),
  'a withdrawal of everything': ofVault(({ token }) =>
    encodeFunctionData({ abi: others, functionName: 'withdrawAll', args: [token] }),
  ),
  'a withdrawal of gas token': ofVault(() =>
    encodeFunctionData({ abi: others, functionName: 'withdrawEther', args: [1n] }),
  ),
  'a delegate who may trade for the account': {
    rule: 'target',
    ask: () => to(stranger, encodeFunctionData({ abi: others, functionName: 'approve', args: [stranger, 1] })),
  },
  'a call to the virtual token': {
    rule: 'function',
    ask: (book) => to(opened(book).baseToken, concat(['0xa9059cbb', zeroHash, zeroHash])),
  },
};
