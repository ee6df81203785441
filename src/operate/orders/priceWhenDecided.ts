import type { Decision } from '../../model/decision.js';
import type { Order } from '../../model/order.js';
import type { Position } from '../../model/position.js';
import type { RiskReport } from '../../model/riskReport.js';
import { toFloat } from '../../model/units.js';
import { decimal } from '../words/numbers.js';

/** What an order's instrument was worth when it was decided, and who said so. */
export interface PriceBefore {
  /** Per unit. */
  usd: number;
  /** `mark`: the venue's own; `oracle`: that of its underlying, which can be far from it. */
  from: 'mark' | 'oracle';
}

/**
 * The venue's mark that its cost was foretold from, as execution quality takes it; where nothing was foretold, an option's mark, and
 * of a perpetual the oracle's price of its underlying. null for what is no trade, and where nobody said.
 */
export function priceWhenDecided(
  order: Pick<Order, 'terms' | 'cost'>,
  subject: Decision['subject'],
  positions: readonly Position[],
  risk: RiskReport | undefined,
): PriceBefore | null {
  const { terms } = order;
  if (terms.kind !== 'trade') return null;
  const foretold = markForetold(order);
  if (foretold) return foretold;
  const held = positions.find((position) => position.instrument.id === terms.instrument);
  if (held?.instrument.kind === 'option') return { usd: toFloat(held.mark), from: 'mark' };
  const name = 'underlying' in subject ? subject.underlying : held?.instrument.underlying;
  const usd = risk?.underlyings.find(({ underlying }) => underlying === name)?.price;
  return usd === undefined ? null : { usd, from: 'oracle' };
}

/** The venue's mark that an order's cost was foretold from; null where none was. */
export function markForetold({ cost }: Pick<Order, 'cost'>): PriceBefore | null {
  const mark = cost?.basis?.mark ?? null;
  return mark === null ? null : { usd: mark, from: 'mark' };
}

/** `the venue's mark of 2 338.38`, `the oracle's 2 440.33` */
export const sayPriceBefore = ({ usd, from }: PriceBefore): string =>
  `${from === 'mark' ? "the venue's mark of" : "the oracle's"} ${decimal(usd)}`;
