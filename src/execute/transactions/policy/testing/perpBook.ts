import { type Address, encodeFunctionData, parseEther, parseUnits, zeroHash } from 'viem';
import { erc20Abi } from '../../../../../abis/erc20.js';
import { clearingHouseAbi, vaultAbi } from '../../../../../abis/perp-v2.js';
import type { TransactionCall } from '../../../../model/decodedCall.js';
import { type KeyPolicy, unlimitedKeyPolicy } from '../../../../model/keyPolicy.js';
import type { VenueReading } from '../../../../model/snapshot.js';
import { wad, wei } from '../../../../model/units.js';
import { decodeCall } from '../../../../venues/perp-v2/decodeCall.js';
import { spendersOf } from '../../../../venues/perp-v2/spenders.js';
import type { PerpV2Contracts, PerpV2Detail } from '../../../../venues/perp-v2/state.js';
import type { UnsignedTransaction } from '../../signer.js';
import { judgeSigning, type SigningQuestion } from '../judgeSigning.js';
import type { KnownVenue } from '../readCalls.js';

/** Perp V2 as its calldata is read, bound to an account that no chain is needed for: long 3 ETH at 2 000 USD. */

export const account: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
export const stranger: Address = '0x000000000000000000000000000000000000bEEF';
export const chainId = 31337;
const at = (digit: string): Address => `0x${digit.repeat(40)}`;

export const usdc = at('1');
export const vault = at('2');
export const clearingHouse = at('3');
const baseToken = at('4');

const contracts: PerpV2Contracts = {
  ...{ clearingHouse, vault, accountBalance: at('5'), exchange: at('6'), orderBook: at('7') },
  ...{ config: at('8'), marketRegistry: at('9'), twapInterval: 900 },
  settlementToken: { symbol: 'USDC', address: usdc, decimals: 6, price: wad(10n ** 18n) },
  markets: { ETH: { baseToken, pool: at('c'), feeRatio: 1000 } },
};

const market = {
  underlying: 'ETH',
  baseToken,
  index: parseEther('2000'),
  mark: parseEther('2000'),
  size: parseEther('3'),
};
// What calldata is told by, and nothing else of a reading.
const detail = { markets: { ETH: market } } as unknown as PerpV2Detail;

export const reading: VenueReading = {
  ...{ venue: 'perp-v2', positions: [], marginAccounts: [], markets: [], funding: [], prices: {} },
  detail,
};

export const perp: KnownVenue = {
  id: 'perp-v2',
  spenders: spendersOf(contracts),
  decodeCall: (call, known) => decodeCall(contracts, call, known as VenueReading<PerpV2Detail> | undefined),
};

const call = (to: Address, data: TransactionCall['data'], value = 0n): TransactionCall => ({
  to,
  data,
  value: wei(value),
});

export const dollars = (amount: string): bigint => parseUnits(amount, 6);

export const approve = (amount: bigint, spender: Address = vault, token: Address = usdc): TransactionCall =>
  call(token, encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [spender, amount] }));

export const deposit = (amount: bigint): TransactionCall =>
  call(vault, encodeFunctionData({ abi: vaultAbi, functionName: 'deposit', args: [usdc, amount] }));

export const withdraw = (amount: bigint): TransactionCall =>
  call(vault, encodeFunctionData({ abi: vaultAbi, functionName: 'withdraw', args: [usdc, amount] }));

/** Buys or sells so many ETH. */
export function trade(side: 'Buy' | 'Sell', quantity: string): TransactionCall {
  const sells = side === 'Sell';
  const params = {
    ...{ baseToken, isBaseToQuote: sells, isExactInput: sells, amount: parseEther(quantity) },
    ...{
      oppositeAmountBound: parseEther('1900'),
      deadline: 2_000_000_000n,
      sqrtPriceLimitX96: 0n,
      referralCode: zeroHash,
    },
  };
  return call(
    clearingHouse,
    encodeFunctionData({ abi: clearingHouseAbi, functionName: 'openPosition', args: [params] }),
  );
}

export const gwei = (amount: number): ReturnType<typeof wei> => wei(BigInt(amount) * 10n ** 9n);

/** 0.01 of the gas token at most: 500 000 gas at 20 gwei. */
export const unsigned = (what: TransactionCall, changes: Partial<UnsignedTransaction> = {}): UnsignedTransaction => ({
  ...what,
  ...{ chainId, nonce: 7, gas: 500_000n, maxFeePerGas: gwei(20), maxPriorityFeePerGas: gwei(1) },
  ...changes,
});

/** Budgets as an operator states them, the rest without a bound. */
export const policyOf = (stated: {
  profile?: KeyPolicy['profile'];
  transaction?: Partial<KeyPolicy['transaction']>;
  day?: Partial<KeyPolicy['day']>;
  transfersTo?: KeyPolicy['transfersTo'];
}): KeyPolicy => ({
  profile: stated.profile ?? 'trade',
  transaction: { ...unlimitedKeyPolicy.transaction, ...stated.transaction },
  day: { ...unlimitedKeyPolicy.day, ...stated.day },
  transfersTo: stated.transfersTo ?? [],
});

export const judged = (
  transaction: UnsignedTransaction,
  changes: Partial<SigningQuestion> & { next?: readonly TransactionCall[] } = {},
) => {
  const { next = [], ...rest } = changes;
  return judgeSigning({
    ...{ transaction, account, chainId, venues: [perp], policy: unlimitedKeyPolicy },
    purpose: { next, readings: [reading] },
    spent: { notional: 0, gas: wei(0n) },
    ...rest,
  });
};
