import type { Underlying, VenueId } from '../../model/instrument.js';
import type { PositionId } from '../../model/positionId.js';
import type { Greeks, PositionRisk } from '../../model/riskReport.js';
import type { UnixSeconds } from '../../model/units.js';
import { sumGreeks } from './greeks.js';
import { type DollarGreeks, inDollars } from './inDollars.js';

/** What positions are netted over; always within one underlying, for units of different ones do not add up. */
export const nettings = ['underlying', 'expiry', 'venue', 'position'] as const;
export type Netting = (typeof nettings)[number];

export interface NetGreeks {
  underlying: Underlying;
  /** null but where netted by it, and for what does not expire. */
  expiry: UnixSeconds | null;
  venue: VenueId | null;
  position: PositionId | null;
  /** How many positions are in it. */
  count: number;
  /** In units of the underlying and per whole moves, as `Greeks` says. */
  units: Greeks;
  dollars: DollarGreeks;
}

/**
 * Greeks of all positions that move with something, one row for each underlying and expiry, venue or position. Rows are sorted
 * by underlying, what does not expire first, then by expiry or name. Sums run in the order of position ids.
 * @param priceOf - USD per unit; NaN where nobody states one
 */
export function netGreeks(
  positions: readonly PositionRisk[],
  by: Netting,
  priceOf: (underlying: Underlying) => number,
): NetGreeks[] {
  const groups = new Map<string, { row: Pick<NetGreeks, 'underlying' | Netting>; own: PositionRisk[] }>();
  const sorted = [...positions].sort((a, b) => (a.position < b.position ? -1 : 1));
  for (const risk of sorted) {
    if (risk.underlying === null) continue;
    const row = {
      underlying: risk.underlying,
      expiry: by === 'expiry' ? risk.expiry : null,
      venue: by === 'venue' ? risk.venue : null,
      position: by === 'position' ? risk.position : null,
    };
    const key = JSON.stringify(row);
    const group = groups.get(key) ?? { row, own: [] };
    group.own.push(risk);
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ row, own }) => {
      const units = sumGreeks(own);
      return { ...row, count: own.length, units, dollars: inDollars(units, priceOf(row.underlying)) };
    })
    .sort(byName);
}

/** USD add up over underlyings: as if all of them moved by the same share, and all vols by the same points. */
export const totalDollars = (rows: readonly NetGreeks[]): DollarGreeks => sumGreeks(rows.map((row) => row.dollars));

function byName(a: NetGreeks, b: NetGreeks): number {
  if (a.underlying !== b.underlying) return a.underlying < b.underlying ? -1 : 1;
  if (a.expiry !== b.expiry) return (a.expiry ?? 0) - (b.expiry ?? 0);
  return (a.venue ?? a.position ?? '') < (b.venue ?? b.position ?? '') ? -1 : 1;
}
