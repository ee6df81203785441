import type { InstrumentId } from '../model/instrument.js';
import type { OrderTerms, RestingTerms, TradeTerms } from '../model/order.js';
import { marketOf, positionsOf } from '../model/snapshot.js';
import { toFloat } from '../model/units.js';
import { type Exposure, isLeveraged, type Leg, scaledLeg } from './exposure.js';

/** What is held of one instrument, before and after a trade; the others stay as they are. */
export interface LegChange {
  before: Leg | null;
  after: Leg;
  /** What is traded, and how much of it: positive is bought. */
  instrument: InstrumentId;
  traded: number;
}

/** Terms that change what is held when they are done: a trade, and an entry that rests, as if its price had come. */
export type Trading = TradeTerms | RestingTerms;

export const isTrading = (terms: OrderTerms): terms is Trading => terms.kind === 'trade' || terms.kind === 'rest';

/**
 * What a trade does to what is held; null where no market tells of its instrument.
 *
 * It changes the position that it names. Where it names none: a pair is held as the token of the wallet that is bought or sold; on a
 * perpetual venue without a margin for each position there is only one per instrument; and else it opens a new one.
 */
export function changeOf(exposure: Exposure, terms: Trading): LegChange | null {
  const unit = exposure.unit(terms.instrument);
  if (!unit) return null;
  const { instrument } = terms;
  const traded = toFloat(terms.quantity) * (terms.side === 'Buy' ? 1 : -1);
  const before = legBefore(exposure, terms, unit);
  const after = scaledLeg(unit, traded);
  if (!before) return { before, after, instrument, traded };
  return {
    ...{ before, instrument, traded },
    after: {
      ...before,
      quantity: before.quantity + after.quantity,
      worthUsd: before.worthUsd + after.worthUsd,
      notionalUsd: before.notionalUsd + after.notionalUsd,
      delta: before.delta + after.delta,
      deltaUsd: before.deltaUsd + after.deltaUsd,
      gamma: before.gamma + after.gamma,
      vega: before.vega + after.vega,
    },
  };
}

function legBefore(exposure: Exposure, terms: Trading, unit: Leg): Leg | null {
  const pair = tokenOf(exposure, terms);
  if (pair !== undefined) return pair;
  if (terms.position !== null) return exposure.legs.get(terms.position) ?? null;
  if (unit.kind !== 'perpetual' || terms.leverage !== undefined) return null;
  const [only] = exposure.held(terms.instrument);
  return only === undefined ? null : (exposure.legs.get(only) ?? null);
}

/** The wallet's token that a pair is about, null where none is held; undefined of what is no pair. */
function tokenOf({ snapshot, legs }: Exposure, terms: Trading): Leg | null | undefined {
  const pair = marketOf(snapshot, terms.instrument)?.instrument;
  if (pair?.kind !== 'spot') return undefined;
  const address = pair.base.address.toLowerCase();
  const token = positionsOf(snapshot).find(
    ({ instrument, venue }) =>
      venue === 'wallet' && instrument.kind === 'token' && instrument.address.toLowerCase() === address,
  );
  return token ? (legs.get(token.id) ?? null) : null;
}

/** A sum over positions after a change of one. @param part what a position adds to it */
export const shifted = (total: number, { before, after }: LegChange, part: (leg: Leg) => number): number =>
  total + part(after) - (before ? part(before) : 0);

export const grossOf = (leg: Leg): number => Math.abs(leg.deltaUsd);
export const leveragedOf = (leg: Leg): number => (isLeveraged(leg) ? Math.abs(leg.worthUsd) : 0);
