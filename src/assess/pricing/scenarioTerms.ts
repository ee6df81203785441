import type { ScenarioColumns } from './kernel.js';
import { bounds } from './ordinary.js';

/** Less than this vol × √years is taken as this. */
export const leastDeviation = 1e-8;
/** A log-move of more is taken as this: what is worth exp(200) of today's worth needs no further digits. */
const largestMove = 200;

/**
 * What of an option does not depend on the scenario, for the options that the loop is for: those with time left and something at
 * stake. All are priced as calls there; what makes a put of a call is linear in spot, and is summed up in `linear`.
 */
export interface ScenarioTerms {
  /** How many options there are entries of. */
  count: number;
  /** `termSize` numbers an option, in the order of `Term`. */
  data: Float64Array;
  /** Puts are calls and: this many USD per unit of exp(move), and this many USD. */
  linear: { asset: number; cash: number };
  /** The others, worth their discounted intrinsic value: index into the columns. */
  rest: number[];
}

/** Where an option's terms stand; `assembly/pricing.ts` reads them in this order. */
export const term = {
  /** Today's worth of one unit of spot at expiry, were spot not to move. USD. */
  asset: 0,
  /** Today's worth of the strike. USD. */
  cash: 1,
  /** ln of the two's quotient. */
  moneyness: 2,
  /** vol × √years, before move and factor. */
  deviation: 3,
  /** Its change per log-move of spot. */
  slope: 4,
  quantity: 5,
  /** One over the deviation where no move changes it, else 0: most surfaces do not move, and a division costs. */
  inverse: 6,
} as const;

export const termSize = 7;

/** What of a scenario does not depend on the option. */
export interface Moves {
  /** Log-change of spot, within bounds. */
  moved: Float64Array;
  /** exp of it. */
  grown: Float64Array;
  /** The smallest factor on vol. */
  calmest: number;
}

export function prepareMoves(moves: Moves, { move, volFactor }: ScenarioColumns, scenarios: number): void {
  const { moved, grown } = moves;
  moves.calmest = Number.POSITIVE_INFINITY;
  for (let s = 0; s < scenarios; s++) {
    const within = Math.min(Math.max(move[s] as number, -largestMove), largestMove);
    moved[s] = within;
    grown[s] = Math.exp(within);
    moves.calmest = Math.min(moves.calmest, volFactor[s] as number);
  }
}

/** Fills the terms from the first `options` of the columns. */
export function prepareTerms(terms: ScenarioTerms, moves: Moves, columns: ScenarioColumns, options: number): void {
  const { data, linear } = terms;
  terms.count = 0;
  terms.rest.length = 0;
  linear.asset = 0;
  linear.cash = 0;
  for (let i = 0; i < options; i++) {
    const quantity = columns.quantity[i] as number;
    if (quantity === 0) continue;
    const { asset, cash } = worthNow(columns, i);
    const years = columns.years[i] as number;
    const vol = columns.vol[i] as number;
    const volSlope = columns.volPerLogSpot[i] as number;
    const met = Math.min(asset, cash) >= bounds.least && Math.max(asset, cash) <= bounds.most;
    if (!(years > 0 && met && (vol > 0 || volSlope !== 0))) {
      terms.rest.push(i);
      continue;
    }
    const root = Math.sqrt(years);
    const deviation = vol * root;
    const fixed = volSlope === 0 && deviation * moves.calmest >= leastDeviation;
    const forward = (columns.logSpot[i] as number) + (columns.carry[i] as number) * years;
    const at = termSize * terms.count++;
    data[at + term.asset] = asset;
    data[at + term.cash] = cash;
    data[at + term.moneyness] = forward - Math.log(columns.strike[i] as number);
    data[at + term.deviation] = deviation;
    data[at + term.slope] = volSlope * root;
    data[at + term.quantity] = quantity;
    data[at + term.inverse] = fixed ? 1 / deviation : 0;
    if ((columns.right[i] as number) < 0) {
      linear.asset -= quantity * asset;
      linear.cash += quantity * cash;
    }
  }
}

/** Adds what needs no loop over both: the puts' linear part, and the options without time value. */
export function addLinear(terms: ScenarioTerms, { grown }: Moves, columns: ScenarioColumns, scenarios: number): void {
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
    asset: finite(Math.exp((columns.logSpot[i] as number) + bounded(growth))),
    cash: finite((columns.strike[i] as number) * Math.exp(bounded(-rate * years))),
  };
}

/** So that no difference is one of infinities, and no product one of 0 and infinity; leaves room for exp(largestMove) and a quantity. */
const finite = (worth: number): number => Math.min(worth, 1e150);
const bounded = (logarithm: number): number => Math.min(Math.max(logarithm, -700), 700);
