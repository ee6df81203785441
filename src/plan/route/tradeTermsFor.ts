import { sayNumber } from '../../assess/sayNumber.js';
import type { Perpetual } from '../../model/instrument.js';
import type { Side, TradeTerms } from '../../model/order.js';
import type { Position } from '../../model/position.js';
import { positionsOf, type Snapshot } from '../../model/snapshot.js';
import type { HedgeRule } from '../../model/strategy.js';
import { absolute, toFloat, type Wad, wad } from '../../model/units.js';

export interface SizedTrade {
  terms: TradeTerms;
  /** Whether a position that is held gets smaller, or turns. */
  shrinks: boolean;
  /** Why it is less than was asked for, in a sentence; null when it is all of it. */
  cut: string | null;
}

/**
 * A trade in a perpetual that shrinks what is held the other way before it opens anything.
 *
 * @param quantity - Positive.
 * @param reduceOnly - Why the market takes nothing else; null when it takes anything.
 * @returns null when nothing of it may be traded: the market only reduces, and there is nothing to reduce
 */
export function tradeTermsFor(
  snapshot: Snapshot,
  instrument: Perpetual,
  side: Side,
  quantity: Wad,
  rule: Pick<HedgeRule, 'maxSlippage' | 'leverage'>,
  reduceOnly: string | null = null,
): SizedTrade | null {
  const { position, others } = positionToTrade(snapshot, instrument.id, side);
  const opposite = position !== undefined && isOpposite(position, side);
  if (reduceOnly !== null && !opposite) return null;
  const whole = opposite ? absolute(position.quantity) : wad(0n);
  const closes = opposite && isWhole(position, side, quantity);
  const passes = opposite && !closes && quantity > whole;
  // Through zero with another position still open on the far side, both sides would be held and paid for.
  const isOneOfSeveral = passes && others > 0;
  const isCut = isOneOfSeveral || (passes && reduceOnly !== null);
  const traded = closes || isCut ? whole : quantity;
  const shrinks = opposite && whole >= traded;
  const all = `${sayNumber(toFloat(whole))} ${instrument.underlying} now, all of ${position?.id}`;
  const why = isOneOfSeveral ? `${all}; what else is open the same way follows` : `${all}: ${reduceOnly}`;
  const terms: TradeTerms = {
    kind: 'trade',
    venue: instrument.venue,
    instrument: instrument.id,
    position: position?.id ?? null,
    side,
    quantity: traded,
    // A trade through zero opens on the other side, which a reduce-only order may not.
    reduceOnly: shrinks,
    maxSlippage: rule.maxSlippage,
    ...(shrinks ? {} : { leverage: rule.leverage }),
  };
  return { terms, shrinks: opposite, cut: isCut ? why : null };
}

/**
 * The largest position that the trade would shrink, else the largest that it would grow, else a new one.
 * @returns others - Further positions that the trade could shrink.
 */
function positionToTrade(
  snapshot: Snapshot,
  instrument: string,
  side: Side,
): { position: Position | undefined; others: number } {
  const held = positionsOf(snapshot)
    .filter((position) => position.instrument.id === instrument)
    .sort((a, b) => {
      const [left, right] = [absolute(a.quantity), absolute(b.quantity)];
      return left === right ? (a.id < b.id ? -1 : 1) : left > right ? -1 : 1;
    });
  const opposite = held.filter((position) => isOpposite(position, side));
  return { position: opposite[0] ?? held[0], others: Math.max(0, opposite.length - 1) };
}

const isOpposite = ({ quantity }: Position, side: Side): boolean => (side === 'Sell' ? quantity > 0n : quantity < 0n);

/** Delta is float64: what differs from a position by no more than its rounding closes it, and does not pass zero. */
const isWhole = (position: Position, side: Side, quantity: Wad): boolean =>
  isOpposite(position, side) && absolute(wad(absolute(position.quantity) - quantity)) * 10n ** 12n <= quantity;
