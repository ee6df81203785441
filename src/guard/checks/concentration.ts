import type { ConcentrationLimits } from '../../model/limits.js';
import type { OrderTerms } from '../../model/order.js';
import type { Snapshot, VenueReading } from '../../model/snapshot.js';
import { toFloat } from '../../model/units.js';
import { grossOf, isTrading, type LegChange, shifted } from '../afterTrade.js';
import { boundsOf, judgeMost, type Reading } from '../bounds.js';
import { type CheckContext, type Judgement, pass } from '../check.js';
import type { ExposureTotals, Leg } from '../exposure.js';
import { reducingPart } from '../lowersRisk.js';
import { judgeChange, sayIn } from './exposures.js';

/** One part of a whole that an order adds to. */
interface Part {
  what: string;
  /** Of the whole, USD. */
  total: number;
  own: number;
  /** What a position adds to either; `own` where it belongs to this part. */
  measure(leg: Leg): number;
}

/** Of the gross exposure. A book that has just begun is not concentrated: it is measured by its equity while that is more. */
export const underlyingShare = (context: CheckContext): Judgement =>
  judgeShare(context, 'underlying', ({ gross, byUnderlying }, { underlying }) =>
    underlying === null
      ? null
      : { what: underlying, total: gross, own: byUnderlying.get(underlying)?.gross ?? 0, measure: grossOf },
  );

export const venueShare = (context: CheckContext): Judgement =>
  judgeShare(context, 'venue', ({ gross, byVenue }, { venue }) => ({
    ...{ what: venue, total: gross, own: byVenue.get(venue) ?? 0, measure: grossOf },
  }));

export const expiryShare = (context: CheckContext): Judgement =>
  judgeShare(context, 'expiry', ({ optionNotional, byExpiry }, { expiry }) =>
    expiry === null
      ? null
      : {
          what: `what expires on ${new Date(expiry * 1000).toISOString().slice(0, 10)}`,
          total: optionNotional,
          own: byExpiry.get(expiry) ?? 0,
          measure: (leg) => Math.abs(leg.expiry === null ? 0 : leg.notionalUsd),
        },
  );

function judgeShare(
  context: CheckContext,
  key: keyof ConcentrationLimits,
  partOf: (totals: ExposureTotals, leg: Leg) => Part | null,
): Judgement {
  const bounds = boundsOf(context.levels, ({ concentration }) => concentration?.[key]);
  if (bounds.length === 0) return pass('no limit is set');
  return judgeChange(context, (change: LegChange) => {
    const { totals, equity } = context.exposure();
    const part = partOf(totals, change.after);
    if (!part) return [];
    const share = (own: number, total: number) => own / Math.max(total, equity);
    const before = share(part.own, part.total);
    const own = shifted(part.own, change, part.measure);
    const after = share(own, shifted(part.total, change, part.measure));
    // Where it is all there is, its share stays the same however much is added.
    const reading = { what: `${part.what} of the whole`, unit: 'share', before, after, isLess: own <= part.own };
    return bounds.map((one): Reading => ({ ...one, ...reading }));
  });
}

/**
 * Of the equity, what lies with one protocol: lost if it fails. What is in the wallet lies with nobody. Of no equity, or less, anything
 * is too much.
 */
export function protocolShare(context: CheckContext): Judgement {
  const { levels, action, snapshot, venue } = context;
  const bounds = boundsOf(levels, ({ concentration }) => concentration?.protocol);
  if (bounds.length === 0) return pass('no limit is set');
  const reading = snapshot.readings.find((one) => one.venue === action.terms.venue);
  const movesIn = isTrading(action.terms) || action.terms.kind === 'addCollateral';
  if (!reading || !movesIn || action.terms.kind === 'rest') return pass('nothing is given to a protocol');
  const protocol = protocolOf(reading.venue);
  if (protocol === 'wallet') return pass('what is in the wallet lies with nobody');
  const { equity } = context.exposure();
  const others = snapshot.readings
    .filter((one) => one !== reading && protocolOf(one.venue) === protocol)
    .reduce((sum, one) => sum + liesWith(one), 0);
  const share = (worth: number) => (equity <= 0 ? Number.POSITIVE_INFINITY : worth / equity);
  const now = others + liesWith(reading);
  return judgeMost(
    context,
    (terms: OrderTerms) => {
      const then = others + liesWith(venue.after(reading, terms));
      const told = { what: `${protocol} of the equity`, unit: 'share', before: share(now), after: share(then) };
      // With no equity left, what only reduces a position is for the better all the same.
      const isLess = equity <= 0 ? { isLess: isReducing(terms, snapshot) } : {};
      return bounds.map((one): Reading => ({ ...one, ...told, ...isLess }));
    },
    sayIn,
  );
}

const isReducing = (terms: OrderTerms, snapshot: Snapshot): boolean =>
  terms.kind === 'trade' && reducingPart(terms, snapshot)?.quantity === terms.quantity;

/** USD: equity of margin accounts, and worth that is outside of them. */
const liesWith = ({ marginAccounts, positions }: VenueReading): number =>
  marginAccounts.reduce((sum, { equity }) => sum + toFloat(equity), 0) +
  positions.reduce((sum, { value }) => sum + toFloat(value), 0);

/** What is on another chain is called `<chain>:<venue>`. */
const protocolOf = (venue: string): string => venue.split(':').at(-1) ?? venue;
