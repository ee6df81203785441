import type { BlockEvent, BlockState } from '../../model/desk.js';
import type { Deliveries, Delivery, Owed } from './deliveriesOf.js';

/** All of it has arrived, and nothing more of it is on its way. */
export const isSettled = ({ amount, sent }: Owed): boolean => sent.done >= amount && sent.open === 0n;

/** Nothing of it can be taken back any more. */
export const isFinal = (block: BlockState): boolean =>
  block.parents.every(({ children }) => children.every((child) => child.reach !== 'unsettled'));

/** Shares that have arrived and are not booked yet. @param hasArrived - Where its arrival is not all that counts. */
export function arrivedShares(
  block: BlockState,
  { whole, all }: Deliveries,
  hasArrived: (delivery: Delivery) => boolean = ({ due }) => isSettled(due),
): BlockEvent[] {
  const traded = block.parents.find(({ id }) => id === block.parent)?.children.at(-1)?.id ?? null;
  return all.flatMap((delivery): BlockEvent[] => {
    const { member, share, due } = delivery;
    const isBooked = block.allocations.some(({ parent }) => parent === member.parent);
    if (share === null || share.quantity === 0n || isBooked || !hasArrived(delivery)) return [];
    const { quantity, grossTradeAmt, fee } = share;
    const allocation = { block: block.id, parent: member.parent, quantity, avgPx: whole.avgPx, grossTradeAmt, fee };
    return [{ kind: 'allocate', allocation, child: due.sent.last?.id ?? traded }];
  });
}
