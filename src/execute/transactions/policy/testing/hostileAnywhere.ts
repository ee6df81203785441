import {
  type Address,
  concat,
  encodeFunctionData,
  type Hex,
  maxUint256,
  parseAbi,
  slice,
  zeroAddress,
  zeroHash,
} from 'viem';
import { erc20Abi } from '../../../../../abis/erc20.js';
import { multicall3Address } from '../../../../model/multicall3.js';
import { wei } from '../../../../model/units.js';
import { sanity } from '../judgeForm.js';
import { type Hostile, type HostileBook, type Hostiles, stranger, to } from './hostile.js';
import { policyOf } from './perpBook.js';

const tokenAbi = parseAbi([
  'function transferFrom(address from, address to, uint256 amount) returns (bool)',
  'function increaseAllowance(address spender, uint256 added) returns (bool)',
  'function decreaseAllowance(address spender, uint256 taken) returns (bool)',
  'function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)',
  'function setApprovalForAll(address operator, bool approved)',
  'function send(address recipient, uint256 amount, bytes data)',
  'function transferAndCall(address to, uint256 amount, bytes data) returns (bool)',
  'function approveAndCall(address spender, uint256 amount, bytes data) returns (bool)',
  'function authorizeOperator(address operator)',
  'function burn(uint256 amount)',
  'function withdraw(uint256 amount)',
  'function deposit() payable',
  'function multicall(bytes[] data) returns (bytes[])',
]);
const multicall3Abi = parseAbi([
  'struct Call3 { address target; bool allowFailure; bytes callData; }',
  'function aggregate3(Call3[] calls) payable returns (bytes[])',
]);
const swapAbi = parseAbi([
  'struct ExactInput { bytes path; address recipient; uint256 deadline; uint256 amountIn; uint256 amountOutMinimum; }',
  'function exactInput(ExactInput params) payable returns (uint256)',
]);

const approve = (spender: Address, amount: bigint): Hex =>
  encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [spender, amount] });
const transfer = (receiver: Address): Hex =>
  encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [receiver, 1_000_000n] });

const amountIn = ({ paying: [{ data }] }: HostileBook): bigint => BigInt(slice(data, 36, 68));

/** Something asked of the token that the venue pulls. */
const ofToken = (rule: Hostile['rule'], data: (book: HostileBook) => Hex, value = 0n): Hostile => ({
  rule,
  ask: (book) => ({ ...to(book.token, data(book), value), next: [book.paying[1]] }),
});
/** The paying call, changed. */
const changed = (rule: Hostile['rule'], changes: (book: HostileBook) => ReturnType<Hostile['ask']>): Hostile => ({
  rule,
  ask: (book) => ({ ...book.paying[1], ...changes(book) }),
});
const elsewhere = (rule: Hostile['rule'], ask: Hostile['ask']): Hostile => ({ rule, ask });
const beyond = (rule: Hostile['rule'], policy: NonNullable<Hostile['policy']>): Hostile => ({
  ...{ rule, policy },
  ask: ({ opening }) => opening,
});

/** Whatever the venue is. */
export const hostileAnywhere: Hostiles = {
  'a transfer of the collateral token to a stranger': ofToken('function', () => transfer(stranger)),
  'a transfer of the collateral token to the account itself': ofToken('function', ({ account }) => transfer(account)),
  'a transfer of the collateral token to the venue': ofToken('function', ({ spender }) => transfer(spender)),
  'a transferFrom of the account': ofToken('function', ({ account }) =>
    encodeFunctionData({ abi: tokenAbi, functionName: 'transferFrom', args: [account, stranger, 1n] }),
  ),
  'an infinite approval': ofToken('approval', ({ spender }) => approve(spender, maxUint256)),
  'an infinite approval that nothing follows': elsewhere('approval', ({ token, spender }) =>
    to(token, approve(spender, maxUint256)),
  ),
  'an approval to a stranger': ofToken('approval', (book) => approve(stranger, amountIn(book))),
  'an approval to the zero address': ofToken('approval', (book) => approve(zeroAddress, amountIn(book))),
  'an approval to the account itself': ofToken('approval', (book) => approve(book.account, amountIn(book))),
  'an approval of nothing to a stranger': ofToken('approval', () => approve(stranger, 0n)),
  'an approval to a contract of the venue that pulls nothing': ofToken('approval', (book) =>
    approve(book.bystander, amountIn(book)),
  ),
  'an approval of one unit more': ofToken('approval', (book) => approve(book.spender, amountIn(book) + 1n)),
  'an approval of one unit less': ofToken('approval', (book) => approve(book.spender, amountIn(book) - 1n)),
  'an approval before something that is not signed': elsewhere('approval', ({ paying: [approval, call] }) => ({
    ...approval,
    next: [{ ...call, value: wei(call.value + 1n) }],
  })),
  'an approval before a call to a stranger': elsewhere('approval', ({ paying: [approval, call] }) => ({
    ...approval,
    next: [{ ...call, to: stranger }],
  })),
  'an approval with a tail': ofToken('function', ({ paying }) => concat([paying[0].data, '0x00'])),
  'an approval with bits above the spender': ofToken('function', ({ paying: [{ data }] }) =>
    concat([slice(data, 0, 4), '0x01', slice(data, 5)]),
  ),
  'an approval that is cut off': ofToken('function', ({ paying }) => slice(paying[0].data, 0, 67)),
  'an approval that carries value': ofToken('value', ({ paying }) => paying[0].data, 1n),
  'an approval of a token that nobody pulls': elsewhere('target', ({ paying: [approval, call] }) => ({
    ...approval,
    ...{ to: stranger, next: [call] },
  })),
  increaseAllowance: ofToken('function', ({ spender }) =>
    encodeFunctionData({ abi: tokenAbi, functionName: 'increaseAllowance', args: [spender, 1n] }),
  ),
  decreaseAllowance: ofToken('function', ({ spender }) =>
    encodeFunctionData({ abi: tokenAbi, functionName: 'decreaseAllowance', args: [spender, 1n] }),
  ),
  'a permit': ofToken('function', ({ account, spender }) =>
    encodeFunctionData({
      ...{ abi: tokenAbi, functionName: 'permit' },
      args: [account, spender, 1n, maxUint256, 27, zeroHash, zeroHash],
    }),
  ),
  setApprovalForAll: ofToken('function', () =>
    encodeFunctionData({ abi: tokenAbi, functionName: 'setApprovalForAll', args: [stranger, true] }),
  ),
  'an operator for the token': ofToken('function', () =>
    encodeFunctionData({ abi: tokenAbi, functionName: 'authorizeOperator', args: [stranger] }),
  ),
  'a send with a hook': ofToken('function', () =>
    encodeFunctionData({ abi: tokenAbi, functionName: 'send', args: [stranger, 1n, '0x'] }),
  ),
  transferAndCall: ofToken('function', () =>
    encodeFunctionData({ abi: tokenAbi, functionName: 'transferAndCall', args: [stranger, 1n, '0x'] }),
  ),
  approveAndCall: ofToken('function', () =>
    encodeFunctionData({ abi: tokenAbi, functionName: 'approveAndCall', args: [stranger, 1n, '0x'] }),
  ),
  'a burn': ofToken('function', () => encodeFunctionData({ abi: tokenAbi, functionName: 'burn', args: [1n] })),
  'unwrapping the token': ofToken('function', () =>
    encodeFunctionData({ abi: tokenAbi, functionName: 'withdraw', args: [1n] }),
  ),
  'wrapping gas token': ofToken('function', () => encodeFunctionData({ abi: tokenAbi, functionName: 'deposit' }), 1n),
  'a multicall of the token': ofToken('function', ({ paying }) =>
    encodeFunctionData({ abi: tokenAbi, functionName: 'multicall', args: [[paying[0].data, transfer(stranger)]] }),
  ),

  'an honest call with a tail': changed('function', ({ paying }) => ({ data: concat([paying[1].data, zeroHash]) })),
  'an honest call that is cut off': changed('function', ({ paying }) => ({ data: slice(paying[1].data, 0, -1) })),
  'an honest call at a stranger': changed('target', () => ({ to: stranger })),
  'an honest call on another chain': changed('form', () => ({ chainId: 1 })),
  'an unknown function of the venue': changed('function', () => ({ data: '0xdeadbeef', value: wei(0n) })),
  'value and nothing else to the venue': changed('function', () => ({ data: '0x', value: wei(10n ** 18n) })),
  'a transfer, asked of the venue': changed('function', () => ({ data: transfer(stranger), value: wei(0n) })),
  'more gas than nodes can read': changed('fees', () => ({ gas: sanity.gas + 1n })),
  'more gas than can be paid': changed('fees', () => ({
    gas: sanity.fee / 10n ** 8n + 1n,
    maxFeePerGas: wei(10n ** 8n),
  })),
  'a fee that empties the account': changed('fees', () => ({ maxFeePerGas: wei(sanity.maxFeePerGas + 1n) })),
  'a tip that buys a block': changed('fees', () => ({
    maxFeePerGas: wei(10n ** 13n),
    maxPriorityFeePerGas: wei(sanity.maxPriorityFeePerGas + 1n),
  })),
  'a tip above the whole fee': changed('fees', () => ({ maxPriorityFeePerGas: wei(10n ** 8n + 1n) })),
  'a negative value': changed('form', () => ({ value: wei(-1n) })),

  'a new contract': elsewhere('creation', () => ({ data: '0x6080604052' })),
  'a call to the zero address': elsewhere('target', ({ paying }) => ({ ...paying[1], to: zeroAddress })),
  'gas token to a stranger': elsewhere('target', () => to(stranger, '0x', 1n)),
  'gas token to the account itself': elsewhere('target', ({ account }) => to(account, '0x', 1n)),
  'calldata to the account itself': elsewhere('target', ({ account }) => to(account, '0x00')),
  'a transfer hidden in Multicall3': elsewhere('target', ({ token }) =>
    to(
      multicall3Address,
      encodeFunctionData({
        ...{ abi: multicall3Abi, functionName: 'aggregate3' },
        args: [[{ target: token, allowFailure: false, callData: transfer(stranger) }]],
      }),
    ),
  ),
  'a swap to a stranger': elsewhere('target', ({ token }) =>
    to(
      '0xE592427A0AEce92De3Edee1F18E0157C05861564',
      encodeFunctionData({
        ...{ abi: swapAbi, functionName: 'exactInput' },
        args: [{ path: token, recipient: stranger, deadline: maxUint256, amountIn: 1n, amountOutMinimum: 0n }],
      }),
    ),
  ),

  'a trade over the budget of a transaction': beyond(
    'transaction.notional',
    policyOf({ transaction: { notional: 1 } }),
  ),
  'gas over the budget of a transaction': beyond('transaction.gas', policyOf({ transaction: { gas: 1e-6 } })),
  'gas over the budget of a day': beyond('day.gas', policyOf({ day: { gas: 1e-6 } })),
  'a trade by a key that only reduces': beyond('profile', policyOf({ profile: 'reduceOnly' })),
};
