import type { HedgeBand, HedgeRule } from '../../src/model/strategy.js';
import { milliseconds } from '../../src/model/units.js';

/** One way to hedge over a sweep of its parameter. */
export interface Family {
  name: string;
  /** What an operator would do without the theory; a band that the theory has found is to be no worse. */
  kind: 'naive' | 'optimal' | 'other';
  aim: HedgeRule['aim'];
  /**
   * Whether other costs make other widths of the sweep. Whalley and Wilmott's depends on the cost over the risk aversion alone: at another
   * cost the same widths belong to risk aversions that are as many times larger.
   */
  byCost: boolean;
  bands: readonly HedgeBand[];
}

/** From the first to the last in even ratios. */
const sweep = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));

export interface SweepOptions {
  /** Straddles sold: widths scale with it, risk aversions against it. */
  size: number;
  /** Bands a family. */
  count: number;
  /** Hours between two looks at the price. */
  step: number;
  /** Share of the notional that the risk aversions are chosen for; they go with it, so that widths stay in one range. */
  cost: number;
}

/** Families for one cost. Widths run from a twentieth to nearly all that a straddle's delta can be. */
export function families({ size, count, step, cost }: SweepOptions): Family[] {
  const fixed = sweep(0.05 * size, 0.7 * size, count).map((width): HedgeBand => ({ kind: 'fixed', width }));
  const gamma = sweep(0.012, 0.3, count).map((move): HedgeBand => ({ kind: 'gamma', move }));
  const every = everyHours(step, count).map(
    (hours): HedgeBand => ({ kind: 'every', interval: milliseconds(hours * 3_600_000) }),
  );
  const averse = (low: number, high: number) => sweep((high * cost) / size, (low * cost) / size, count);
  const naive = { kind: 'naive', byCost: false } as const;
  const optimal = { kind: 'optimal', aim: 'edge' } as const;
  return [
    { ...naive, name: 'time interval', aim: 'centre', bands: every },
    { ...naive, name: 'fixed band, to centre', aim: 'centre', bands: fixed },
    { ...naive, name: 'fixed band, to edge', aim: 'edge', bands: fixed },
    { kind: 'other', byCost: false, name: 'gamma band, to edge', aim: 'edge', bands: gamma },
    {
      ...{ kind: 'other', byCost: false, name: 'Whalley-Wilmott, to centre', aim: 'centre' },
      bands: averse(0.05, 200).map((riskAversion): HedgeBand => ({ kind: 'whalley-wilmott', riskAversion })),
    },
    {
      ...{ ...optimal, byCost: false, name: 'Whalley-Wilmott' },
      bands: averse(0.05, 200).map((riskAversion): HedgeBand => ({ kind: 'whalley-wilmott', riskAversion })),
    },
    {
      ...{ ...optimal, byCost: true, name: 'Zakamouline' },
      bands: averse(0.2, 40).map((riskAversion): HedgeBand => ({ kind: 'zakamouline', riskAversion })),
    },
  ];
}

const everyHours = (step: number, count: number): number[] => [
  ...new Set(sweep(step, 120, count).map((hours) => Math.round(hours / step) * step)),
];

/** As a strategy file has it. */
export function sayBand(band: HedgeBand): string {
  switch (band.kind) {
    case 'condition':
      return '';
    case 'fixed':
      return band.width.toFixed(2);
    case 'gamma':
      return `${(band.move * 100).toFixed(1)}%`;
    case 'every':
      return `${band.interval / 3_600_000}h`;
    default:
      return band.riskAversion.toExponential(1);
  }
}
