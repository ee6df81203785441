import { type Address, isAddressEqual, type Log, parseAbi, parseEventLogs } from 'viem';
import { erc20Abi } from '../../abis/erc20.js';
import type { KnownFlow } from '../assess/breaks/known.js';
import type { Receipt } from '../execute/follow/readReceipts.js';
import { wad } from '../model/units.js';

export interface FlowToken {
  address: Address;
  decimals: number;
}

/** What a wrapped gas token says instead of a transfer. */
const wrappedAbi = parseAbi([
  'event Deposit(address indexed dst, uint256 wad)',
  'event Withdrawal(address indexed src, uint256 wad)',
]);

/** What a transaction moved of these tokens into an account's wallet, and out of it. */
export function tokenFlows(
  { logs, blockNumber, transactionHash }: Receipt,
  account: Address,
  tokens: readonly FlowToken[],
): Omit<KnownFlow, 'isSettled'>[] {
  return tokens.flatMap(({ address, decimals }) => {
    const amount = movesOf(logs, address, account).reduce((sum, one) => sum + one.amount, 0n);
    if (amount === 0n) return [];
    const whole = wad((amount * 10n ** 18n) / 10n ** BigInt(decimals));
    return [{ token: address, amount: whole, block: blockNumber, transaction: transactionHash }];
  });
}

export interface TokenMove {
  /** Whom it came from, or went to. */
  other: Address;
  /** Base units; positive came in. */
  amount: bigint;
}

/** Each time that a token came to an account, or left it. */
export function movesOf(logs: readonly Log[], token: Address, account: Address): TokenMove[] {
  const own = logs.filter((log) => isAddressEqual(log.address, token));
  const moves = parseEventLogs({ abi: erc20Abi, eventName: 'Transfer', logs: own }).flatMap(({ args }) => [
    ...(isAddressEqual(args.to, account) ? [{ other: args.from, amount: args.value }] : []),
    ...(isAddressEqual(args.from, account) ? [{ other: args.to, amount: -args.value }] : []),
  ]);
  const wrapped = parseEventLogs({ abi: wrappedAbi, logs: own }).flatMap((event) => {
    if (event.eventName === 'Deposit')
      return isAddressEqual(event.args.dst, account) ? [{ other: token, amount: event.args.wad }] : [];
    return isAddressEqual(event.args.src, account) ? [{ other: token, amount: -event.args.wad }] : [];
  });
  return [...moves, ...wrapped];
}
