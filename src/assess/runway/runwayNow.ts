import type { Forecast } from '../../model/forecast.js';
import type { HeldMargin, Holdings } from '../../model/holdings.js';
import type { Underlying, VenueId } from '../../model/instrument.js';
import type { MarginAccountId } from '../../model/marginAccount.js';
import { type Outlook, outlookOf } from '../var/outlook.js';
import { type AccountRunway, accountRunway, asLikelyAsNot, type Walls, wallsAlong } from './accountRunway.js';
import { hoursPerYear, surplusGained } from './bleed.js';
import { type AccountMarket, directionsOf } from './directions.js';
import { needsNothing, safeRange, surplusLineOf } from './surplusLine.js';
import { touchProbability } from './touchProbability.js';

/** How long a book has left, as far as it can be told without drawing lots. */
export interface RunwayNow {
  accounts: readonly (AccountRunway & NamedAccount)[];
  portfolio: {
    /** Probability, 0 to 1, that any account is liquidatable at some moment of the horizon. */
    touchProbability: number;
    /** Hours until that is as likely as not, or until carry alone brings the first of them there, whichever is sooner. */
    runwayHours: number;
  };
  /** What is assumed, in sentences. */
  gaps: readonly string[];
}

export interface NamedAccount {
  marginAccount: MarginAccountId;
  venue: VenueId;
  /** Prices at which it is liquidatable now, nothing else moving. */
  walls: readonly PriceWall[];
}

export interface PriceWall {
  underlying: Underlying;
  /** USD; null where no price below, or above, does it. */
  below: number | null;
  above: number | null;
}

/** A day. */
export const defaultHorizonHours = 24;

/**
 * The runway of every margin account and of the book, in closed form: some tens of microseconds an account, the same bits for
 * the same input. Of the book: accounts of one underlying share its walls, which is exact; accounts of different underlyings
 * are taken to fall apart from each other, so the book's figure is never too small.
 */
export function runwayNow(
  holdings: Pick<Holdings, 'underlyings' | 'margins'>,
  forecast: Forecast | null,
  horizonHours = defaultHorizonHours,
): RunwayNow {
  const outlook = marginOutlook(holdings, forecast);
  const accounts = holdings.margins.map((margin) => ({
    marginAccount: margin.marginAccount,
    venue: margin.venue,
    walls: priceWalls(margin, holdings.underlyings),
    ...accountRunway(margin, marketOf(margin, outlook), horizonHours),
  }));
  const together = (years: number) => anyTouchedWithin(holdings.margins, outlook, years);
  const bleeds = accounts.reduce((least, { bleedHours }) => Math.min(least, bleedHours), Number.POSITIVE_INFINITY);
  const isOver = accounts.some(({ runwayHours }) => runwayHours === 0);
  return {
    accounts,
    portfolio: {
      touchProbability: together(horizonHours / hoursPerYear),
      runwayHours: isOver ? 0 : asLikelyAsNot(together, bleeds / hoursPerYear) * hoursPerYear,
    },
    gaps: assumedVols(outlook, forecast),
  };
}

/** What is foretold of every underlying that a margin account stands on, whether or not the holdings have its price. */
export function marginOutlook(
  { underlyings, margins }: Pick<Holdings, 'underlyings' | 'margins'>,
  forecast: Forecast | null,
): Outlook {
  const names = new Set(margins.flatMap((margin) => (needsNothing(margin) ? [] : margin.underlyings)));
  const prices = new Map(underlyings.map(({ name, price }) => [name, price]));
  const standing = [...names].sort().map((name) => ({ name, price: prices.get(name) ?? Number.NaN }));
  return outlookOf(forecast, { underlyings: standing });
}

function assumedVols({ underlyings }: Outlook, forecast: Forecast | null): string[] {
  return underlyings.flatMap(({ name, vol }) => {
    const known = forecast?.underlyings.find((one) => one.name === name)?.from ?? 'assumed';
    if (known !== 'assumed' && known !== 'settings') return [];
    return `${name}: too short a price history; a vol of ${Math.round(vol * 100)} % is ${known === 'settings' ? 'from the settings' : 'assumed'}`;
  });
}

export function marketOf(margin: HeldMargin, { underlyings, correlation }: Outlook): AccountMarket {
  const places = margin.underlyings.map((name) => underlyings.findIndex((one) => one.name === name));
  return {
    vols: places.map((place) => underlyings[place]?.vol ?? Number.NaN),
    correlation: places.map((i) => places.map((j) => correlation[i]?.[j] ?? Number.NaN)),
  };
}

function priceWalls(margin: HeldMargin, underlyings: Holdings['underlyings']): PriceWall[] {
  return margin.byPrice.map((curve, i) => {
    const underlying = margin.underlyings[i] ?? '';
    const price = underlyings.find(({ name }) => name === underlying)?.price ?? Number.NaN;
    const range = safeRange(surplusLineOf(curve));
    const wall = (offset: number | undefined) =>
      offset === undefined || !Number.isFinite(offset) ? null : price * Math.exp(offset);
    return { underlying, below: wall(range?.lower), above: wall(range?.upper) };
  });
}

/** Accounts of one underlying together have the nearest of their walls; groups are added up. */
function anyTouchedWithin(margins: readonly HeldMargin[], outlook: Outlook, years: number): number {
  const nearest = new Map<Underlying, Walls & { vol: number }>();
  let sum = 0;
  for (const margin of margins) {
    if (needsNothing(margin)) continue;
    if (margin.equity <= margin.maintenance) return 1;
    const market = marketOf(margin, outlook);
    const [name] = margin.underlyings;
    const [direction] = margin.underlyings.length === 1 ? directionsOf(margin, market) : [];
    if (name === undefined || !direction) {
      sum += accountRunway(margin, market, years * hoursPerYear).touchProbability;
      continue;
    }
    const walls = wallsAlong(direction, surplusGained(margin, years));
    if (walls === null) return 1;
    const others = nearest.get(name);
    nearest.set(name, { ...(others ? narrower(others, walls) : walls), vol: direction.vol });
  }
  for (const { vol, ...walls } of nearest.values()) sum += touchProbability({ ...walls, drift: 0, vol, years });
  return Math.min(1, sum);
}

/** The walls may cross on the way, as straight lines do: then each end has the nearer one, which is never too far. */
const narrower = (one: Walls, other: Walls): Walls => ({
  lower: Math.max(one.lower, other.lower),
  upper: Math.min(one.upper, other.upper),
  lowerAtEnd: Math.max(one.lowerAtEnd, other.lowerAtEnd),
  upperAtEnd: Math.min(one.upperAtEnd, other.upperAtEnd),
});
