import { sayNumber, saySigned } from '../assess/sayNumber.js';
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
export function sizeHedge(rule: HedgeRule, { snapshot, risk }: Portfolio, inFlight: number | null): Sizing {
  const market = marketOf(snapshot, rule.on);
  if (!market) return refused(`${rule.on} is not among the markets that were read`);
  const { instrument } = market;
  if (instrument.kind !== 'perpetual') return refused(`${rule.on} is no perpetual; only those can hedge`);
  if (instrument.underlying !== rule.underlying) {
    return refused(`${rule.on} moves with ${instrument.underlying}, not with ${rule.underlying}`);
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
  if (market.closed !== null) return refused(`${rule.on} cannot be traded: ${market.closed}`, size);

  const position = positionToTrade(snapshot, rule.on, side);
  const quantity = position !== undefined && isWhole(position, side, away) ? absolute(position.quantity) : away;
  const shrinks = position !== undefined && isOpposite(position, side) && absolute(position.quantity) >= quantity;
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
  };
  return { kind: 'sized', terms, size, least: rule.minimum * toFloat(market.mark) };
}

/** A position that the trade would shrink, else one it would grow, else a new one. */
function positionToTrade(snapshot: Snapshot, instrument: string, side: TradeTerms['side']): Position | undefined {
  const held = positionsOf(snapshot).filter((position) => position.instrument.id === instrument);
  return held.find((position) => isOpposite(position, side)) ?? held[0];
}

const isOpposite = ({ quantity }: Position, side: TradeTerms['side']): boolean =>
  side === 'Sell' ? quantity > 0n : quantity < 0n;

/** Delta is float64: what differs from a position by no more than its rounding closes it, and does not pass zero. */
const isWhole = (position: Position, side: TradeTerms['side'], quantity: Wad): boolean =>
  isOpposite(position, side) && absolute(wad(absolute(position.quantity) - quantity)) * 10n ** 12n <= quantity;
