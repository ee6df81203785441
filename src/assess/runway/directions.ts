import type { HeldMargin, MarginCurve } from '../../model/holdings.js';
import { type SurplusLine, surplusAt, surplusLineOf } from './surplusLine.js';

/** How the underlyings of one account move, in the account's own order. */
export interface AccountMarket {
  /** Annualised. */
  vols: readonly number[];
  correlation: readonly (readonly number[])[];
}

/** One way for prices to go: the account's surplus along it, and how far it goes in a year. */
export interface Direction {
  line: SurplusLine;
  /** Deviation of a year, in the unit of the line. */
  vol: number;
  /** Log-move of each underlying per unit of the line. */
  moves: readonly number[];
}

/**
 * The ways that lead an account to its end. With one underlying there is one, and it tells everything. With several: all move as
 * they do on average when the account loses (Hasofer and Lind 1974: the most likely failure of a linear surplus), once by its
 * slopes now and once by those at the wall; and as they do on average when one of them moves.
 */
export function directionsOf(margin: HeldMargin, market: AccountMarket): Direction[] {
  const lines = margin.byPrice.map(surplusLineOf);
  const [line] = lines;
  if (line !== undefined && lines.length === 1) return [{ line, vol: market.vols[0] ?? Number.NaN, moves: [1] }];
  const now = margin.equity - margin.maintenance;
  const along = (sensitivity: readonly number[]) => directionAlong(sensitivity, margin.byPrice, lines, now, market);
  const bySlopes = along(slopesAt(lines, null));
  const found = [bySlopes, ...lines.map((_, one) => along(lines.map((_, i) => (i === one ? 1 : 0))))];
  for (const wall of bySlopes === null ? [] : wallsOf(bySlopes)) found.push(along(slopesAt(lines, wall)));
  return found.filter((direction) => direction !== null);
}

/** How the underlyings move on average when the sum weighted by `sensitivity` does; 1 is a deviation of a year. */
function directionAlong(
  sensitivity: readonly number[],
  curves: readonly MarginCurve[],
  lines: readonly SurplusLine[],
  now: number,
  { vols, correlation }: AccountMarket,
): Direction | null {
  const pull = vols.map((vol, i) =>
    vols.reduce((sum, other, j) => sum + vol * (correlation[i]?.[j] ?? Number.NaN) * other * (sensitivity[j] ?? 0), 0),
  );
  const variance = pull.reduce((sum, value, i) => sum + value * (sensitivity[i] ?? 0), 0);
  if (Number.isNaN(variance)) return { line: { at: [0], surplus: [Number.NaN] }, vol: 1, moves: pull };
  if (!(variance > 0)) return null;
  const moves = pull.map((value) => value / Math.sqrt(variance));
  const at = new Set<number>();
  for (const [i, curve] of curves.entries()) {
    const move = moves[i] ?? 0;
    // -0 and 0 are one point.
    if (move !== 0) for (const x of curve.at) at.add(x / move + 0);
  }
  const sorted = [...at].sort((a, b) => a - b);
  const still = lines.map((line) => surplusAt(line, 0));
  const surplus = sorted.map((z) =>
    lines.reduce((sum, line, i) => sum + surplusAt(line, (moves[i] ?? 0) * z) - (still[i] ?? Number.NaN), now),
  );
  return { line: { at: sorted, surplus }, vol: 1, moves };
}

/** USD per log-move of each underlying, where they have moved so far. */
function slopesAt(lines: readonly SurplusLine[], moved: readonly number[] | null): number[] {
  const step = 1e-3;
  return lines.map((line, i) => {
    const x = moved?.[i] ?? 0;
    return (surplusAt(line, x + step) - surplusAt(line, x - step)) / (2 * step);
  });
}

/** Log-moves at which the surplus first ends, either way. */
function wallsOf({ line, moves }: Direction): number[][] {
  const zero = line.at.indexOf(0);
  const walls: number[][] = [];
  for (const step of [-1, 1]) {
    for (let i = zero; i >= 0 && i < line.at.length; i += step) {
      if ((line.surplus[i] ?? Number.NaN) > 0) continue;
      walls.push(moves.map((move) => move * (line.at[i] ?? 0)));
      break;
    }
  }
  return walls;
}
