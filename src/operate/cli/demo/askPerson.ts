import type { UnixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { openBookShelf } from '../../orders/bookShelf.js';
import { newOrder } from '../../orders/newOrder.js';
import { openKnowledge } from '../../orders/openKnowledge.js';
import type { OrderFields } from '../../orders/orderFields.js';

/** What makes a person look, in the strategy of a demo that somebody looks at: no rule trades the very same size twice. */
export const duplicatesAsk = 'duplicates: { review: 1h, reject: 1s }';

/**
 * Asks for one small order twice, as somebody who clicked twice would: the second is a question that waits for a person.
 * @param between - Lets the first be done.
 */
export async function askPerson(
  { ledger, settings, order, now }: { ledger: Ledger; settings: string; order: OrderFields; now: () => UnixMillis },
  between: () => Promise<void>,
): Promise<void> {
  const ask = async (clOrdId: string) => {
    const shelf = await openBookShelf(ledger, openKnowledge(settings, {}));
    await newOrder(ledger, shelf, { ...order, clOrdId }, { author: 'desk', at: now() });
  };
  await ask('demo-1');
  await between();
  await ask('demo-2');
}
