import type { Underlying, VenueId } from '../../model/instrument.js';
import type { PnlParts, PnlReport } from '../../model/pnl.js';
import type { PositionId } from '../../model/positionId.js';
import { addParts, explainedBy, grossOf, noParts } from './parts.js';

/** One line of what is added up: a position, or what can be told of a margin account only. */
export interface PnlRow {
  position: PositionId;
  venue: VenueId;
  underlying: Underlying | null;
  parts: PnlParts;
  total: number;
}

/** Sums the rows: the same position once, each underlying once. */
export function reportOf(
  rows: readonly PnlRow[],
  facts: Pick<PnlReport, 'from' | 'to' | 'total' | 'transfers' | 'gas' | 'gaps'>,
): PnlReport {
  const parts = noParts();
  for (const row of rows) addParts(parts, row.parts);
  // Sums of many rows round: what is told must add up.
  parts.unexplained = facts.total - explainedBy(parts);
  const byPosition = [...grouped(rows, ({ position }) => position).values()].map((same) => {
    const { position, venue } = same[0];
    return { position, venue, ...summed(same) };
  });
  const byUnderlying = [...grouped(rows, ({ underlying }) => underlying ?? '').values()].map((same) => ({
    underlying: same[0].underlying,
    ...summed(same),
  }));
  return { ...facts, parts, gross: grossOf(parts), byUnderlying, byPosition, gaps: [...new Set(facts.gaps)] };
}

type Rows = [PnlRow, ...PnlRow[]];

/** In the order of their keys. */
function grouped(rows: readonly PnlRow[], keyOf: (row: PnlRow) => string): Map<string, Rows> {
  const groups = new Map<string, Rows>();
  for (const row of [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0))) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

function summed(rows: readonly PnlRow[]): PnlParts & { total: number } {
  const parts = noParts();
  for (const row of rows) addParts(parts, row.parts);
  return { ...parts, total: rows.reduce((sum, { total }) => sum + total, 0) };
}
