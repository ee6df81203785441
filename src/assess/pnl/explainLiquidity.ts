import type { Liquidity } from '../../model/instrument.js';
import type { Position } from '../../model/position.js';
import { toFloat } from '../../model/units.js';
import { concentratedLiquidity } from '../pricing/concentratedLiquidity.js';
import type { Pair } from './pairs.js';
import { addParts, explainedBy, noParts } from './parts.js';
import type { PnlSide } from './pnlSide.js';
import type { PositionPnl } from './positionPnl.js';

/** Of L: what lies below is rounding. */
const dust = 1e-9;

/**
 * Liquidity between two sides: what its range gained by the price, and what it earned of others' fees. Tokens that the pool
 * exchanged in it came from nowhere else; liquidity that was put in or taken out did. null where nobody tells what it is worth.
 */
export function explainLiquidity({ before, after }: Pair, start: PnlSide, end: PnlSide): PositionPnl | null {
  const known = after ?? before;
  if (known?.instrument.kind !== 'liquidity' || [before, after].some((side) => side && !side.liquidity)) return null;
  const { underlying } = known.instrument;
  const [from, to] = [start.prices[underlying], end.prices[underlying]];
  if (from === undefined || to === undefined) return null;
  const first = stateOf(before);
  const last = stateOf(after);
  const worth = (liquidity: number, price: number) =>
    concentratedLiquidity({ liquidity, ...rangeOf(known.instrument as Liquidity) }, price);

  const parts = noParts();
  const held = worth(first.liquidity, from);
  const gain = worth(first.liquidity, to).value - held.value;
  const move = to - from;
  const gamma = 0.5 * held.gamma * move * move;
  const owed = first.feeUnits * move;
  addParts(parts, { delta: held.delta * move + owed, gamma, higher: gain - held.delta * move - gamma }, 1);

  const midway = (from + to) / 2;
  let cameIn = 0;
  if (Math.abs(last.liquidity - first.liquidity) > dust * Math.max(last.liquidity, first.liquidity)) {
    const change = last.liquidity - first.liquidity;
    cameIn = worth(change, midway).value;
    parts.delta += worth(change, to).value - cameIn;
  }
  const fees = (last.feeUnits - first.feeUnits) * to + last.feeDollars - first.feeDollars;
  // Fees only grow, until they are collected.
  if (fees >= 0) parts.fees += fees;
  else cameIn += fees;

  const total = statedOf(after) - statedOf(before) - cameIn;
  parts.unexplained = total - explainedBy(parts);
  return { parts, total, cameIn, cash: 0, isInside: false, released: null, isGone: false, payout: 0, gaps: [] };
}

const rangeOf = ({ lower, upper }: Liquidity) => ({ lower: toFloat(lower), upper: toFloat(upper) });

const stateOf = (position: Position | null) => {
  const state = position?.liquidity;
  return state
    ? { liquidity: state.liquidity, feeUnits: toFloat(state.feeUnits), feeDollars: toFloat(state.feeDollars) }
    : { liquidity: 0, feeUnits: 0, feeDollars: 0 };
};

const statedOf = (position: Position | null): number => (position ? toFloat(position.value) : 0);
