import { sharedKernel } from '../../src/assess/pricing/sharedKernel.js';
import { daysPerYear } from '../../src/model/time.js';
import type { BandInputs } from '../../src/plan/hedge/bandInputs.js';
import { bandWidth } from '../../src/plan/hedge/bandWidth.js';
import { createMarketSteps, type Market, totalVol } from './market.js';
import type { Family } from './policies.js';

export interface World {
  market: Market;
  paths: number;
  stepsPerDay: number;
  /** To expiry. */
  days: number;
  seed: number;
  /** Straddles sold at the price of the first day. */
  size: number;
}

/** One band hedged along every path. */
export interface Run {
  family: Family;
  band: Family['bands'][number];
  /** Share of the notional that the band was told; what is paid is counted later. */
  cost: number;
  /** One entry a path: units held, USD made of the hedge and the settled straddles, USD traded. */
  held: Float64Array;
  gain: Float64Array;
  traded: Float64Array;
  /** Of all paths. */
  trades: number;
}

export const createRuns = (all: readonly { family: Family; cost: number }[], paths: number): Run[] =>
  all.flatMap(({ family, cost }) =>
    family.bands.map((band) => ({
      ...{ family, band, cost, trades: 0 },
      ...{ held: new Float64Array(paths), gain: new Float64Array(paths), traded: new Float64Array(paths) },
    })),
  );

/**
 * Hedges straddles that were sold, at the money, to their expiry: each run along the same paths, so that a difference of two runs is
 * theirs and not the paths'. The price is looked at `stepsPerDay` times a day. At expiry what is settled is delivered against the hedge,
 * and the rest of it closed at cost, as a book does that sells the next one. No interest; the premium, the same for all, is left out.
 */
export function simulate({ market, paths, stepsPerDay, days, seed, size }: World, runs: readonly Run[]): void {
  const kernel = sharedKernel();
  const columns = kernel.optionColumns(paths);
  const vol = totalVol(market);
  const strike = market.spot;
  columns.strike.fill(strike);
  columns.vol.fill(vol);
  columns.rate.fill(0);
  columns.carry.fill(0);
  columns.right.fill(1);
  columns.spot.fill(market.spot);
  const move = createMarketSteps(market, stepsPerDay, seed);
  const next = Float64Array.from(columns.spot);
  const steps = days * stepsPerDay;
  for (let step = 0; step < steps; step++) {
    const years = (days - step / stepsPerDay) / daysPerYear;
    columns.years.fill(years);
    kernel.greeks(columns, paths);
    // A put has the call's gamma and vanna, and its delta less one.
    for (let i = 0; i < paths; i++) {
      columns.delta[i] = -size * (2 * (columns.delta[i] as number) - 1);
      columns.gamma[i] = -2 * size * (columns.gamma[i] as number);
      columns.vanna[i] = -2 * size * (columns.vanna[i] as number);
    }
    next.set(columns.spot);
    move(next);
    for (const run of runs) {
      if (isTime(run, step, stepsPerDay)) correct(run, columns, years, vol, size);
      earn(run, columns.spot, next);
    }
    columns.spot.set(next);
  }
  for (const run of runs) settle(run, columns.spot, strike, size);
}

function isTime({ band }: Run, step: number, stepsPerDay: number): boolean {
  return band.kind !== 'every' || step % Math.round((band.interval / 86_400_000) * stepsPerDay) === 0;
}

interface Greeks {
  spot: Float64Array;
  delta: Float64Array;
  gamma: Float64Array;
  vanna: Float64Array;
}

function correct(run: Run, { spot, delta, gamma, vanna }: Greeks, years: number, vol: number, size: number): void {
  const { band, cost, held, traded } = run;
  const toEdge = run.family.aim === 'edge';
  const inputs: BandInputs = {
    ...{ gamma: 0, spot: 0, vol, rate: 0, years, volDelta: 0, cost, fixedCost: 0 },
    ...{ hold: 1 / daysPerYear, reach: size },
  };
  for (let i = 0; i < held.length; i++) {
    inputs.gamma = gamma[i] as number;
    inputs.spot = spot[i] as number;
    inputs.volDelta = (vanna[i] as number) * vol;
    const { half, shift } = bandWidth(band, inputs);
    const away = (delta[i] as number) + (held[i] as number) - shift;
    if (Math.abs(away) <= half) continue;
    const trade = toEdge ? Math.sign(away) * half - away : -away;
    held[i] = (held[i] as number) + trade;
    traded[i] = (traded[i] as number) + Math.abs(trade) * (spot[i] as number);
    run.trades += 1;
  }
}

function earn({ held, gain }: Run, from: Float64Array, to: Float64Array): void {
  for (let i = 0; i < held.length; i++) {
    gain[i] = (gain[i] as number) + (held[i] as number) * ((to[i] as number) - (from[i] as number));
  }
}

function settle({ held, gain, traded }: Run, spot: Float64Array, strike: number, size: number): void {
  for (let i = 0; i < held.length; i++) {
    const beyond = (spot[i] as number) - strike;
    gain[i] = (gain[i] as number) - size * Math.abs(beyond);
    const rest = (held[i] as number) - size * Math.sign(beyond);
    traded[i] = (traded[i] as number) + Math.abs(rest) * (spot[i] as number);
  }
}
