import type { ParentEvent } from '../../model/parentEvent.js';
import type { Ledger } from '../../record/ledger.js';
import type { RecordedParent } from '../../record/queries/parentOrders.js';
import { askChanges, type Changing, refuseEnded } from './askChange.js';
import type { BookShelf } from './bookShelf.js';
import { OrderError } from './orderError.js';
import type { ChangeFields } from './orderFields.js';
import { createProblemList } from './problemList.js';
import { readChange } from './readChange.js';
import { nameOf } from './sayOrder.js';

/**
 * Asks the keeper to change an order. What is asked for is held against the order as it stands when it is written: a fill that comes
 * in between is seen.
 * @throws OrderError with everything that is wrong
 */
export async function amendOrder(
  ledger: Ledger,
  shelf: BookShelf,
  order: RecordedParent,
  fields: ChangeFields,
  changing: Changing,
): Promise<{ order: RecordedParent; notes: readonly string[] }> {
  const book = await shelf.find({ book: order.strategy, instrument: order.terms.instrument }, () => {});
  const known = book?.chainId === order.chainId ? book : undefined;
  let notes: string[] = [];
  const eventOf = (current: RecordedParent): ParentEvent => {
    refuseEnded(current, 'amend');
    notes = [];
    const problems = createProblemList();
    const change = readChange(fields, current, known, changing.at, notes, problems.add);
    if (!change) throw new OrderError(nameOf(current), problems.kept, problems.count);
    return { kind: 'requestReplace', change };
  };
  const [changed = order] = await askChanges(ledger, { verb: 'amend', orders: [order], eventOf }, changing);
  return { order: changed, notes };
}
