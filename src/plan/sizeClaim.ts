import { sayNumber } from '../assess/sayNumber.js';
import { claimWorth } from '../guard/notional.js';
import type { ClaimTerms } from '../model/order.js';
import type { Snapshot, VenueReading } from '../model/snapshot.js';
import type { ClaimRule } from '../model/strategy.js';
import { amountToFloat } from '../model/units.js';
import { idle, refused, type Sizing } from './sizing.js';

/** All that the venue owes, once it is worth the trouble; a token without a price comes along and counts as nothing. */
export function sizeClaim(rule: ClaimRule, reading: VenueReading, snapshot: Snapshot): Sizing {
  if (!reading.claimable) return refused(`${rule.venue} pays out of itself: there is nothing to claim`);
  const amounts = reading.claimable.filter(({ amount }) => amount > 0n);
  const worth = claimWorth(snapshot, { amounts });
  if (amounts.length === 0 || worth < rule.minimum) return idle;
  const terms: ClaimTerms = { kind: 'claim', venue: rule.venue, amounts };
  const said = amounts.map(
    ({ amount, decimals, token, instrument }) =>
      `${sayNumber(amountToFloat(amount, decimals))} ${token} of ${instrument}`,
  );
  const size = [
    `${said.join(', ')}: worth ${sayNumber(worth)} USD, over the minimum of ${sayNumber(rule.minimum)} USD`,
  ];
  return { kind: 'sized', terms, size, least: 0 };
}
