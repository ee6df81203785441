import { compare, type Point } from './frontier.js';
import type { Frontiers } from './measureHedging.js';
import { sayBand } from './policies.js';

/** Deviations of the sampling error from which a difference counts. Many are looked at: beyond this one in 700 is chance. */
export const significant = 3;

export interface Verdict {
  challenger: string;
  rival: string;
  /** Points compared; at how many the challenger is dearer, or cheaper, by more than chance. */
  compared: number;
  dearer: number;
  cheaper: number;
  /** Ratio of costs less one: where the challenger does worst, its mean, and its best. */
  worst: number;
  mean: number;
  best: number;
  /** The largest of difference / error. */
  highest: number;
}

/** Each optimal band beside each other family. */
export function verdicts({ frontiers }: Frontiers): Verdict[] {
  return frontiers
    .filter(({ family }) => family.kind === 'optimal')
    .flatMap((challenger) =>
      frontiers
        .filter(({ family }) => family.kind !== 'optimal')
        .map((rival): Verdict => {
          const all = compare(challenger.points, rival.points);
          const ratios = all.map(({ difference }) => Math.expm1(difference));
          const sizes = all.map(({ difference, error }) => difference / error);
          return {
            challenger: challenger.family.name,
            rival: rival.family.name,
            compared: all.length,
            dearer: sizes.filter((size) => size > significant).length,
            cheaper: sizes.filter((size) => size < -significant).length,
            worst: Math.max(...ratios),
            mean: ratios.reduce((sum, one) => sum + one, 0) / ratios.length,
            best: Math.min(...ratios),
            highest: Math.max(...sizes),
          };
        }),
    );
}

/** The frontiers at one cost, and who is cheaper at equal variance. */
export function report(found: Frontiers): string {
  const head = ['policy', 'parameter', 'trades', 'cost, usd', 'deviation, usd'];
  const rows = found.frontiers.flatMap(({ family, points }) =>
    points.map((point, i) => [i === 0 ? family.name : '', ...cells(point)]),
  );
  const judged = verdicts(found).map((one) => [
    `${one.challenger} beside ${one.rival}`,
    `${one.cheaper} of ${one.compared}`,
    `${one.dearer} of ${one.compared}`,
    percent(one.mean),
    percent(one.best),
    percent(one.worst),
    one.highest.toFixed(1),
  ]);
  return [
    `costs of ${(found.cost * 10_000).toFixed(0)} bps`,
    '',
    aligned([head, ...rows]),
    '',
    aligned([['at equal variance', 'cheaper', 'dearer', 'mean', 'best', 'worst', 'worst, in errors'], ...judged]),
  ].join('\n');
}

const cells = ({ band, trades, cost, variance }: Point): string[] => [
  sayBand(band),
  trades.toFixed(1),
  cost.toFixed(2),
  Math.sqrt(variance).toFixed(1),
];

const percent = (share: number): string => `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)} %`;

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
