import { sayNumber } from '../assess/sayNumber.js';
import type { MarginAccount } from '../model/marginAccount.js';
import type { CollateralTerms, OrderClass } from '../model/order.js';
import type { VenueReading } from '../model/snapshot.js';
import type { TopUpRule } from '../model/strategy.js';
import {
  amountToFloat,
  amountWorth,
  fromFloat,
  smallest,
  type TokenAmount,
  toFloat,
  tokenAmount,
  worthOf,
} from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import { sayMargin } from './sayMargin.js';
import { hold, refused, type Sizing } from './sizing.js';

/**
 * The collateral that brings a margin account to the rule's target, or as much of it as the wallet holds and the rule
 * allows. Never more than the wallet holds: for survival no later check asks again. The minimum does not hold back
 * survival; the rule's maximum bounds each order of any class, and for survival the next order follows at once.
 */
export function sizeTopUp(
  rule: TopUpRule,
  account: MarginAccount,
  reading: VenueReading,
  venue: Venue,
  orderClass: OrderClass,
): Sizing {
  const { token, amount: needed, kind = 'addCollateral' } = venue.topUpFor(reading, account, rule.to, rule.from);
  const say = (amount: TokenAmount) => `${sayNumber(amountToFloat(amount, token.decimals))} ${token.symbol}`;
  if (needed <= 0n)
    return hold(`health ${sayNumber(account.health)} is at its target of ${sayNumber(rule.to)} already`);
  if (!rule.from.includes(token.symbol)) {
    return refused(`${account.id} takes ${token.symbol}, and the rule draws on ${rule.from.join(', ')} only`);
  }
  const balance = balanceOf(reading, token.address);
  const size = [
    `health ${sayNumber(account.health)} to ${sayNumber(rule.to)}: ${kind === 'repay' ? 'repay' : 'add'} ${say(needed)}; ${sayMargin(account)}; the wallet holds ${say(balance)}`,
  ];
  if (balance === 0n) return refused(`the wallet holds no ${token.symbol}`, size);

  const allowed = Number.isFinite(rule.maximum)
    ? amountWorth(fromFloat(rule.maximum, 'down'), token.decimals, token.price, 'down')
    : needed;
  const amount = smallest(needed, balance, allowed);
  if (amount < needed) {
    const bound =
      amount === allowed ? `the rule adds at most ${sayNumber(rule.maximum)} USD at once` : 'the wallet holds no more';
    size.push(`shrunk to ${say(amount)}: ${bound}`);
  }

  const worth = toFloat(worthOf(amount, token.decimals, token.price, 'up'));
  if (orderClass !== 'survive' && worth < rule.minimum) {
    const small = `${sayNumber(worth)} USD is below the minimum of ${sayNumber(rule.minimum)} USD`;
    return hold(small, size);
  }
  const terms: CollateralTerms = {
    kind,
    venue: account.venue,
    marginAccount: account.id,
    token: token.symbol,
    decimals: token.decimals,
    amount,
  };
  return { kind: 'sized', terms, size, least: rule.minimum };
}

/**
 * Rows of one token tell of one wallet, whoever pulls it; should they differ, the least is certain. A balance below
 * zero is one that orders in flight have overdrawn.
 */
function balanceOf(reading: VenueReading, address: string): TokenAmount {
  const rows = reading.funding.filter(({ token }) => token.address.toLowerCase() === address.toLowerCase());
  const [first, ...others] = rows.map(({ balance }) => balance);
  const least = first === undefined ? tokenAmount(0n) : smallest(first, ...others);
  return least > 0n ? least : tokenAmount(0n);
}
