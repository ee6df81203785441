import type { Forecast } from '../../model/forecast.js';
import type { HeldMargin, Holdings } from '../../model/holdings.js';
import type { Underlying, VenueId } from '../../model/instrument.js';
import type { MarginAccountId } from '../../model/marginAccount.js';
import { hoursPerYear } from '../../model/time.js';
import { type MarketOutlook, marketOutlook } from '../history/marketOutlook.js';
import { type AccountAtRisk, accountAtRisk, passage, touchedWithin, type Walls, wallsAlong } from './accountAtRisk.js';
import { type AccountRunway, accountRunway } from './accountRunway.js';
import { asLikelyAsNot } from './asLikelyAsNot.js';
import type { AccountMarket } from './directions.js';
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
  const atRisk = holdings.margins.map((margin) => accountAtRisk(margin, marketOf(margin, outlook)));
  const left = atRisk.map((account) => accountRunway(account, horizonHours));
  const accounts = holdings.margins.map((margin, k) => ({
    marginAccount: margin.marginAccount,
    venue: margin.venue,
    walls: priceWalls(margin, holdings.underlyings),
    ...(left[k] ?? unknown),
  }));
  const together = (years: number) => anyTouchedWithin(atRisk, years);
  const bleeds = atRisk.reduce((least, account) => Math.min(least, account.bleeds), Number.POSITIVE_INFINITY);
  const [only, another] = left;
  const isOver = atRisk.some((account) => account.isOver);
  return {
    accounts,
    portfolio:
      only && !another
        ? { touchProbability: only.touchProbability, runwayHours: only.runwayHours }
        : {
            touchProbability: together(horizonHours / hoursPerYear),
            runwayHours: isOver ? 0 : asLikelyAsNot(together, bleeds) * hoursPerYear,
          },
    gaps: assumedVols(outlook, forecast),
  };
}

const unknown: AccountRunway = { touchProbability: Number.NaN, runwayHours: Number.NaN, bleedHours: Number.NaN };

/** What is foretold of every underlying that a margin account stands on, whether or not the holdings have its price. */
export function marginOutlook(
  { underlyings, margins }: Pick<Holdings, 'underlyings' | 'margins'>,
  forecast: Forecast | null,
): MarketOutlook {
  const names = new Set(margins.flatMap((margin) => (needsNothing(margin) ? [] : margin.underlyings)));
  const prices = new Map(underlyings.map(({ name, price }) => [name, price]));
  const standing = [...names].sort().map((name) => ({ name, price: prices.get(name) ?? Number.NaN }));
  return marketOutlook(forecast, { underlyings: standing });
}

function assumedVols({ underlyings }: MarketOutlook, forecast: Forecast | null): string[] {
  return underlyings.flatMap(({ name, vol }) => {
    const known = forecast?.underlyings.find((one) => one.name === name)?.from ?? 'assumed';
    if (known !== 'assumed' && known !== 'settings') return [];
    return `${name}: too short a price history; a vol of ${Math.round(vol * 100)} % is ${known === 'settings' ? 'from the settings' : 'assumed'}`;
  });
}

function marketOf(margin: HeldMargin, { underlyings, correlation }: MarketOutlook): AccountMarket {
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
function anyTouchedWithin(accounts: readonly AccountAtRisk[], years: number): number {
  // Certain whatever is not known of the others.
  if (accounts.some((account) => account.isOver)) return 1;
  const nearest = new Map<Underlying, { walls: Walls; vol: number }>();
  let sum = 0;
  for (const account of accounts) {
    const [way] = account.ways;
    if (account.alone === null || !way) {
      sum += touchedWithin(account, years);
      continue;
    }
    const walls = wallsAlong(way, account.gained(years));
    if (walls === null) return 1;
    const others = nearest.get(account.alone);
    nearest.set(account.alone, { walls: others ? narrower(others.walls, walls) : walls, vol: way.vol });
  }
  for (const { walls, vol } of nearest.values()) sum += touchProbability(passage(walls, vol, years));
  return Number.isNaN(sum) ? sum : Math.min(1, sum);
}

/** The walls may cross on the way, as straight lines do: then each end has the nearer one, which is never too far. */
const narrower = (one: Walls, other: Walls): Walls => ({
  lower: Math.max(one.lower, other.lower),
  upper: Math.min(one.upper, other.upper),
  lowerAtEnd: Math.max(one.lowerAtEnd, other.lowerAtEnd),
  upperAtEnd: Math.min(one.upperAtEnd, other.upperAtEnd),
});
