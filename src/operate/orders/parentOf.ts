import type { Id } from '../../model/order.js';
import type { ParentOrder, ParentTerms } from '../../model/parentOrder.js';
import { newParentState } from '../../model/parentState.js';
import type { UnixMillis } from '../../model/units.js';
import type { KnownBook } from './knownBook.js';

export interface Asked {
  id: Id;
  clOrdId: string;
  list: string | null;
  terms: ParentTerms;
  author: string;
  text: string;
  at: UnixMillis;
}

/** An order as it is written down before the keeper has seen it. It is a hedge like those of rules: limits and checks hold for it. */
export const parentOf = (asked: Asked, { name, account, chainId, mode }: KnownBook): ParentOrder => ({
  id: asked.id,
  clOrdId: asked.clOrdId,
  strategy: name,
  ...{ account, chainId, mode },
  orderClass: 'delta',
  list: asked.list,
  terms: asked.terms,
  state: newParentState(asked.terms.quantity),
  executions: 0,
  author: asked.author,
  text: asked.text,
  createdAt: asked.at,
});
