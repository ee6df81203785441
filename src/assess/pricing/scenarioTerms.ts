import type { ScenarioColumns } from './kernel.js';
import { bounds } from './ordinary.js';

/** Less than this vol × √years is taken as this. */
export const leastDeviation = 1e-8;
/** A log-move of more is taken as this: what is worth exp(200) of today's worth needs no further digits. */
export const largestMove = 200;

/**
 * What of an option does not depend on the scenario, for the options that the loop is for: those with time left and something at
 * stake. All are priced as calls there; what makes a put of a call is linear in spot, and is summed up in `asset` and `cash`.
 */
export interface ScenarioTerms {
  /** How many of the entries are in use. */
  count: number;
  /** Today's worth of one unit of spot at expiry, were spot not to move. USD. */
  asset: Float64Array;
  /** Today's worth of the strike. USD. */
  cash: Float64Array;
  /** ln of the two's quotient. */
  moneyness: Float64Array;
  /** vol × √years, before move and factor. */
  deviation: Float64Array;
  /** Its change per log-move of spot. */
  slope: Float64Array;
  quantity: Float64Array;
  /** Puts, as calls and: this many USD per unit of exp(move), and this many USD. */
  linear: { asset: number; cash: number };
  /** The rest, worth their discounted intrinsic value: index into the columns. */
  rest: number[];
}

/** What of a scenario does not depend on the option. */
export interface Moves {
  /** Log-change of spot, within bounds. */
  moved: Float64Array;
  /** exp of it. */
  grown: Float64Array;
}

export function prepareMoves({ moved, grown }: Moves, { move }: ScenarioColumns, scenarios: number): void {
  for (let s = 0; s < scenarios; s++) {
    const within = Math.min(Math.max(move[s] as number, -largestMove), largestMove);
    moved[s] = within;
    grown[s] = Math.exp(within);
  }
}

export function createScenarioTerms(column: () => Float64Array): ScenarioTerms {
  return {
    count: 0,
    asset: column(),
    cash: column(),
    moneyness: column(),
    deviation: column(),
    slope: column(),
    quantity: column(),
    linear: { asset: 0, cash: 0 },
    rest: [],
  };
}

/** Fills the terms from the first `options` of the columns. */
export function prepareTerms(terms: ScenarioTerms, columns: ScenarioColumns, options: number): void {
  const { linear } = terms;
  terms.count = 0;
  terms.rest.length = 0;
  linear.asset = 0;
  linear.cash = 0;
  for (let i = 0; i < options; i++) {
    const quantity = columns.quantity[i] as number;
    if (quantity === 0) continue;
    const { asset, cash } = worthNow(columns, i);
    const years = columns.years[i] as number;
    const slope = columns.volPerLogSpot[i] as number;
    const vol = columns.vol[i] as number;
    const root = Math.sqrt(years);
    const moves = vol > 0 || slope !== 0;
    const bounded = Math.min(asset, cash) >= bounds.least && Math.max(asset, cash) <= bounds.most;
    if (!(years > 0 && moves && bounded)) {
      terms.rest.push(i);
      continue;
    }
    const at = terms.count++;
    terms.asset[at] = asset;
    terms.cash[at] = cash;
    terms.moneyness[at] =
      (columns.logSpot[i] as number) - Math.log(columns.strike[i] as number) + (columns.carry[i] as number) * years;
    terms.deviation[at] = vol * root;
    terms.slope[at] = slope * root;
    terms.quantity[at] = quantity;
    if ((columns.right[i] as number) < 0) {
      linear.asset -= quantity * asset;
      linear.cash += quantity * cash;
    }
  }
}

/** Adds what needs no loop over both: the puts' linear part, and the options without time value. */
export function addLinear(terms: ScenarioTerms, columns: ScenarioColumns, { grown }: Moves, scenarios: number): void {
  const { value } = columns;
  const { asset, cash } = terms.linear;
  if (asset !== 0 || cash !== 0) {
    for (let s = 0; s < scenarios; s++) value[s] = (value[s] as number) + (asset * (grown[s] as number) + cash);
  }
  for (const i of terms.rest) {
    const quantity = columns.quantity[i] as number;
    const right = columns.right[i] as number;
    const now = worthNow(columns, i);
    for (let s = 0; s < scenarios; s++) {
      const intrinsic = right * (now.asset * (grown[s] as number) - now.cash);
      value[s] = (value[s] as number) + quantity * Math.max(intrinsic, 0);
    }
  }
}

function worthNow(columns: ScenarioColumns, i: number): { asset: number; cash: number } {
  const years = Math.max(columns.years[i] as number, 0);
  const rate = columns.rate[i] as number;
  const growth = ((columns.carry[i] as number) - rate) * years;
  return {
    asset: finite(Math.exp((columns.logSpot[i] as number) + growth)),
    cash: finite((columns.strike[i] as number) * Math.exp(-rate * years)),
  };
}

/** So that a difference of two overflows is a number; leaves room for exp(largestMove) and a quantity. */
const finite = (worth: number): number => Math.min(worth, 1e150);
