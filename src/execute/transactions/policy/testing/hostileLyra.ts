import { decodeFunctionData, encodeFunctionData, type Hex, parseAbi } from 'viem';
import { optionMarketAbi } from '../../../../../abis/lyra.js';
import type { Hostile, HostileBook, Hostiles } from './hostile.js';
import { stranger, to } from './hostile.js';
import { policyOf } from './perpBook.js';

const others = parseAbi([
  'struct SwapDetails { address pool; uint256 amount; }',
  'function liquidatePosition(uint256 positionId, address rewardBeneficiary)',
  'function settleExpiredBoard(uint256 boardId)',
  'function transferFrom(address from, address to, uint256 tokenId)',
  'function safeTransferFrom(address from, address to, uint256 tokenId)',
  'function safeTransferFrom(address from, address to, uint256 tokenId, bytes data)',
  'function approve(address to, uint256 tokenId)',
  'function setApprovalForAll(address operator, bool approved)',
  'function split(uint256 positionId, uint256 amount, uint256 collateral, address recipient) returns (uint256)',
  'function merge(uint256[] positionIds)',
  'function initiateDeposit(address beneficiary, uint256 amountQuote)',
  'function initiateWithdraw(address beneficiary, uint256 amountTokens)',
  'function settleOptions(uint256[] positionIds)',
]);

/** Not one of the account's. */
const foreign = 9_999n;

function traded(book: HostileBook, order: string) {
  const { functionName, args } = decodeFunctionData({
    abi: optionMarketAbi,
    data: book.honest[order]?.at(-1)?.data ?? '0x',
  });
  if (functionName === 'addCollateral') throw new Error('adding collateral trades nothing');
  return { functionName, params: args[0] };
}
type Params = ReturnType<typeof traded>['params'];

const trade = (
  order: string,
  changes: Partial<Params>,
  name?: 'openPosition' | 'closePosition' | 'forceClosePosition',
) =>
  ({
    rule: 'function',
    ask: (book) => {
      const { functionName, params } = traded(book, order);
      const args = [{ ...params, ...changes }] as const;
      return to(book.spender, encodeFunctionData({ abi: optionMarketAbi, functionName: name ?? functionName, args }));
    },
  }) satisfies Hostile;
const ofMarket = (data: (book: HostileBook) => Hex): Hostile => ({
  rule: 'function',
  ask: (book) => to(book.spender, data(book)),
});

/** The account's own option, as the honest reduction names it. */
const held = (book: HostileBook): bigint => traded(book, 'buys some back').params.positionId;

const detailOf = ({ reading }: HostileBook) =>
  (reading.detail as { markets: readonly { contracts: Record<string, `0x${string}`> }[] }).markets[0]?.contracts;
const ofPart = (part: string, data: (book: HostileBook) => Hex): Hostile => ({
  rule: 'function',
  ask: (book) => {
    const target = detailOf(book)?.[part];
    if (!target) throw new Error(`Lyra has no ${part}`);
    return to(target, data(book));
  },
});

export const hostileLyra: Hostiles = {
  'a trade of an option that is another’s': trade('buys some back', { positionId: foreign }),
  'an option closed that is another’s': trade('buys all back', { positionId: foreign }),
  'an option forced shut that is another’s': trade('buys all back', { positionId: foreign }, 'forceClosePosition'),
  'collateral taken out of an option that is another’s': trade('takes collateral out', { positionId: foreign }),
  'collateral for an option that is another’s': ofMarket(() =>
    encodeFunctionData({ abi: optionMarketAbi, functionName: 'addCollateral', args: [foreign, 1n] }),
  ),
  'no collateral at all': ofMarket((book) =>
    encodeFunctionData({ abi: optionMarketAbi, functionName: 'addCollateral', args: [held(book), 0n] }),
  ),
  'an option of a strike that is not listed': trade('sells a put', { strikeId: foreign }),
  'an option closed that was never opened': trade('buys some back', { positionId: 0n }),
  'a trade of nothing that closes': trade('buys some back', { amount: 0n }),
  'an option of no known kind': trade('sells a put', { optionType: 5 }),
  'a liquidation whose reward is a stranger’s': ofMarket((book) =>
    encodeFunctionData({ abi: others, functionName: 'liquidatePosition', args: [held(book), stranger] }),
  ),
  'a board settled': ofMarket(() =>
    encodeFunctionData({ abi: others, functionName: 'settleExpiredBoard', args: [1n] }),
  ),
  'the option itself sent away': {
    ...ofPart('optionToken', (book) =>
      encodeFunctionData({ abi: others, functionName: 'transferFrom', args: [book.account, stranger, held(book)] }),
    ),
    rule: 'transfer',
  },
  'the option itself sent away safely': ofPart('optionToken', (book) =>
    encodeFunctionData({ abi: others, functionName: 'safeTransferFrom', args: [book.account, stranger, held(book)] }),
  ),
  'the option itself sent away with data': ofPart('optionToken', (book) =>
    encodeFunctionData({
      abi: others,
      functionName: 'safeTransferFrom',
      args: [book.account, stranger, held(book), '0x00'],
    }),
  ),
  'an option that a stranger may take': ofPart('optionToken', (book) =>
    encodeFunctionData({ abi: others, functionName: 'approve', args: [stranger, held(book)] }),
  ),
  'all options that a stranger may take': ofPart('optionToken', () =>
    encodeFunctionData({ abi: others, functionName: 'setApprovalForAll', args: [stranger, true] }),
  ),
  'an option split with a stranger': ofPart('optionToken', (book) =>
    encodeFunctionData({ abi: others, functionName: 'split', args: [held(book), 1n, 0n, stranger] }),
  ),
  'options merged': ofPart('optionToken', (book) =>
    encodeFunctionData({ abi: others, functionName: 'merge', args: [[held(book), foreign]] }),
  ),
  'liquidity for a stranger': ofPart('liquidityPool', () =>
    encodeFunctionData({ abi: others, functionName: 'initiateDeposit', args: [stranger, 1n] }),
  ),
  'liquidity taken out to a stranger': ofPart('liquidityPool', () =>
    encodeFunctionData({ abi: others, functionName: 'initiateWithdraw', args: [stranger, 1n] }),
  ),
  'options settled': ofPart('shortCollateral', () =>
    encodeFunctionData({ abi: others, functionName: 'settleOptions', args: [[1n]] }),
  ),
  'collateral taken out by a key that only reduces': {
    rule: 'profile',
    ask: ({ honest }) => ({ ...honest['takes collateral out']?.at(-1) }),
    policy: policyOf({ profile: 'reduceOnly' }),
  },
};
