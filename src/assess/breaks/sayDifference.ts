import type { Address, Hash } from 'viem';
import { toFloat, wad } from '../../model/units.js';
import { sayNumber } from '../sayNumber.js';
import type { Compared } from './compareHeld.js';

/** A transaction that names the account and is none of ours. */
export interface Stranger {
  hash: Hash;
  block: bigint;
  /** Who sent it. */
  from: Address;
  /** It liquidated something. */
  isLiquidation: boolean;
  /** What it moved of the token in question: positive came in. */
  moved: readonly { other: Address; amount: number }[];
}

/** What a difference may be, in a sentence or two. `strangers`: null where nobody could tell them. */
export function sayDifference(
  { held, expected, actual, what }: Pick<Compared, 'held' | 'expected' | 'actual' | 'what'>,
  account: Address,
  strangers: readonly Stranger[] | null,
): string {
  const size = toFloat(wad(actual - expected));
  const said = `${sayNumber(Math.abs(size))} ${size < 0 ? 'less' : 'more'} of ${what} than is known to have come and gone`;
  if (strangers === null) return `${said}: ${guessOf(held.kind, size)}; transactions could not be looked up`;
  if (strangers.length === 0)
    return `${said}: ${guessOf(held.kind, size)}; no transaction that is not ours names the account`;
  const told = strangers.slice(0, mostTold).map((one) => strangerText(one, account, held.token?.symbol));
  const more = strangers.length > mostTold ? [`and ${strangers.length - mostTold} more`] : [];
  return `${said}: ${[...told, ...more].join('; ')}`;
}

const mostTold = 3;

function strangerText({ hash, block, from, isLiquidation, moved }: Stranger, account: Address, symbol = ''): string {
  const who = from.toLowerCase() === account.toLowerCase() ? "the account's own key" : from;
  const did = moved.map(
    ({ other, amount }) =>
      `${amount < 0 ? 'took out' : 'brought in'} ${sayNumber(Math.abs(amount))} ${symbol} ${amount < 0 ? 'to' : 'from'} ${other}`,
  );
  const what = isLiquidation ? ['a liquidation'] : did.length > 0 ? did : ['a trade or a call'];
  return `${what.join(', ')}, sent by ${who} in ${hash} (block ${block})`;
}

function guessOf(kind: Compared['held']['kind'], size: number): string {
  switch (kind) {
    case 'units':
      return 'a trade by hand, a liquidation, or a fill that was not seen';
    case 'token':
      return size < 0 ? 'somebody took it out' : 'somebody brought it in';
    case 'collateral':
    case 'balance':
      return size < 0 ? 'a withdrawal by hand, or a liquidation' : 'a deposit by hand';
    case 'liquidity':
      return 'liquidity that was put in or taken out by hand';
    case 'claim':
      return 'a settlement';
  }
}
