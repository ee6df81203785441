import type { PositionId } from '../../model/positionId.js';
import { amountToFloat, toFloat } from '../../model/units.js';
import type { ExplainedPair } from './explainPosition.js';
import { missingIn, type Pair } from './pairs.js';
import type { PnlTransfer } from './pnlSide.js';

/**
 * USD at mark of what own accounts gave to this one (positive), or this one to them, by the position that shows it: capital that
 * moved, and no gain. What arrives as an NFT of its own is found by what it is and how much; a short has its sign.
 */
export function knownTransfers(
  told: readonly ExplainedPair[],
  transfers: readonly PnlTransfer[],
): ReadonlyMap<PositionId, number> {
  const units = new Map<PositionId, number>();
  for (const transfer of transfers) {
    const size = sizeOf(transfer);
    const left = ({ pair }: ExplainedPair): number => missingIn(pair) - (units.get(pair.id) ?? 0);
    const off = (row: ExplainedPair): number => Math.abs(Math.abs(left(row)) - size);
    const [row] = told.filter(({ pair }) => isAbout(pair, transfer)).sort((a, b) => off(a) - off(b));
    if (!row) continue;
    units.set(row.pair.id, (units.get(row.pair.id) ?? 0) + Math.sign(left(row)) * size);
  }
  const known = new Map<PositionId, number>();
  for (const { pair, pnl } of told) {
    const missing = missingIn(pair);
    const moved = units.get(pair.id);
    if (moved !== undefined && missing !== 0) known.set(pair.id, (pnl.cameIn * moved) / missing);
  }
  return known;
}

/** Units of the instrument, or whole tokens. */
const sizeOf = ({ fill: { asset } }: PnlTransfer): number =>
  'position' in asset ? toFloat(asset.quantity) : amountToFloat(asset.amount, asset.decimals);

function isAbout({ id, before, after }: Pair, { fill: { asset }, isGiven }: PnlTransfer): boolean {
  const instrument = (after ?? before)?.instrument;
  if (!('position' in asset)) {
    const isToken = instrument?.kind === 'token' && instrument.venue === 'wallet';
    return isToken && instrument.address.toLowerCase() === asset.address.toLowerCase();
  }
  return instrument?.id === asset.instrument && (isGiven ? id === asset.position : before === null);
}
