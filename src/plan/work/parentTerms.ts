import type { WorkedParent } from '../../model/desk.js';
import type { TradeTerms } from '../../model/order.js';
import type { ParentTerms } from '../../model/parentOrder.js';
import type { Wad } from '../../model/units.js';
import type { DecisionDraft } from '../plan.js';
import { undecided } from '../undecided.js';

/** What a parent's decisions are called; no rule may be. */
export const ruleOf = ({ clOrdId }: Pick<WorkedParent, 'clOrdId'>): string => `order ${clOrdId}`;

/** A part of a parent, to be traded at once. */
export const tradeOf = (terms: ParentTerms, quantity: Wad): TradeTerms => ({
  kind: 'trade',
  venue: terms.venue,
  instrument: terms.instrument,
  position: terms.position,
  side: terms.side,
  quantity,
  reduceOnly: terms.reduceOnly,
  maxSlippage: terms.maxSlippage,
  ...(terms.leverage === undefined ? {} : { leverage: terms.leverage }),
});

/** A decision about a parent on which nothing is known yet. */
export const draftFor = (
  parent: Pick<WorkedParent, 'id' | 'clOrdId' | 'orderClass'>,
  kind: 'capture' | 'work',
  because: readonly string[],
): DecisionDraft => {
  const { id, orderClass } = parent;
  return undecided({ rule: ruleOf(parent), kind, subject: { parent: id }, orderClass, because });
};
