import type { Decision } from '../../model/decision.js';
import type { Position } from '../../model/position.js';
import type { RiskReport } from '../../model/riskReport.js';
import { toFloat } from '../../model/units.js';

/**
 * What the instrument that a decision trades was worth, USD: an option by the venue's mark, a perpetual by its underlying, since some
 * venues' own marks lag. null for what is no trade, and where nobody said.
 */
export function priceWhenDecided(
  { action, subject }: Pick<Decision, 'action' | 'subject'>,
  positions: readonly Position[],
  risk: RiskReport | undefined,
): number | null {
  const terms = action?.terms;
  if (terms?.kind !== 'trade') return null;
  const held = positions.find((position) => position.instrument.id === terms.instrument);
  if (held?.instrument.kind === 'option') return toFloat(held.mark);
  const name = 'underlying' in subject ? subject.underlying : held?.instrument.underlying;
  return risk?.underlyings.find(({ underlying }) => underlying === name)?.price ?? null;
}
