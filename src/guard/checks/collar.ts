import { sayBps } from '../../assess/sayNumber.js';
import type { OrderTerms } from '../../model/order.js';
import { marketOf } from '../../model/snapshot.js';
import { toFloat, type Wad } from '../../model/units.js';
import { VenueRefusal } from '../../venues/venue.js';
import { boundsOf, judgeMost, type Reading } from '../bounds.js';
import { type CheckContext, type Judgement, pass } from '../check.js';

/**
 * Where an order may execute at worst by its own limit, and where it is expected to, against the index (an option's, against its
 * mark): a price that was mistyped, or a market that is not where it should be. Only to our disadvantage.
 */
export function priceCollar(context: CheckContext): Judgement {
  const { levels, action, snapshot, venue, parent } = context;
  const bounds = boundsOf(levels, ({ collar }) => collar);
  if (bounds.length === 0) return pass('no limit is set');
  const { terms } = action;
  if (terms.kind !== 'trade' && terms.kind !== 'rest') return pass('nothing is traded');
  if (terms.kind === 'rest' && terms.ordType === 'Stop') return pass('a stop is meant to be away from the price');
  const market = marketOf(snapshot, terms.instrument);
  const reading = snapshot.readings.find((one) => one.venue === terms.venue);
  const reference = market && toFloat(market.instrument.kind === 'option' ? market.mark : market.index);
  const against = (price: Wad) =>
    (toFloat(price) / (reference ?? Number.NaN) - 1) * (terms.side === 'Buy' ? 1e4 : -1e4);
  const limit = terms.kind === 'rest' ? terms.triggerPrice : (parent?.terms.price ?? null);
  const expected = (part: OrderTerms): number => {
    if (part.kind !== 'trade' || !reading) return 0;
    try {
      return against(venue.estimate(reading, part).price);
    } catch (error) {
      // That it is too much for the venue is for other checks to say.
      if (error instanceof VenueRefusal) return 0;
      throw error;
    }
  };
  return judgeMost(
    context,
    (part) =>
      bounds.flatMap((one): Reading[] => [
        ...(limit === null
          ? []
          : [{ ...one, what: 'the limit, from the index,', unit: 'bps', before: 0, after: against(limit) }]),
        { ...one, what: 'the price to be expected, from the index,', unit: 'bps', before: 0, after: expected(part) },
      ]),
    sayBps,
  );
}
