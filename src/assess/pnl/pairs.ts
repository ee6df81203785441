import type { InstrumentId, Underlying } from '../../model/instrument.js';
import type { Position } from '../../model/position.js';
import type { PositionId } from '../../model/positionId.js';
import { toFloat } from '../../model/units.js';
import { venueKindOf } from '../../venues/venues.js';
import type { PnlFill, PnlSide } from './pnlSide.js';

/** One position at both moments, and the trades in it between them, earliest first. */
export interface Pair {
  id: PositionId;
  /** null: it was opened in between. */
  before: Position | null;
  /** null: it is gone. */
  after: Position | null;
  trades: Trade[];
}

export interface Trade {
  share: number;
  /** Signed: what the position gained, units. */
  quantity: number;
  /** USD per unit, fee not included. */
  price: number;
  /** USD. */
  fee: number;
  /** USD, inside the price already; negative is a loss. */
  impact: number;
  /** USD that was settled, which had accrued before: negative was paid. */
  borrowing: number;
}

/** One that no position shows. */
export interface UnplacedTrade extends Trade {
  instrument: InstrumentId;
}

export const quantityOf = (position: Position | null): number => (position ? toFloat(position.quantity) : 0);

/** Signed units that no trade accounts for. */
export const missingIn = ({ before, after, trades }: Pair): number =>
  quantityOf(after) - quantityOf(before) - trades.reduce((sum, { quantity }) => sum + quantity, 0);

/** By id, with the fills given to the positions that they changed; those that fit none are left over. */
export function pairsOf(
  before: PnlSide,
  after: PnlSide,
  fills: readonly PnlFill[],
): { pairs: Pair[]; left: UnplacedTrade[] } {
  const earlier = new Map(before.positions.map((position) => [position.id, position]));
  const later = new Map(after.positions.map((position) => [position.id, position]));
  const pairs = [...new Set([...earlier.keys(), ...later.keys()])]
    .sort()
    .map((id): Pair => ({ id, before: earlier.get(id) ?? null, after: later.get(id) ?? null, trades: [] }));
  const left: UnplacedTrade[] = [];
  for (const { fill, share, position } of [...fills].sort((a, b) => a.share - b.share)) {
    if (fill.kind !== 'trade') continue;
    const trade: Trade = {
      share,
      quantity: (fill.side === 'Buy' ? 1 : -1) * toFloat(fill.quantity),
      price: toFloat(fill.price),
      fee: toFloat(fill.fee),
      impact: fill.priceImpact === undefined ? 0 : toFloat(fill.priceImpact),
      borrowing: fill.borrowing === undefined ? 0 : toFloat(fill.borrowing),
    };
    const pair =
      pairOf(pairs, position, fill.instrument, trade.quantity) ?? tokenTraded(pairs, fill.instrument, fill.underlying);
    if (pair) pair.trades.push(trade);
    else left.push({ ...trade, instrument: fill.instrument });
  }
  return { pairs, left };
}

/** The one that it was asked for, unless that one did not change so: an order may close another one first. */
function pairOf(
  pairs: readonly Pair[],
  position: PositionId | null,
  instrument: InstrumentId,
  quantity: number,
): Pair | undefined {
  const named = pairs.find(({ id }) => id === position);
  if (named && Math.sign(quantity) * missingIn(named) >= Math.abs(quantity) * 0.99) return named;
  return mostLacking(pairs, instrument, quantity) ?? named;
}

/** Of the positions in an instrument, the one whose change is furthest from accounted for in this direction. */
function mostLacking(pairs: readonly Pair[], instrument: string, quantity: number): Pair | undefined {
  const direction = Math.sign(quantity);
  return pairs
    .filter(({ before, after }) => (after ?? before)?.instrument.id === instrument)
    .sort((a, b) => direction * (missingIn(b) - missingIn(a)))[0];
}

/**
 * What is traded out of the wallet, `uniswap-v3 WETH/USDC`, is held there as a token; the dollars against it come and go beside it.
 * A perpetual may be named like a pair, `gmx-v2 ETH/USD`: its venue tells which it is.
 */
function tokenTraded(
  pairs: readonly Pair[],
  instrument: InstrumentId,
  underlying: Underlying | null,
): Pair | undefined {
  const [venue = '', name = ''] = instrument.split(' ');
  const [base, quote] = name.split('/');
  if (!venueKindOf(venue)?.spots || !base || !quote || underlying === null) return undefined;
  return pairs.find(({ before, after }) => {
    const token = (after ?? before)?.instrument;
    return (
      token?.kind === 'token' && token.venue === 'wallet' && token.symbol === base && token.underlying === underlying
    );
  });
}
