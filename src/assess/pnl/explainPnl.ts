import type { PnlParts, PnlReport } from '../../model/pnl.js';
import type { PositionId } from '../../model/positionId.js';
import { amountToFloat, toFloat, unixMillis } from '../../model/units.js';
import { type AccountResidue, accountResidues } from './accountResidues.js';
import { type ExplainedPair, explainPosition } from './explainPosition.js';
import { knownTransfers } from './knownTransfers.js';
import { type Pair, pairsOf, type UnplacedTrade } from './pairs.js';
import { addParts, explainedBy, grossOf, noParts } from './parts.js';
import { type PnlEvents, type PnlSide, worthOf } from './pnlSide.js';
import type { PositionPnl } from './positionPnl.js';
import { type PnlRow, reportOf } from './reportOf.js';
import { settlementsOf } from './settlementsOf.js';
import { transfersIn } from './transfersIn.js';

/** What is left where no position and no margin account shows it: between wallet, orders and venues. */
export const elsewhere = { position: 'elsewhere', venue: 'wallet' } as const;

/**
 * Why the book's worth changed from one side to the other, USD.
 *
 * Options by their Greeks along the straight line between both markets (see `optionMove`); what is linear by its own mark; then
 * funding and interest at the mean of both ends' rates, what trades paid beyond the mark of their moment, fees and gas. What is
 * left of the truth, which is the change of equity, is `unexplained`. Exact in its sum: the parts of all rows add up to `total`.
 *
 * Best on small steps: explain sample by sample and add up (`addPnl`).
 */
export function explainPnl(before: PnlSide, after: PnlSide, between: PnlEvents): PnlReport {
  const first = explainWith(before, after, between, new Map());
  const settlement = settlementsOf(first.told, before, after, first.flow.open);
  const { told, residues, unplaced, gas, worth, flow } =
    settlement.size === 0 ? first : explainWith(before, after, between, settlement);
  const total = worth - flow.transfers - gas.usd;

  const rows: PnlRow[] = told.map(({ pair, pnl }) => rowOf(pair, pnl));
  for (const { marginAccount, venue, underlying, rest, inflow } of residues) {
    const unexplained = rest - inflow;
    if (flow.isMixed || Math.abs(unexplained) <= worthless) continue;
    const parts = { ...noParts(), unexplained };
    rows.push({ position: marginAccount, venue, underlying, parts, total: unexplained });
  }
  const others = noParts();
  addParts(others, unplaced.parts);
  addParts(others, { fees: -gas.usd, trades: flow.byHand });
  const rest = total - rows.reduce((sum, row) => sum + row.total, 0);
  others.unexplained = rest - explainedBy(others);
  if (grossOf(others) > 0 || Math.abs(others.unexplained) > worthless) {
    rows.push({ ...elsewhere, underlying: null, parts: others, total: rest });
  }
  return reportOf(rows, {
    from: unixMillis(before.at * 1_000),
    to: unixMillis(after.at * 1_000),
    total,
    transfers: flow.transfers,
    gas: gas.usd,
    gaps: [...told.flatMap(({ pnl }) => pnl.gaps), ...unplaced.gaps, ...gas.gaps, ...flow.gaps],
  });
}

/** @param settlement - USD: prices that options were settled at which went with their expiry, as far as they are known. */
function explainWith(before: PnlSide, after: PnlSide, between: PnlEvents, settlement: ReadonlyMap<PositionId, number>) {
  const { pairs, left } = pairsOf(before, after, between.fills);
  const told = pairs.map(
    (pair): ExplainedPair => ({ pair, pnl: explainPosition(pair, before, after, settlement.get(pair.id)) }),
  );
  const residues = withoutSettled(accountResidues(before, after, told, between), told);
  const unplaced = explainUnplaced(left, between, before, after);
  const gas = gasCost(between, before, after);
  const worth = worthOf(after) - worthOf(before);
  const positions = told.reduce((sum, { pnl }) => sum + pnl.total, 0);
  const remainder = worth - positions - explainedBy(unplaced.parts);
  const known = knownTransfers(told, between.transfers ?? []);
  const flow = transfersIn({ before, after, told, residues, remainder, claimed: unplaced.claimed, left, known });
  return { told, residues, unplaced, gas, worth, flow };
}

/** An option that became a claim: its collateral is inside the claim. The account's end is told with it, and not again. */
function withoutSettled(residues: readonly AccountResidue[], told: readonly ExplainedPair[]): AccountResidue[] {
  return residues.filter(({ marginAccount, rest }) => {
    const settled = told.find(({ pair, pnl }) => pnl.released === marginAccount && pair.after);
    if (!settled) return true;
    settled.pnl.total += rest;
    settled.pnl.parts.unexplained += rest;
    return false;
  });
}

/** USD: the rounding of float64 sums. */
const worthless = 1e-6;

const rowOf = ({ id, before, after }: Pair, { parts, total }: PositionPnl): PnlRow => {
  const position = before ?? after;
  return {
    position: id,
    venue: position?.venue ?? '',
    underlying: position?.instrument.underlying ?? null,
    parts,
    total,
  };
};

/** USD, at the mean of both ends' prices. */
function gasCost({ gas, gasToken }: PnlEvents, before: PnlSide, after: PnlSide): { usd: number; gaps: string[] } {
  if (gas === 0) return { usd: 0, gaps: [] };
  const prices = [before.prices[gasToken], after.prices[gasToken]].filter((price) => price !== undefined);
  if (prices.length === 0) {
    return { usd: 0, gaps: [`gas of ${gas} is in no figure: no watched venue tells the price of ${gasToken}`] };
  }
  return { usd: (gas * prices.reduce((sum, price) => sum + price, 0)) / prices.length, gaps: [] };
}

/** Fills that no position shows: bought and sold again in between, and funding that was claimed into the wallet. */
function explainUnplaced(
  left: readonly UnplacedTrade[],
  { fills }: PnlEvents,
  before: PnlSide,
  after: PnlSide,
): { parts: PnlParts; claimed: number; gaps: string[] } {
  const parts = noParts();
  const gaps: string[] = [];
  for (const { quantity, price, fee, impact } of left) {
    addParts(parts, { trades: -quantity * price - impact, fees: impact - fee });
  }
  for (const instrument of new Set(left.map((trade) => trade.instrument))) {
    const net = left.reduce((sum, trade) => (trade.instrument === instrument ? sum + trade.quantity : sum), 0);
    if (Math.abs(net) > 1e-9) gaps.push(`a fill of ${instrument} fits no position that was seen`);
  }
  let claimed = 0;
  for (const { fill } of fills) {
    if (fill.kind !== 'claim') continue;
    const token = [...after.positions, ...before.positions].find(
      ({ instrument }) =>
        instrument.kind === 'token' && instrument.address.toLowerCase() === fill.address.toLowerCase(),
    );
    if (token) claimed += amountToFloat(fill.amount, fill.decimals) * toFloat(token.mark);
    else gaps.push(`${fill.token} was claimed into a wallet that is not watched for it`);
  }
  parts.funding += claimed;
  return { parts, claimed, gaps };
}
