import type { PositionId } from '../../model/positionId.js';
import type { AccountResidue } from './accountResidues.js';
import type { ExplainedPair } from './explainPosition.js';
import type { UnplacedTrade } from './pairs.js';
import type { PnlSide } from './pnlSide.js';

export interface FlowInput {
  before: PnlSide;
  after: PnlSide;
  told: readonly ExplainedPair[];
  residues: readonly AccountResidue[];
  /** USD: of the book's change, what no position and no fill shows. */
  remainder: number;
  /** USD of funding that orders of ours claimed into the wallet. */
  claimed: number;
  left: readonly UnplacedTrade[];
  /** USD that orders gave to this account (positive) or away from it, by position. */
  known: ReadonlyMap<PositionId, number>;
}

export interface Flow {
  /** USD that came in though neither a trade, an order nor an expiry says why. */
  open: number;
  /** USD that came into the book (positive) or left it. */
  transfers: number;
  /** USD: what trades cost that nobody told us of. */
  byHand: number;
  /** Trades and collateral moved at once: what is left of margin accounts and of the wallet belongs together. */
  isMixed: boolean;
  gaps: string[];
}

/** USD: less is the rounding of tokens with few decimals. */
const worthless = 0.01;
/** Of what was traded: what fills may leave open before it is taken for a transfer. */
const tradeTolerance = 0.01;

/**
 * What the operator brought or took, from quantities alone and never from prices: tokens that came or went without a trade or
 * an order of ours, against collateral that went or came. So what only went from one pocket to the other is 0.
 */
export function transfersIn(input: FlowInput): Flow {
  const given = [...input.known.values()].reduce((sum, usd) => sum + usd, 0);
  const flow = untoldIn({ ...input, told: withoutKnown(input), remainder: input.remainder - given });
  return { ...flow, transfers: flow.transfers + given };
}

/** Below this share of a position's change, what is left of it is rounding. */
const dust = 1e-9;

/** Positions as if what is known had not moved. */
const withoutKnown = ({ told, known }: FlowInput): ExplainedPair[] =>
  told.map(({ pair, pnl }) => {
    const cameIn = pnl.cameIn - (known.get(pair.id) ?? 0);
    return { pair, pnl: { ...pnl, cameIn: Math.abs(cameIn) <= dust * Math.abs(pnl.cameIn) ? 0 : cameIn } };
  });

function untoldIn({ before, after, told, residues, remainder, claimed, left }: FlowInput): Flow {
  const gaps: string[] = [];
  const isToken = ({ pair }: ExplainedPair) => (pair.before ?? pair.after)?.instrument.kind === 'token';
  const outside = told.filter(({ pnl }) => !pnl.isInside);
  const total = (rows: readonly ExplainedPair[], of: (row: ExplainedPair) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0);

  const released = new Set(told.flatMap(({ pnl }) => pnl.released ?? []));
  const live = residues.filter(({ marginAccount }) => !released.has(marginAccount));
  const ended = residues.filter(({ marginAccount }) => released.has(marginAccount));
  const wallet = total(outside.filter(isToken), ({ pnl }) => pnl.cameIn) + after.heldByOrders - before.heldByOrders;
  // What trades of options and of tokens paid, and what expired options let go of, went through the wallet.
  const passed = left.reduce((sum, { quantity, price, fee }) => sum - quantity * price - fee, 0);
  const due =
    total(outside, ({ pnl }) => pnl.cash + pnl.payout) -
    ended.reduce((sum, { rest }) => sum + rest, 0) +
    claimed +
    passed;
  const collateral = live.reduce((sum, { inflow }) => sum + inflow, 0);
  const moved = wallet - due + collateral;

  const byHand = told.filter((row) => !isToken(row) && row.pnl.cameIn !== 0);
  for (const { pair } of byHand) gaps.push(`${pair.id} changed without an order or a fill that we know of`);
  const quantity = total(
    byHand.filter(({ pnl }) => !pnl.isInside),
    ({ pnl }) => pnl.cameIn,
  );

  const perps = told.filter(({ pair, pnl }) => pnl.isInside && !isToken({ pair, pnl }) && pair.trades.length > 0);
  const traded = total(perps, ({ pair }) => pair.trades.reduce((sum, t) => sum + Math.abs(t.quantity) * t.price, 0));
  const isMixed = (traded > 0 || byHand.some(({ pnl }) => pnl.isInside)) && Math.abs(wallet - due) > worthless;
  if (isMixed) {
    const isTransfer = Math.abs(remainder) > Math.max(1, tradeTolerance * traded);
    return { open: moved, transfers: isTransfer ? remainder : 0, byHand: 0, isMixed, gaps };
  }
  const net = moved + quantity;
  if (Math.abs(net) <= worthless) return { open: moved, transfers: 0, byHand: 0, isMixed, gaps };
  // A position that came with no money for it was given; else what it cost beyond its worth is what trading it cost.
  const isPaid = quantity !== 0 && Math.abs(moved) > tradeTolerance * Math.abs(quantity);
  return isPaid
    ? { open: moved, transfers: 0, byHand: net, isMixed, gaps }
    : { open: moved, transfers: net, byHand: 0, isMixed, gaps };
}
