import type { CollateralWay } from '../../model/collateralWay.js';
import type { InstrumentId, Spot, Underlying, VenueId } from '../../model/instrument.js';
import type { Market } from '../../model/market.js';
import type { Side } from '../../model/order.js';
import { marketOf, type Snapshot } from '../../model/snapshot.js';
import type { HedgeRule } from '../../model/strategy.js';
import type { Venue } from '../../venues/venue.js';
import { perpetualWay } from './perpetualWay.js';
import { type Loan, type LooseToken, poolWay } from './poolWay.js';
import type { Way } from './way.js';

export interface WaysTo {
  ways: Way[];
  /** What of `on` is no way, and why, in a sentence. */
  none: { on: InstrumentId; why: string }[];
}

/**
 * The ways that a rule's `on` has to trade an underlying, in the operator's order. A token that is borrowed is sold in a watched pool,
 * and what is bought to pay it back is bought there; of several pools in the one that `on` names first, else the first that was read.
 * @param wanted - Positive: all that there is to trade.
 * @param loose - What was drawn to be sold and was not: it is sold before more is drawn.
 */
export function waysTo(
  snapshot: Snapshot,
  venues: ReadonlyMap<VenueId, Venue>,
  rule: HedgeRule,
  underlying: Underlying,
  side: Side,
  wanted: number,
  loose: readonly LooseToken[] = [],
): WaysTo {
  const found: WaysTo = { ways: [], none: [] };
  const pools = new Map<InstrumentId, { market: Market; instrument: Spot; isWatched: boolean; loans: Loan[] }>();
  const order: (Way | InstrumentId)[] = [];
  const poolOf = (market: Market, instrument: Spot) => {
    const pool = pools.get(instrument.id) ?? { market, instrument, isWatched: false, loans: [] };
    if (!pools.has(instrument.id)) order.push(instrument.id);
    pools.set(instrument.id, pool);
    return pool;
  };
  const say = (on: InstrumentId, why: string) => found.none.push({ on, why });

  for (const on of rule.on) {
    const market = marketOf(snapshot, on);
    const instrument = market?.instrument;
    // A venue that lends may state a market for each token: what is traded of it is the loan.
    if (!market || !instrument || instrument.kind === 'token') {
      const loan = loanOf(snapshot, venues, on, side);
      if (typeof loan === 'string') {
        say(on, loan);
        continue;
      }
      const sold = poolFor(snapshot, rule, loan.token, underlying);
      if (sold) poolOf(sold.market, sold.instrument).loans.push({ on, way: loan.way });
      else say(on, `no pool that was read trades ${loan.token.symbol} against a dollar as ${underlying}`);
    } else if (!('underlying' in instrument) || instrument.underlying !== underlying) {
      const moves = ('underlying' in instrument ? instrument.underlying : null) ?? 'nothing';
      say(on, `${on} moves with ${moves}, not with ${underlying}`);
    } else if (instrument.kind === 'spot') {
      poolOf(market, instrument).isWatched = true;
    } else if (instrument.kind !== 'perpetual') {
      say(on, `${on} is no perpetual, pair or loan; only those can hedge`);
    } else {
      order.push(perpetualWay(snapshot, market, instrument, side, wanted, rule));
    }
  }
  for (const one of order) {
    if (typeof one !== 'string') found.ways.push(one);
    else {
      const pool = pools.get(one);
      if (pool) found.ways.push(poolWay(snapshot, pool, side, rule, loose));
    }
  }
  return found;
}

/** The token that is lent under this name, and the way to draw or pay back; a sentence when there is no such thing. */
function loanOf(
  snapshot: Snapshot,
  venues: ReadonlyMap<VenueId, Venue>,
  on: InstrumentId,
  side: Side,
): { token: CollateralWay['token']; way: CollateralWay | undefined } | string {
  const [id = '', ...rest] = on.split(' ');
  const venue = venues.get(id);
  const reading = snapshot.readings.find((candidate) => candidate.venue === id);
  if (!venue || !reading) return `${id} was not read at this block`;
  const offered = (venue.ways?.(reading) ?? []).filter(
    ({ kind, token }) => token.symbol === rest.join(' ') && (kind === 'borrow' || kind === 'repay'),
  );
  const [known] = offered;
  if (!known) return `${on} is not among the markets and loans that were read`;
  return { token: known.token, way: offered.find(({ kind }) => kind === (side === 'Sell' ? 'borrow' : 'repay')) };
}

function poolFor(
  snapshot: Snapshot,
  rule: HedgeRule,
  token: CollateralWay['token'],
  underlying: Underlying,
): { market: Market; instrument: Spot } | undefined {
  const pools = snapshot.readings
    .flatMap(({ markets }) => markets)
    .flatMap((market) => (market.instrument.kind === 'spot' ? [{ market, instrument: market.instrument }] : []))
    .filter(
      ({ instrument: { base, underlying: moves } }) =>
        moves === underlying && base.address.toLowerCase() === token.address.toLowerCase(),
    );
  return pools.find(({ instrument }) => rule.on.includes(instrument.id)) ?? pools[0];
}
