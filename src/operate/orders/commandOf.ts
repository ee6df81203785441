import { newId } from '../../record/id.js';
import type { Statement } from '../../record/ledger.js';
import { insertCommand } from '../../record/statements/runs.js';
import type { Asking } from './readOrder.js';

/** So many orders are named; who has asked each of the others is among its own events. */
const mostNamed = 20;

/** That somebody has said a verb about orders, beside what it writes of them: the audit tells by it who did what, and why. */
export function commandOf(
  verb: string,
  { orders, list, text }: { orders: readonly string[]; list?: string; text: string },
  { author, at }: Asking,
): Statement {
  const more = orders.length - mostNamed;
  const args = [
    ...(list === undefined ? [] : [list]),
    ...orders.slice(0, mostNamed),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(text === '' ? [] : [text]),
  ];
  return insertCommand({ id: newId(at), verb: `order ${verb}`, args, author, at });
}
