import { sayBps, sayNumber } from '../../assess/sayNumber.js';
import { type CostEstimate, sumCosts } from '../../model/cost.js';
import { shortMessageOf } from '../../model/error.js';
import type { VenueId } from '../../model/instrument.js';
import type { OrderTerms, TradeTerms } from '../../model/order.js';
import { marketOf, priceOf, type Snapshot, type VenueReading } from '../../model/snapshot.js';
import { type Milliseconds, toFloat, unixSeconds, wad } from '../../model/units.js';
import { type Venue, VenueRefusal } from '../../venues/venue.js';
import { costOf } from '../cost/costOf.js';
import type { GasPrices } from '../cost/gasPrices.js';
import { project } from '../project.js';
import { againstIndex } from './compared.js';

export interface Ground {
  venues: ReadonlyMap<VenueId, Venue>;
  prices: GasPrices;
  hold: Milliseconds;
  /** No margin account may be left below this health, unless it was and gets no worse; Infinity: no limit. */
  health: number;
  /** Why a guard would not let it pass, in a sentence; null when it would. */
  objection?(terms: OrderTerms, snapshot: Snapshot): string | null;
}

export interface TriedOut {
  steps: readonly OrderTerms[];
  each: readonly CostEstimate[];
  cost: CostEstimate;
  /** USD that it costs more against the index than against the venues' own marks. */
  against: number;
  /** Once all of it is done. */
  snapshot: Snapshot;
}

/** Only asks whether the venue would take it; the deadline that counts is set when it is sent. */
const rehearsalSeconds = 60;

/**
 * Terms carried out one after the other, on paper, with all that would stop them: the venue, the bound on the price, a margin account
 * that is left too thin. @returns why not, in a sentence, when they would be stopped
 */
export function tryOut(ground: Ground, snapshot: Snapshot, steps: readonly OrderTerms[]): TriedOut | string {
  const each: CostEstimate[] = [];
  let against = 0;
  let current = snapshot;
  try {
    for (const terms of steps) {
      const venue = ground.venues.get(terms.venue);
      const reading = current.readings.find((one) => one.venue === terms.venue);
      if (!venue || !reading) return `${terms.venue} was not read at this block`;
      const { prices, hold } = ground;
      const cost = costOf({ venue, reading, terms, prices, hold });
      const objection = terms.kind === 'trade' ? beyondBound(reading, terms, cost) : null;
      if (objection !== null) return objection;
      const objected = ground.objection?.(terms, current) ?? null;
      if (objected !== null) return objected;
      each.push(cost);
      against += againstIndex(terms, cost, indexFor(snapshot, terms));
      venue.prepare(reading, terms, unixSeconds(snapshot.block.timestamp + rehearsalSeconds));
      current = project(current, ground.venues, terms);
      const thin = leftThin(ground, reading, current);
      if (thin !== null) return thin;
    }
  } catch (error) {
    if (error instanceof VenueRefusal) return shortMessageOf(error);
    throw error;
  }
  const [only, ...more] = each;
  return { steps, each, against, cost: only && more.length === 0 ? only : sumCosts(each), snapshot: current };
}

/** An order that is expected to fill beyond its own bound would only come to nothing. */
function beyondBound({ markets }: VenueReading, terms: TradeTerms, { impact, basis }: CostEstimate): string | null {
  const last = toFloat(markets.find(({ instrument }) => instrument.id === terms.instrument)?.last ?? wad(0n));
  const worse = terms.side === 'Buy' ? 1 : -1;
  const price = (basis?.mark ?? Number.NaN) + (worse * impact) / toFloat(terms.quantity);
  const away = worse * (price / last - 1) * 10_000;
  const { worstPrice } = terms;
  if (worstPrice !== undefined && worse * (price - toFloat(worstPrice)) > 0)
    return `it would trade at ${sayNumber(price)} USD; ${sayNumber(toFloat(worstPrice))} USD is the worst that is allowed`;
  if (!(away > terms.maxSlippage)) return null;
  return `it would move the price by ${sayBps(away)}; at most ${sayBps(terms.maxSlippage)} are allowed`;
}

function leftThin({ health: limit }: Ground, before: VenueReading, after: Snapshot): string | null {
  if (!Number.isFinite(limit)) return null;
  const was = new Map(before.marginAccounts.map(({ id, health }) => [id, health]));
  const now = after.readings.find(({ venue }) => venue === before.venue)?.marginAccounts ?? [];
  const thin = now.find(
    ({ id, health }) => !(health >= limit) && !(health >= (was.get(id) ?? Number.POSITIVE_INFINITY)),
  );
  if (!thin) return null;
  return `${thin.id} would be left at a health of ${sayNumber(thin.health)}; the limit is ${sayNumber(limit)}`;
}

/** USD per unit of what a trade moves with: one price, that of the first venue that states one. */
function indexFor(snapshot: Snapshot, terms: OrderTerms): number {
  const underlying =
    terms.kind === 'trade' ? (marketOf(snapshot, terms.instrument)?.instrument.underlying ?? null) : null;
  const price = underlying === null ? undefined : priceOf(snapshot, underlying);
  return price === undefined ? Number.NaN : toFloat(price);
}
