import type { Position } from '../../model/position.js';
import { secondsPerYear } from '../../model/time.js';
import { toFloat } from '../../model/units.js';
import { explainLiquidity } from './explainLiquidity.js';
import { missingIn, type Pair, quantityOf } from './pairs.js';
import { addParts, explainedBy, noParts } from './parts.js';
import type { PnlSide } from './pnlSide.js';
import { unitMove } from './positionMove.js';
import type { PositionPnl } from './positionPnl.js';

/** Of the quantity: what lies below is rounding. */
const dust = 1e-9;

/** Interest that grows a balance is told from a deposit by its size: no more than so many times what the rate says. */
const interestBand = 3;

export interface ExplainedPair {
  pair: Pair;
  pnl: PositionPnl;
}

/**
 * One position between two sides.
 * @param settledAt - USD: the price that it was settled at, for an option that went with its expiry; where that is known.
 */
export function explainPosition(pair: Pair, start: PnlSide, end: PnlSide, settledAt?: number): PositionPnl {
  const liquidity = explainLiquidity(pair, start, end);
  if (liquidity) return liquidity;
  const { id, before, after, trades } = pair;
  const gaps: string[] = [];
  const parts = noParts();
  const isSettled = before?.instrument.kind === 'option' && after !== null && after.instrument.kind !== 'option';
  const isOver = isSettled || (before?.instrument.kind === 'option' && !after && end.at >= before.instrument.expiry);
  const isGone = isOver && !after;
  const isInside = insideOf(before) && insideOf(after);
  const valueChange = statedOf(after) - statedOf(before);
  const held = quantityOf(before);
  const move = unitMove(pair, start, end, settledAt);
  if (!move) {
    gaps.push(`${id}: nobody tells what it is priced with, so what it gained is unexplained`);
    const cash = trades.reduce((sum, { quantity, price, fee }) => sum - quantity * price - fee, 0);
    parts.unexplained = valueChange + cash;
    return {
      parts,
      total: parts.unexplained,
      cameIn: 0,
      cash,
      isInside,
      released: null,
      isGone: false,
      payout: 0,
      gaps,
    };
  }

  const startMark = move.markAt(0);
  let total = held === 0 ? 0 : held * (move.mark - startMark);
  addParts(parts, held === 0 ? {} : move.partsFrom(0), held);
  let cash = 0;
  for (const { share, quantity, price, fee, impact, borrowing } of trades) {
    addParts(parts, move.partsFrom(share), quantity);
    // The impact is inside the price: it is told among the fees and not twice.
    parts.trades += quantity * (move.markAt(share) - price) - impact;
    parts.fees += impact - fee;
    // Until a trade settles them, what was borrowed and what was funded are known as one rate.
    parts.borrow += borrowing;
    parts.funding -= borrowing;
    total += quantity * (move.mark - price) - fee;
    cash -= quantity * price + fee;
  }

  // Expired options go without a trade.
  const missing = isOver || endsWithItsOption(pair, start, end) ? 0 : missingIn(pair);
  let cameIn = 0;
  if (Math.abs(missing) > dust * Math.max(Math.abs(held), Math.abs(quantityOf(after)))) {
    const midway = move.markAt(0.5);
    addParts(parts, move.partsFrom(0.5), missing);
    total += missing * (move.mark - midway);
    cameIn = missing * midway;
  }

  const years = (end.at - start.at) / secondsPerYear;
  const accrued = carryOf(pair) * years;
  if (isPerpetual(before ?? after)) {
    parts.funding += accrued;
    total += accrued;
  } else if (
    cameIn !== 0 &&
    Math.sign(cameIn) === Math.sign(accrued) &&
    Math.abs(cameIn) <= interestBand * Math.abs(accrued)
  ) {
    parts.borrow += cameIn;
    total += cameIn;
    cameIn = 0;
  }
  // The worth that the venue states is the truth; an option that went with its expiry has none but what it must have paid.
  if (!isInside && !isGone) total = valueChange + cash - cameIn;
  parts.unexplained = total - explainedBy(parts);
  return {
    parts,
    total,
    cameIn,
    cash,
    isInside,
    released: isOver ? (before?.marginAccount ?? null) : null,
    isGone,
    payout: isGone ? held * move.mark : 0,
    gaps,
  };
}

const statedOf = (position: Position | null): number => (position ? toFloat(position.value) : 0);

/** Collateral of an option that expired: what became of it is part of what became of the option. */
const endsWithItsOption = ({ before, after }: Pair, start: PnlSide, end: PnlSide): boolean =>
  before?.instrument.kind === 'token' &&
  !after &&
  before.marginAccount !== null &&
  !end.marginAccounts.some(({ id }) => id === before.marginAccount) &&
  start.positions.some(
    ({ instrument, marginAccount }) =>
      instrument.kind === 'option' && marginAccount === before.marginAccount && instrument.expiry <= end.at,
  );

/** What is valued at nothing, and belongs to a margin account, is inside its equity. */
const insideOf = (position: Position | null): boolean =>
  position === null ||
  (position.marginAccount !== null && position.value === 0n && position.instrument.kind !== 'option');

const isPerpetual = (position: Position | null): boolean => position?.instrument.kind === 'perpetual';

/**
 * USD a year: the mean of what both ends say, since rates drift from one to the other. A trade changes it at once: then each
 * end counts for the time that it was so.
 */
function carryOf({ before, after, trades }: Pair): number {
  const traded = trades.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0);
  const turn = trades.reduce((sum, { quantity, share }) => sum + Math.abs(quantity) * share, 0) / traded;
  const share = traded > 0 ? turn : 0.5;
  const rate = (before?.carry ?? 0) * share + (after?.carry ?? 0) * (1 - share);
  const isUntold = traded === 0 && (before?.carry === undefined || after?.carry === undefined);
  return isUntold ? (before?.carry ?? after?.carry ?? 0) : rate;
}
