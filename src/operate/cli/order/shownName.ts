import type { ParentOrder } from '../../../model/parentOrder.js';

/** What a column tells of an order's name: `-` where it has none but its id; of a block's own order the block, as `ballast blocks` writes it. */
export const shownName = ({ id, clOrdId }: Pick<ParentOrder, 'id' | 'clOrdId'>): string =>
  clOrdId === id ? '-' : clOrdId.replace(/^(block [0-9a-f]{8}-[0-9a-f]{4})-[0-9a-f-]{22}$/, '$1');
