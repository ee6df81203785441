import type { Forecast } from '../../model/forecast.js';
import type { HeldMargin, Holdings, MarginCurve } from '../../model/holdings.js';
import type { AccountView, MarginView, Wall } from '../../model/marginView.js';
import { assumedVol, type RiskSettings } from '../../model/riskSettings.js';
import { daysPerYear } from '../../model/time.js';
import { healthOf } from './healthOf.js';
import { wallOf } from './marginCurve.js';
import { togetherCurve } from './togetherCurve.js';

/** Annualised deviation of the logarithm of implied vol: what at-the-money vols of ether and bitcoin show in an ordinary year. */
const assumedVolOfVol = 1;

const hoursPerDay = 24;

type Margined = Pick<Holdings, 'underlyings' | 'margins'>;

/**
 * Every margin account, how far its end is in each direction, and the nearest end of all. From the curves of the holdings, so
 * within their reach only.
 * @param forecast The vol of each underlying; what it lacks is the settings' vol, else an assumed one.
 */
export function marginView(
  holdings: Margined,
  forecast: Forecast | null,
  { vols }: Pick<RiskSettings, 'vols'>,
): MarginView {
  const volOf = (name: string) =>
    forecast?.underlyings.find((one) => one.name === name)?.vol ?? vols[name] ?? assumedVol;
  const correlationOf = (a: string, b: string) => {
    const index = (name: string) => forecast?.underlyings.findIndex((one) => one.name === name) ?? -1;
    return a === b ? 1 : (forecast?.correlation[index(a)]?.[index(b)] ?? 1);
  };
  const accounts = holdings.margins.map((margin) => viewOf(margin, holdings, { volOf, correlationOf }));
  accounts.sort((a, b) => distanceOf(a) - distanceOf(b) || (a.marginAccount < b.marginAccount ? -1 : 1));
  return { accounts, nearest: accounts[0]?.walls[0] ?? null };
}

/** Finite, so that two without a wall compare as equal. */
const distanceOf = ({ walls }: AccountView): number => walls[0]?.deviations ?? Number.MAX_VALUE;

interface Spread {
  /** Annualised. */
  volOf(name: string): number;
  correlationOf(a: string, b: string): number;
}

function viewOf(margin: HeldMargin, { underlyings }: Margined, spread: Spread): AccountView {
  const { marginAccount, venue, equity, maintenance } = margin;
  const gaps: string[] = [];
  const blank = { marginAccount, venue, underlying: null, change: null, price: null, hours: null };
  const both = (curve: MarginCurve, what: string, wall: (x: number) => Wall): Wall[] =>
    ([-1, 1] as const).flatMap((direction) => found(curve, direction, what, gaps).map(wall));
  const away = (x: number, annual: number) => (x === 0 ? 0 : Math.abs(x) / (annual / Math.sqrt(daysPerYear)));

  const byPrice = margin.byPrice.flatMap((curve, index) => {
    const underlying = margin.underlyings[index] ?? '';
    const now = underlyings.find(({ name }) => name === underlying)?.price ?? Number.NaN;
    return both(curve, `the price of ${underlying}`, (x) => ({
      ...blank,
      kind: 'price',
      underlying,
      change: Math.expm1(x),
      price: now * Math.exp(x),
      deviations: away(x, spread.volOf(underlying)),
    }));
  });
  const together = togetherCurve(margin);
  const byAll =
    together === null
      ? []
      : both(together, 'all prices together', (x) => ({
          ...blank,
          kind: 'together',
          change: Math.expm1(x),
          deviations: away(x, basketVol(margin.underlyings, spread)),
        }));
  const byVol =
    margin.byVol === null
      ? []
      : both(margin.byVol, 'vols', (x) => ({
          ...blank,
          kind: 'vol',
          change: Math.expm1(x),
          deviations: away(x, assumedVolOfVol),
        }));
  const byTime = found(margin.byTime, 1, 'time', gaps).map((years): Wall => {
    const days = years * daysPerYear;
    return { ...blank, kind: 'time', hours: days * hoursPerDay, deviations: Math.sqrt(days) };
  });
  const walls = [...byPrice, ...byAll, ...byVol, ...byTime].sort((a, b) => a.deviations - b.deviations);
  const health = healthOf(margin);
  return { marginAccount, venue, equity, maintenance, health, walls: distinct(walls), gaps };
}

/** A wall, none, or none that can be told: then it is among the gaps. */
function found(curve: MarginCurve, direction: -1 | 1, what: string, gaps: string[]): number[] {
  const wall = wallOf(curve, direction);
  if (wall === null) return [];
  if (!Number.isNaN(wall)) return [wall];
  const gap = `what ${what} would do to it is not known`;
  if (!gaps.includes(gap)) gaps.push(gap);
  return [];
}

/** An account that is liquidatable now is at its wall in every direction: one of each kind says it. */
const distinct = (walls: readonly Wall[]): Wall[] =>
  walls.filter(
    ({ deviations, kind, underlying }, index) =>
      deviations !== 0 ||
      walls.findIndex((other) => other.deviations === 0 && other.kind === kind && other.underlying === underlying) ===
        index,
  );

/** Annualised, of a basket with as many dollars of each. */
function basketVol(names: readonly string[], { volOf, correlationOf }: Spread): number {
  const variance = names.reduce(
    (sum, a) => sum + names.reduce((inner, b) => inner + volOf(a) * correlationOf(a, b) * volOf(b), 0),
    0,
  );
  return Math.sqrt(Math.max(variance, 0)) / names.length;
}
