import type { TradeTerms } from '../../model/order.js';
import { marketOf, type VenueReading } from '../../model/snapshot.js';
import { fromFloat, toFloat } from '../../model/units.js';
import { VenueRefusal } from '../../venues/venue.js';
import { boundsOf, judgeMost, type Reading } from '../bounds.js';
import { type CheckContext, type Judgement, pass } from '../check.js';
import { withQuantity } from '../notional.js';
import { judgeChange, sayIn } from './exposures.js';

/** Our position of all that is open on its side of a market: the larger, the less it can be closed when others close too. */
export function openInterestShare(context: CheckContext): Judgement {
  const { levels, action, snapshot } = context;
  const bounds = boundsOf(levels, ({ openInterest }) => openInterest);
  if (bounds.length === 0) return pass('no limit is set');
  const { terms } = action;
  const market = 'instrument' in terms ? marketOf(snapshot, terms.instrument) : undefined;
  const open = market?.openInterest;
  if (!open) return pass(`${terms.venue} does not tell how much is open`);
  return judgeChange(context, ({ before, after }) => {
    const held = before?.quantity ?? 0;
    const others = toFloat(after.quantity >= 0 ? open.long : open.short);
    // What is opened is open interest too; what flips was on the other side.
    const isSameSide = held * after.quantity > 0;
    const added = Math.abs(after.quantity) - (isSameSide ? Math.abs(held) : 0);
    const share = (own: number, all: number) => (own === 0 ? 0 : Math.abs(own) / all);
    const now = share(held, toFloat(held >= 0 ? open.long : open.short));
    const then = share(after.quantity, others + Math.max(0, added));
    return bounds.map(
      (one): Reading => ({ ...one, what: 'our share of what is open', unit: 'share', before: now, after: then }),
    );
  });
}

/** What an order is of all that can be traded before the price is 1 % worse than for a small one. */
export function depthShare(context: CheckContext): Judgement {
  const { levels, action } = context;
  const bounds = boundsOf(levels, ({ depth }) => depth);
  if (bounds.length === 0) return pass('no limit is set');
  const { terms } = action;
  if (terms.kind !== 'trade') return pass('nothing is traded');
  const depth = depthOf(context, terms);
  return judgeMost(
    context,
    (part) => {
      const after = part.kind === 'trade' ? toFloat(part.quantity) / depth : 0;
      return bounds.map(
        (one): Reading => ({
          ...one,
          what: 'the order of what can be traded within 1%',
          unit: 'share',
          before: 0,
          after,
        }),
      );
    },
    sayIn,
  );
}

const depths = new WeakMap<VenueReading, Map<string, number>>();

/** Units that can be traded before the price is 1 % worse; Infinity where none is too much, NaN where it cannot be told. */
export function depthOf({ snapshot, venue }: Pick<CheckContext, 'snapshot' | 'venue'>, terms: TradeTerms): number {
  const reading = snapshot.readings.find((one) => one.venue === terms.venue);
  const market = marketOf(snapshot, terms.instrument);
  if (!reading || !market || !(market.last > 0n)) return Number.NaN;
  const known = depths.get(reading) ?? new Map<string, number>();
  depths.set(reading, known);
  const key = `${terms.side} ${terms.instrument}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const last = toFloat(market.last);
  const fits = (units: number): boolean => {
    try {
      const { price } = venue.estimate(
        reading,
        withQuantity({ ...terms, reduceOnly: false }, fromFloat(units, 'down')),
      );
      const move = toFloat(price) / last - 1;
      return (terms.side === 'Buy' ? move : -move) <= 0.01;
    } catch (error) {
      // Too much for the venue is too much.
      if (error instanceof VenueRefusal) return false;
      throw error;
    }
  };
  const depth = largestUnits(1 / last, fits);
  known.set(key, depth);
  return depth;
}

/** Grows a dollar's worth until it no longer fits, and then halves what is between. 0 where not even that much fits. */
function largestUnits(least: number, fits: (units: number) => boolean): number {
  if (!fits(least)) return 0;
  let good = least;
  let bad = least * 8;
  while (fits(bad)) {
    [good, bad] = [bad, bad * 8];
    if (bad > least * 1e13) return Number.POSITIVE_INFINITY;
  }
  for (let step = 0; step < 24; step++) {
    const middle = (good + bad) / 2;
    if (fits(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
