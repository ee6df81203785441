import type { BlockEvent, BlockState } from '../../model/desk.js';
import { isOpen } from '../../model/order.js';
import { isParentOpen } from '../../model/parentOrder.js';
import { divideWad, multiplyWad, wad } from '../../model/units.js';

/**
 * Ends a block whose members have traded for themselves, once all their orders are over and nothing is on its way: each has what it
 * has traded since the block was made, at its own price.
 */
export function settleInterleaved(block: BlockState): BlockEvent[] {
  const isAtWork = block.parents.some(
    ({ state, children }) => isParentOpen(state.status) || children.some(({ status }) => isOpen(status)),
  );
  if (isAtWork || block.parents.length < block.members.length) return [];
  const shares = block.members.flatMap(({ parent: id }): BlockEvent[] => {
    const parent = block.parents.find((one) => one.id === id);
    const fills = (parent?.children ?? [])
      .filter(({ createdAt }) => createdAt >= block.createdAt)
      .flatMap((child) => child.fills.flatMap((fill) => (fill.kind === 'trade' ? [fill] : [])));
    const quantity = wad(fills.reduce((sum, fill) => sum + fill.quantity, 0n));
    if (quantity === 0n) return [];
    const grossTradeAmt = wad(fills.reduce((sum, fill) => sum + multiplyWad(fill.quantity, fill.price, 'down'), 0n));
    const fee = wad(fills.reduce((sum, fill) => sum + fill.fee, 0n));
    const avgPx = divideWad(grossTradeAmt, quantity, 'down');
    return [
      {
        kind: 'allocate',
        allocation: { block: block.id, parent: id, quantity, avgPx, grossTradeAmt, fee },
        child: null,
      },
    ];
  });
  const to = shares.length > 0 ? 'Allocated' : 'Canceled';
  const text = shares.length > 0 ? 'each has what it has traded' : 'nothing was traded';
  return [...shares, { kind: 'moveBlock', block: block.id, from: 'Working', to, text }];
}
