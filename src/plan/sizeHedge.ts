import { sayNumber, saySigned } from '../assess/sayNumber.js';
import type { InstrumentId } from '../model/instrument.js';
import type { TradeTerms } from '../model/order.js';
import type { Position } from '../model/position.js';
import { marketOf, positionsOf, type Snapshot } from '../model/snapshot.js';
import type { HedgeRule } from '../model/strategy.js';
import { absolute, fromFloat, toFloat, type Wad, wad } from '../model/units.js';
import type { Portfolio } from './portfolio.js';
import { hold, refused, type Sizing } from './sizing.js';

/**
 * The trade that brings the delta of an underlying to the rule's target, as the portfolio will be.
 *
 * A perpetual moves one for one, so the quantity is the missing delta, rounded towards zero.
 * @param inFlight - Delta that orders in flight will add; null when there are none.
 */
export function sizeHedge(
  rule: HedgeRule,
  on: InstrumentId,
  { snapshot, risk }: Portfolio,
  inFlight: number | null,
): Sizing {
  const market = marketOf(snapshot, on);
  if (!market) return refused(`${on} is not among the markets that were read`);
  const { instrument } = market;
  if (instrument.kind !== 'perpetual') return refused(`${on} is no perpetual; only those can hedge`);
  if (instrument.underlying !== rule.underlying) {
    return refused(`${on} moves with ${instrument.underlying}, not with ${rule.underlying}`);
  }
  const delta = risk.underlyings.find((u) => u.underlying === rule.underlying)?.delta ?? Number.NaN;
  const missing = rule.to - delta;
  if (!Number.isFinite(missing)) return refused(`the delta of ${rule.underlying} is not known`);

  const side = missing > 0 ? 'Buy' : 'Sell';
  const said = (units: number) => `${sayNumber(units)} ${rule.underlying}`;
  const wanted = `delta ${said(delta)} to ${sayNumber(rule.to)}: ${side.toLowerCase()} ${said(Math.abs(missing))}`;
  const counted =
    inFlight === null ? 'nothing in flight' : `${saySigned(inFlight)} ${rule.underlying} in flight is counted`;
  const size = [`${wanted}; ${counted}`];
  const away = absolute(fromFloat(missing, 'down'));
  if (away === 0n) return hold('the delta is at its target', size);
  if (Math.abs(missing) < rule.minimum) {
    return hold(`${said(Math.abs(missing))} is below the minimum of ${said(rule.minimum)}`, size);
  }
  if (market.closed !== null) return refused(`${on} cannot be traded: ${market.closed}`, size);

  const { position, others } = positionToTrade(snapshot, on, side);
  const opposite = position !== undefined && isOpposite(position, side);
  const whole = opposite ? absolute(position.quantity) : wad(0n);
  // Through zero with another position still open on the far side, both sides would be held and paid for.
  const isOneOfSeveral = opposite && others > 0 && away > whole && !isWhole(position, side, away);
  const quantity = opposite && (isOneOfSeveral || isWhole(position, side, away)) ? whole : away;
  if (isOneOfSeveral)
    size.push(`${said(toFloat(whole))} now, all of ${position?.id}; what else is open the same way follows`);
  const shrinks = opposite && whole >= quantity;
  const terms: TradeTerms = {
    kind: 'trade',
    venue: instrument.venue,
    instrument: instrument.id,
    position: position?.id ?? null,
    side,
    quantity,
    // A trade through zero opens on the other side, which a reduce-only order may not.
    reduceOnly: shrinks,
    maxSlippage: rule.maxSlippage,
    ...(shrinks ? {} : { leverage: rule.leverage }),
  };
  return { kind: 'sized', terms, size, least: rule.minimum * toFloat(market.mark) };
}

/**
 * The largest position that the trade would shrink, else the largest that it would grow, else a new one.
 * @returns others - Further positions that the trade could shrink.
 */
function positionToTrade(
  snapshot: Snapshot,
  instrument: string,
  side: TradeTerms['side'],
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

const isOpposite = ({ quantity }: Position, side: TradeTerms['side']): boolean =>
  side === 'Sell' ? quantity > 0n : quantity < 0n;

/** Delta is float64: what differs from a position by no more than its rounding closes it, and does not pass zero. */
const isWhole = (position: Position, side: TradeTerms['side'], quantity: Wad): boolean =>
  isOpposite(position, side) && absolute(wad(absolute(position.quantity) - quantity)) * 10n ** 12n <= quantity;
