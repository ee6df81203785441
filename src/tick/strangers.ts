import {
  type Address,
  type Hash,
  type Hex,
  isAddress,
  isHash,
  numberToHex,
  pad,
  parseAbi,
  toEventSelector,
} from 'viem';
import type { Stranger } from '../assess/breaks/sayDifference.js';
import { logsOf, type Receipt, readReceipts } from '../execute/follow/readReceipts.js';
import { isRetryable } from '../model/retryable.js';
import { amountToFloat, tokenAmount } from '../model/units.js';
import type { ChainRequester } from '../observe/endpoints/endpoint.js';
import { isRefusal } from '../observe/endpoints/isRefusal.js';
import { type FlowToken, movesOf } from './tokenFlows.js';

export interface StrangersAsked {
  account: Address;
  /** Blocks, both included. */
  from: bigint;
  to: bigint;
  /** Transactions that are known. */
  known: ReadonlySet<Hash>;
  /** The token that is missing, or too many; null for what is no token. */
  token: FlowToken | null;
}

/** What most providers look through at once. */
const mostBlocks = 2_000n;
/** More are not looked at: the newest tell most. */
const mostTransactions = 8;

/** Of what venues say when they liquidate somebody. */
const liquidations: ReadonlySet<Hex> = new Set(
  parseAbi([
    'event PositionLiquidated(address indexed trader, address indexed baseToken, uint256 positionNotional, uint256 positionSize, uint256 liquidationFee, address liquidator)',
    'event CollateralLiquidated(address indexed trader, address indexed collateralToken, address indexed liquidator, uint256 collateral, uint256 repaid, uint256 fee, uint24 discountRatio)',
    'event LiquidationCall(address indexed collateralAsset, address indexed debtAsset, address indexed user, uint256 debtToCover, uint256 liquidatedCollateralAmount, address liquidator, bool receiveAToken)',
  ]).map((event) => toEventSelector(event)),
);

/** Transactions with an event that names the account, and none of ours, newest first; null where the node does not tell. */
export async function strangersOf(client: ChainRequester, asked: StrangersAsked): Promise<Stranger[] | null> {
  try {
    const hashes = (await namedIn(client, asked)).filter((hash) => !asked.known.has(hash));
    const receipts = await readReceipts(client, hashes.slice(-mostTransactions));
    const found = await Promise.all([...receipts.values()].map((receipt) => strangerOf(client, receipt, asked)));
    return found.flat().reverse();
  } catch (error) {
    if (isRetryable(error) || isRefusal(error)) return null;
    throw error;
  }
}

/** Oldest first. */
async function namedIn(client: ChainRequester, { account, from, to }: StrangersAsked): Promise<Hash[]> {
  const name = pad(account).toLowerCase() as Hex;
  const first = to - from > mostBlocks ? to - mostBlocks : from;
  const range = { fromBlock: numberToHex(first), toBlock: numberToHex(to) };
  const answers: unknown[] = await Promise.all(
    [
      [null, name],
      [null, null, name],
      [null, null, null, name],
    ].map((topics) => client.request({ method: 'eth_getLogs', params: [{ topics, ...range }] })),
  );
  const logs = answers.flatMap((answer) => (Array.isArray(answer) ? (answer as unknown[]) : [])).flatMap(placeOf);
  return [...new Set(logs.sort((a, b) => a.block - b.block || a.index - b.index).map(({ hash }) => hash))];
}

function placeOf(log: unknown): { hash: Hash; block: number; index: number }[] {
  if (typeof log !== 'object' || log === null) return [];
  const { transactionHash, blockNumber, logIndex } = log as Readonly<Record<string, unknown>>;
  if (typeof transactionHash !== 'string' || !isHash(transactionHash)) return [];
  return [{ hash: transactionHash, block: Number(blockNumber), index: Number(logIndex) }];
}

async function strangerOf(
  client: ChainRequester,
  receipt: Receipt,
  { account, token }: StrangersAsked,
): Promise<Stranger[]> {
  const { transactionHash: hash, blockNumber: block } = receipt;
  const transaction: unknown = await client.request({ method: 'eth_getTransactionByHash', params: [hash] });
  const from =
    typeof transaction === 'object' && transaction !== null && 'from' in transaction ? transaction.from : null;
  if (typeof from !== 'string' || !isAddress(from)) return [];
  const name = pad(account).toLowerCase();
  const logs = logsOf([receipt]);
  const isLiquidation = logs.some(
    ({ topics: [event, ...named] }) =>
      event !== undefined && liquidations.has(event) && named.some((topic) => topic.toLowerCase() === name),
  );
  const moved = token
    ? movesOf(logs, token.address, account).map(({ other, amount }) => ({
        other,
        amount: amountToFloat(tokenAmount(amount), token.decimals),
      }))
    : [];
  return [{ hash, block, from, isLiquidation, moved }];
}
