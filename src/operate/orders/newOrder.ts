import { BallastError } from '../../model/error.js';
import { type Id, shortId } from '../../model/order.js';
import { LedgerError } from '../../record/errors.js';
import type { Ledger } from '../../record/ledger.js';
import { parentsByClOrdId, parentsById, type RecordedParent } from '../../record/queries/parentOrders.js';
import { insertParents } from '../../record/statements/parentOrders.js';
import type { BookShelf } from './bookShelf.js';
import { commandOf } from './commandOf.js';
import { type LegsAsked, listOfLeg, refuseLegs } from './legsAsked.js';
import { OrderError } from './orderError.js';
import type { OrderFields } from './orderFields.js';
import { createProblemList } from './problemList.js';
import { type Asking, isSameOrder, readOrder } from './readOrder.js';

export interface NewOrder {
  order: RecordedParent;
  /** false: it was there already, asked for with the same words. */
  isNew: boolean;
  /** What the asker should know, in sentences. */
  notes: readonly string[];
}

/**
 * Writes an order into the ledger, where the keeper finds it. The same ClOrdID with the same terms is the same order: it is written
 * once, however often it is asked for.
 * @param legs - It is one of so many legs: the first of them makes the list that it names.
 * @throws OrderError with everything that is wrong
 */
export async function newOrder(
  ledger: Ledger,
  shelf: BookShelf,
  fields: OrderFields,
  asking: Asking,
  legs?: LegsAsked,
): Promise<NewOrder> {
  const problems = createProblemList();
  const book = await shelf.find(fields, problems.add);
  const there = book && (await thereAlready(ledger, book.name, fields));
  if (there) return there;
  const read = readOrder(fields, book, asking, problems.add);
  const lists = read && legs ? await listOfLeg(ledger, read.parent, legs, problems.add) : [];
  if (read && !legs) await refuseLegs(ledger, read.parent, problems.add);
  if (!read || problems.count > 0) throw new OrderError('the order', problems.kept, problems.count);
  const { parent, notes } = read;
  try {
    await ledger.commit([
      commandOf('new', { orders: [parent.id], text: parent.text }, asking),
      insertParents([parent], lists),
    ]);
  } catch (error) {
    // Somebody else may have asked for the same between our look and our word.
    const other = error instanceof LedgerError ? await thereAlready(ledger, parent.strategy, fields) : undefined;
    if (!other) throw error;
    return other;
  }
  return { order: await parentById(ledger, parent.id), isNew: true, notes };
}

async function thereAlready(ledger: Ledger, strategy: string, fields: OrderFields): Promise<NewOrder | undefined> {
  const clOrdId = fields.clOrdId?.trim();
  if (clOrdId === undefined) return undefined;
  const [there] = await parentsByClOrdId(ledger, strategy, [clOrdId]);
  if (!there) return undefined;
  if (!isSameOrder(fields, there)) throw new OrderError('the order', [otherTerms(there)]);
  const { asked: _, ...order } = there;
  return { order, isNew: false, notes: [] };
}

/** What is said of an order whose name is taken. */
export const otherTerms = ({ clOrdId, id, strategy }: RecordedParent) => ({
  field: 'clOrdId' as const,
  message: `\`${clOrdId}\` is an order of \`${strategy}\` with other terms already: ${shortId(id)}`,
  mend: `\`ballast order show ${shortId(id)}\` shows it; give this one another name, or amend that one`,
});

export async function parentById(ledger: Ledger, id: Id): Promise<RecordedParent> {
  const [order] = await parentsById(ledger, [id]);
  if (!order) throw new BallastError(`order ${id} is not in the ledger`, { mend: 'report this: it is a defect' });
  return order;
}
