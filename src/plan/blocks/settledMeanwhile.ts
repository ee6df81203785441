import { sayNumber } from '../../assess/sayNumber.js';
import { unpaid } from '../../model/block.js';
import type { BlockEvent, BlockState } from '../../model/desk.js';
import { marketOf, positionsOf, type Snapshot } from '../../model/snapshot.js';
import { toFloat, type UnixMillis, wad } from '../../model/units.js';
import { arrivedShares, isFinal, isSettled } from './arrived.js';
import type { Deliveries, Delivery, Things } from './deliveriesOf.js';

/**
 * Whether what was bought is there no more, because it has expired and was settled before all had theirs: it is neither held nor listed
 * where both would be told.
 */
export function hasSettled(
  block: BlockState,
  { instrument, base }: Things,
  snapshot: Snapshot,
  now: UnixMillis,
): boolean {
  const own = block.parents.find(({ id }) => id === block.parent);
  if (!own || base !== null || block.side !== 'Buy') return false;
  const { venue, expireTime } = own.terms;
  const isRead =
    snapshot.readings.some((one) => one.venue === venue) && snapshot.unread.every((one) => one.venue !== venue);
  // Its order lives no longer than the option.
  const mayBeOver = expireTime === null || now >= expireTime;
  const isThere =
    marketOf(snapshot, instrument) !== undefined ||
    positionsOf(snapshot).some((position) => position.instrument.id === instrument);
  return isRead && mayBeOver && !isThere;
}

/**
 * Ends a block of which nothing can be given out any more, once all have their change: each has bought its share, and is owed what the
 * rest of it has paid. Nothing is sent for that: what it has paid is not known to the unit here.
 */
export function endedUnpaid(block: BlockState, deliveries: Deliveries): BlockEvent[] {
  const { all } = deliveries;
  const isRest = ({ due, change, late, short }: Delivery) =>
    !late && short === 0n && due.sent.open === 0n && isSettled(change);
  const owed = all.filter(({ due }) => due.amount > due.sent.done);
  if (all.length < block.members.length || !all.every(isRest) || owed.length === 0 || !isFinal(block)) return [];
  const says = owed.map(
    ({ member, due }) => `${member.strategy} ${sayNumber(toFloat(wad(due.amount - due.sent.done)))}`,
  );
  const text = `${unpaid}${block.instrument} has expired before all had theirs. What it has paid lies in the account of ${block.strategy}, or is to be claimed there, and is owed for these: ${says.join(', ')}`;
  return [
    ...arrivedShares(block, deliveries, () => true),
    { kind: 'moveBlock', block: block.id, from: 'Allocating', to: 'Allocated', text },
  ];
}
