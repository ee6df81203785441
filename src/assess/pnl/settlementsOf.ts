import type { PositionId } from '../../model/positionId.js';
import { toFloat } from '../../model/units.js';
import type { ExplainedPair } from './explainPosition.js';
import { quantityOf } from './pairs.js';
import type { PnlSide } from './pnlSide.js';
import { spotAtExpiry } from './positionMove.js';

/** Of the price: how far from the line between two samples a settlement may lie, beside the whole way of the line. */
const reach = 0.03;
/** USD: less is rounding. */
const worthless = 0.01;

/**
 * Options that expired and were paid out between two samples: nobody saw the price they were settled at. What was paid tells it,
 * where all of them are of one underlying and one expiry: the price at which they pay `open` USD more than they would at the
 * price that the line between both samples passes, and of several such the nearest. Empty where there is none in reach: then it
 * was not the settlement that brought the money.
 */
export function settlementsOf(
  told: readonly ExplainedPair[],
  before: PnlSide,
  after: PnlSide,
  open: number,
): ReadonlyMap<PositionId, number> {
  const none: ReadonlyMap<PositionId, number> = new Map();
  const gone = told.filter(({ pnl }) => pnl.isGone);
  const [first] = gone;
  if (!first || Math.abs(open) <= worthless) return none;
  const passing = spotAtExpiry(first.pair, before, after);
  if (passing === null) return none;
  const options: Expired[] = [];
  const kinds = new Set<string>();
  for (const { pair } of gone) {
    const instrument = pair.before?.instrument;
    if (instrument?.kind !== 'option') return none;
    kinds.add(`${instrument.underlying} ${instrument.expiry}`);
    options.push({
      strike: toFloat(instrument.strike),
      sign: instrument.right === 'call' ? 1 : -1,
      quantity: quantityOf(pair.before),
    });
  }
  const underlying = first.pair.before?.instrument.underlying ?? '';
  const way = Math.abs((after.prices[underlying] ?? passing) - (before.prices[underlying] ?? passing));
  const price = kinds.size === 1 ? priceThatPays(options, paidAt(options, passing) + open, passing) : null;
  if (price === null || Math.abs(price - passing) > way + reach * passing) return none;
  return new Map(gone.map(({ pair }) => [pair.id, price]));
}

interface Expired {
  strike: number;
  /** +1 call, -1 put. */
  sign: number;
  quantity: number;
}

/** USD. */
const paidAt = (options: readonly Expired[], price: number): number =>
  options.reduce((sum, { strike, sign, quantity }) => sum + quantity * Math.max(0, sign * (price - strike)), 0);

/** Nearest to `guess`; between two strikes what is paid is a straight line. null where no price pays it. */
function priceThatPays(options: readonly Expired[], wanted: number, guess: number): number | null {
  const strikes = [...new Set(options.map(({ strike }) => strike))].sort((a, b) => a - b);
  const ends = [0, ...strikes, 2 * Math.max(guess, ...strikes)];
  let nearest: number | null = null;
  for (let i = 1; i < ends.length; i++) {
    const low = ends[i - 1] ?? 0;
    const high = ends[i] ?? 0;
    const atLow = paidAt(options, low);
    const slope = (paidAt(options, high) - atLow) / (high - low);
    const price = low + (wanted - atLow) / slope;
    // NaN and infinite where the line is level.
    if (!(price >= low && price <= high)) continue;
    if (nearest === null || Math.abs(price - guess) < Math.abs(nearest - guess)) nearest = price;
  }
  return nearest;
}
