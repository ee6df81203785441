import type { Underlying } from '../../model/instrument.js';
import type { Market } from '../../model/market.js';
import type { OptionPricing } from '../../model/position.js';
import { positionsOf, type Snapshot } from '../../model/snapshot.js';
import type { NoSurface, VolQuote } from '../../model/surfaceFit.js';
import { toFloat } from '../../model/units.js';
import { type FitSurfaceOptions, fitSurface } from './fitSurface.js';
import { createSurface, type Surface } from './surface.js';

/** A surface, or why there is none. `fit` of the one and the whole of the other are plain data. */
export type Surfaced = Surface | { fit: NoSurface };

export const isFitted = (surfaced: Surfaced | undefined): surfaced is Surface =>
  surfaced !== undefined && 'vol' in surfaced;

type Marked = VolQuote & { underlying: Underlying; pricing: OptionPricing };

/**
 * A surface for each underlying that some venue lists options of, or that options are held of; by name.
 *
 * Fitted to the vols of every strike that venues tell, not of held ones only. The spot and the rate of the first quote stand for all: venues that
 * disagree by a few dollars move a strike's moneyness by less than a smile bends there.
 */
export function surfacesOf(snapshot: Snapshot): Map<Underlying, Surfaced> {
  const at = snapshot.block.timestamp;
  const marked = [...snapshot.readings.flatMap(({ markets }) => markets.flatMap(markOf)), ...heldMarks(snapshot)];
  const underlyings = [...new Set(marked.map(({ underlying }) => underlying))].sort();
  return new Map(
    underlyings.map((underlying) => {
      const quotes = marked.filter((mark) => mark.underlying === underlying);
      const { spot = Number.NaN, rate = Number.NaN } = quotes[0]?.pricing ?? {};
      return [underlying, surfaceThrough(quotes, { underlying, at, spot, carry: rate })];
    }),
  );
}

/**
 * The last surface of each underlying, and what it was fitted to. A book in trouble is assessed several times within a block, each time with the
 * same quotes, and a fit of ten expiries takes a tenth of a second.
 */
const last = new Map<Underlying, { quotes: string; surfaced: Surfaced }>();

function surfaceThrough(marked: readonly Marked[], options: FitSurfaceOptions): Surfaced {
  const quotes = JSON.stringify([options, marked.map(({ expiry, strike, vol }) => [expiry, strike, vol])]);
  const known = last.get(options.underlying);
  if (known?.quotes === quotes) return known.surfaced;
  const fit = fitSurface(marked, options);
  const surfaced = isNone(fit) ? { fit } : createSurface(fit);
  last.set(options.underlying, { quotes, surfaced });
  return surfaced;
}

const isNone = (fit: ReturnType<typeof fitSurface>): fit is NoSurface => fit.expiries.length === 0;

function markOf({ instrument, pricing }: Pick<Market, 'instrument' | 'pricing'>): Marked[] {
  if (instrument.kind !== 'option' || !pricing) return [];
  const { underlying, expiry, strike } = instrument;
  return [{ underlying, expiry, strike: toFloat(strike), vol: pricing.vol, pricing }];
}

/** Of held options that no market lists any more or whose market does not tell its vol. */
function heldMarks(snapshot: Snapshot): Marked[] {
  const listed = new Set(
    snapshot.readings.flatMap(({ markets }) => markets.filter(({ pricing }) => pricing).map((m) => m.instrument.id)),
  );
  return positionsOf(snapshot)
    .filter(({ instrument }) => !listed.has(instrument.id))
    .flatMap(({ instrument, pricing }) => (pricing ? markOf({ instrument, pricing }) : []));
}
