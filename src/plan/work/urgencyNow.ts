import type { WorkedParent } from '../../model/desk.js';
import { assumedVol } from '../../model/riskSettings.js';
import { marketOf } from '../../model/snapshot.js';
import { toFloat, wad } from '../../model/units.js';
import type { Turn } from '../turn.js';
import { urgencyOf } from './almgrenChriss.js';
import { estimateOf } from './limitPrice.js';
import { tradeOf } from './parentTerms.js';

/**
 * κT for an order that is worked by Almgren and Chriss, from the volatility that the book goes by and from what the venue says that
 * one slice of it moves the price by now; 0 for any other, and where the venue does not say.
 */
export function urgencyNow({ input, portfolio }: Turn, { terms, state }: WorkedParent): number {
  const { algorithm } = terms;
  if (algorithm.kind !== 'almgrenChriss') return 0;
  const { snapshot, outlook } = portfolio;
  const venue = input.venues.get(terms.venue);
  const market = marketOf(snapshot, terms.instrument);
  const reading = snapshot.readings.find((candidate) => candidate.venue === terms.venue);
  if (!venue || !market || !reading) return 0;
  const slice = tradeOf(terms, wad(state.quantity / BigInt(algorithm.slices) || 1n));
  const estimate = estimateOf(venue, reading, slice);
  if (typeof estimate === 'string') return 0;
  const size = toFloat(slice.quantity);
  const [price, last] = [toFloat(estimate.price), toFloat(market.last)];
  const horizon = algorithm.over / 1_000;
  // Temporary impact: USD per unit for each unit a second, of a slice traded evenly over its time.
  const impact = Math.max(0, Math.abs(price - last)) / (size / (horizon / algorithm.slices));
  const name = market.instrument.underlying ?? '';
  const forecast = outlook.forecast?.underlyings.find((one) => one.name === name)?.vol;
  const vol = forecast ?? outlook.settings.vols[name] ?? assumedVol;
  return urgencyOf({
    riskAversion: algorithm.riskAversion,
    vol,
    price: last,
    impact,
    horizon,
    slices: algorithm.slices,
  });
}
