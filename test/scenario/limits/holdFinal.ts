import type { InstrumentId } from '../../../src/model/instrument.js';
import type { Bound } from '../../../src/model/limits.js';
import type { RiskReport } from '../../../src/model/riskReport.js';
import { positionsOf, type Snapshot } from '../../../src/model/snapshot.js';
import type { Strategy } from '../../../src/model/strategy.js';
import { toFloat } from '../../../src/model/units.js';
import { boundsOf } from './boundsOf.js';
import { noteNear, type Proof } from './proof.js';

/** How a book stands at the end. */
export interface FinalBook {
  snapshot: Snapshot;
  risk: RiskReport;
}

/**
 * What a book holds, against its limits.
 * @param letPass - Instruments of which more than what needs a person was approved.
 */
export function holdFinal(
  proof: Proof,
  strategy: Strategy,
  { snapshot, risk }: FinalBook,
  letPass: ReadonlySet<InstrumentId>,
): void {
  const hold = (what: string, value: number, bounds: readonly Bound[], isLetPass = false) => {
    for (const { review, reject } of bounds) {
      const limit = isLetPass ? reject : (review ?? reject);
      if (limit === null) continue;
      noteNear(proof, `${what} at the end`, value / (reject ?? limit));
      if (!(value <= limit))
        proof.violations.push(`${strategy.name}: at the end ${what} is ${value}, and the file says at most ${limit}`);
    }
  };
  const worth = new Map<InstrumentId, number>();
  let leveraged = 0;
  for (const { instrument, quantity, mark } of positionsOf(snapshot)) {
    const usd = toFloat(quantity) * toFloat(mark);
    worth.set(instrument.id, (worth.get(instrument.id) ?? 0) + usd);
    if (instrument.kind === 'perpetual' || instrument.kind === 'option') leveraged += Math.abs(usd);
  }
  for (const [id, usd] of worth) hold(id, Math.abs(usd), boundsOf('MAX_POSITION_USD', strategy, id), letPass.has(id));
  const deltas = risk.positions.map(({ deltaUsd }) => deltaUsd);
  const gross = deltas.reduce((sum, one) => sum + Math.abs(one), 0);
  const net = Math.abs(deltas.reduce((sum, one) => sum + one, 0));
  hold('gross exposure', gross, boundsOf('GROSS_EXPOSURE', strategy, null));
  hold('net exposure', net, boundsOf('NET_EXPOSURE', strategy, null));
  // With nothing held there is nothing to carry, and no equity needed.
  const leverage = leveraged === 0 ? 0 : leveraged / risk.portfolio.equity;
  hold('leverage', leverage, boundsOf('LEVERAGE', strategy, null));
}
