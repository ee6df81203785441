import type { HeldMargin, MarginCurve } from '../../model/holdings.js';
import type { Underlying, VenueId } from '../../model/instrument.js';
import type { MarginAccount } from '../../model/marginAccount.js';
import type { Snapshot, VenueReading } from '../../model/snapshot.js';
import { secondsPerYear } from '../../model/time.js';
import { toFloat } from '../../model/units.js';
import type { MarginShift, Venue } from '../../venues/venue.js';
import { liquidatingPrice } from './liquidatingPrice.js';
import { type Margin, traceCurve } from './marginCurve.js';
import { priceGrid, timeGrid, volGrid } from './marginGrids.js';

/** How far apart the two ends of a wall are: log price or log vol. */
const precision = 1e-10;
/** And in years: a tenth of a second. */
const timePrecision = 0.1 / secondsPerYear;
/** What a rate is measured over, seconds. */
const oneHour = 3_600;

const unknown: Margin = { equity: Number.NaN, maintenance: Number.NaN };

/** Every margin account as a function of the market, in the order of the readings. */
export const marginsOf = (snapshot: Snapshot, venues: ReadonlyMap<VenueId, Venue>): HeldMargin[] =>
  snapshot.readings.flatMap((reading) =>
    reading.marginAccounts.map((account) => heldMargin(account, reading, snapshot, venues.get(reading.venue))),
  );

/**
 * One account: some eighty calls of `marginAt`. Where the venue does not say (it is not there, it throws, it does not price an
 * underlying), the curves are not a number but at 0.
 */
function heldMargin(
  account: MarginAccount,
  reading: VenueReading,
  snapshot: Snapshot,
  venue: Venue | undefined,
): HeldMargin {
  const now = { equity: toFloat(account.equity), maintenance: toFloat(account.maintenance) };
  const { underlyings } = account;
  const spots = underlyings.map((underlying) => liquidatingPrice(account, underlying, reading, snapshot, venue));
  const at = (underlying: Underlying, price: number, beside: MarginShift): Margin => {
    try {
      return venue?.marginAt(reading, account, underlying, price, beside) ?? unknown;
    } catch {
      // A venue that cannot evaluate a state of the market must not take the rest down.
      return unknown;
    }
  };
  const [first, spot] = [underlyings[0], spots[0]];
  // Nothing that moves: as it is, whatever happens.
  const beside = (shift: MarginShift): Margin => {
    if (first === undefined) return now;
    return spot === undefined || Number.isNaN(spot) ? unknown : at(first, spot, shift);
  };
  return {
    marginAccount: account.id,
    venue: account.venue,
    underlyings,
    ...now,
    notional: toFloat(account.notional),
    // Against the same arithmetic: a year makes last digits large.
    carry: ((beside({ seconds: oneHour }).equity - beside({}).equity) * secondsPerYear) / oneHour,
    byPrice: underlyings.map((underlying, index) =>
      startingAt(now, (x) => at(underlying, (spots[index] ?? Number.NaN) * Math.exp(x), {}), priceGrid, precision),
    ),
    byVol: byVol(now, beside),
    byTime: startingAt(
      now,
      (years) => beside({ seconds: years * secondsPerYear }),
      times(account, reading, snapshot).map((seconds) => seconds / secondsPerYear),
      timePrecision,
    ),
  };
}

/** What the protocol states of now is the point at 0, whatever our own arithmetic makes of its last digits. */
const startingAt = (
  now: Margin,
  marginAt: (x: number) => Margin,
  grid: readonly number[],
  within: number,
): MarginCurve => traceCurve((x) => (x === 0 ? now : marginAt(x)), grid, within);

/** null where neither three times the vols nor a third of them changes anything that is known. */
function byVol(now: Margin, beside: (shift: MarginShift) => Margin): MarginCurve | null {
  const at = (x: number) => beside({ volFactor: Math.exp(x) });
  const still = beside({ volFactor: 1 });
  const counts = [volGrid[0] ?? 0, volGrid.at(-1) ?? 0].map(at).some((there) => !isSame(there, still));
  return counts ? startingAt(now, at, volGrid, precision) : null;
}

const isSame = (a: Margin, b: Margin): boolean =>
  Object.is(a.equity, b.equity) && Object.is(a.maintenance, b.maintenance);

/** Seconds: the grid, and each expiry of the account's options from both sides, where requirements jump. */
function times(account: MarginAccount, { positions }: VenueReading, { block }: Snapshot): number[] {
  const last = timeGrid.at(-1) ?? 0;
  const expiries = positions
    .filter(({ marginAccount }) => marginAccount === account.id)
    .flatMap(({ instrument }) => (instrument.kind === 'option' ? instrument.expiry - block.timestamp : []))
    .filter((seconds) => seconds > 1 && seconds < last);
  return [...new Set([...timeGrid, ...expiries.flatMap((seconds) => [seconds - 1, seconds])])].sort((a, b) => a - b);
}
