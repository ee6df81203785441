import type { HeldLinear, HeldLiquidity, HeldOption, HeldUnderlying, Holdings } from '../../model/holdings.js';
import type { Underlying } from '../../model/instrument.js';
import type { Position } from '../../model/position.js';
import { toFloat } from '../../model/units.js';

/** The vol that an option is valued with, and how it moves; null: the venue's own mark, that sticks to the strike. */
export type VolChoice = (position: Position) => Pick<HeldOption, 'vol' | 'volSource' | 'volPerLogSpot'> | null;

export type Held =
  | { option: HeldOption }
  | { linear: HeldLinear }
  /** What is in the range, and the fees that are owed beside it, which are tokens. */
  | { liquidity: HeldLiquidity; linear: HeldLinear | null }
  | { unpriced: Holdings['unpriced'][number] }
  /** Dollars, and nothing: no market moves them. */
  | null;

/** One position as a function of the market. */
export function heldOf(position: Position, prices: ReadonlyMap<Underlying, HeldUnderlying>, vols: VolChoice): Held {
  const { instrument } = position;
  const { underlying } = instrument;
  const quantity = toFloat(position.quantity);
  if (underlying === null || isNothing(position)) return null;
  const gap = (reason: string): Held => ({ unpriced: { position: position.id, reason } });
  if (!prices.has(underlying)) return gap(`no venue that is watched states a price of ${underlying}`);
  const { id, venue, marginAccount, pricing } = position;
  const held = { position: id, venue, underlying, marginAccount, quantity };
  if (instrument.kind === 'spot') return gap('a pair is traded, not held');
  if (instrument.kind === 'liquidity') {
    const { liquidity } = position;
    if (instrument.unread !== undefined) return gap(instrument.unread);
    if (!liquidity) return gap(`${venue} does not tell what the liquidity is worth: its other side is no dollar`);
    const range = { lower: toFloat(instrument.lower), upper: toFloat(instrument.upper) };
    const owed = toFloat(liquidity.feeUnits);
    return {
      liquidity: { ...held, quantity: liquidity.liquidity, ...range, carry: position.carry ?? 0 },
      linear: owed === 0 ? null : { ...held, quantity: owed, kind: 'token', carry: 0 },
    };
  }
  if (instrument.kind !== 'option') {
    return { linear: { ...held, kind: instrument.kind, carry: position.carry ?? 0 } };
  }
  if (!pricing) return gap(`${venue} does not tell what the option is priced with`);
  const { vol, volSource, volPerLogSpot } = vols(position) ?? {
    vol: pricing.vol,
    volSource: 'venue',
    volPerLogSpot: 0,
  };
  if (!(vol >= 0 && pricing.spot > 0))
    return gap(`${venue} prices the option with vol ${vol} and spot ${pricing.spot}`);
  const { expiry, right } = instrument;
  const terms = { strike: toFloat(instrument.strike), expiry, right };
  const { spot, rate } = pricing;
  return { option: { ...held, ...terms, vol, volSource, volPerLogSpot, rate, spot } };
}

/** Liquidity that is all dollars now is ether again when the price falls back. */
export const isNothing = ({ quantity, liquidity, instrument }: Position): boolean =>
  quantity === 0n && (instrument.kind !== 'liquidity' || liquidity?.liquidity === 0);
