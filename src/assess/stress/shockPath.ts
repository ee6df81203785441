import type { HeldUnderlying } from '../../model/holdings.js';
import type { Underlying } from '../../model/instrument.js';
import type { Scenarios, Shock } from '../../model/scenarios.js';
import { hoursPerYear } from '../../model/time.js';

/** A moment of a shock, and how far forced trades have pushed prices by then. */
export interface ShockMoment {
  shock: Shock;
  /** Share of the shock that has happened, 0 to 1. */
  share: number;
  /** Log-moves beside the shock's own, by underlying. */
  pushed: ReadonlyMap<Underlying, number>;
}

/** No price falls by more than that: what is worth nothing has no logarithm. */
const leastLeft = 1e-6;

/**
 * Log-change of a price. A shock happens along a straight line in log-prices, the logarithm of vols and time; nothing turns back
 * on the way.
 */
export function movedBy({ shock, share, pushed }: ShockMoment, underlying: Underlying): number {
  const relative = shock.moves[underlying] ?? shock.otherMoves;
  return share * Math.log(Math.max(leastLeft, 1 + relative)) + (pushed.get(underlying) ?? 0);
}

export const volFactorOf = ({ shock, share }: ShockMoment): number => shock.volFactor ** share;

export const yearsOf = ({ shock, share }: ShockMoment): number => (share * shock.hours) / hoursPerYear;

/** Moments as scenarios to value holdings in. */
export function scenariosAt(moments: readonly ShockMoment[], underlyings: readonly HeldUnderlying[]): Scenarios {
  return {
    count: moments.length,
    spot: underlyings.map(({ name }) => Float64Array.from(moments, (moment) => movedBy(moment, name))),
    vol: underlyings.map(() => Float64Array.from(moments, volFactorOf)),
    years: Float64Array.from(moments, yearsOf),
  };
}
