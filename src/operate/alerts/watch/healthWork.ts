import type { UnixMillis } from '../../../model/units.js';
import type { Work } from '../../../record/ledger.js';
import type { RecordedAlert } from '../../../record/queries/alerts.js';
import type { BookView } from '../../views/book.js';
import { bookOf } from './bookOf.js';
import { createLastingAlert } from './lastingAlert.js';
import { lowHealth } from './lowHealth.js';

export interface HealthSeen {
  /** A stale one says nothing new. */
  books: readonly BookView[];
  /** Alerts that are open, of any kind. */
  open: readonly RecordedAlert[];
  at: UnixMillis;
}

/**
 * What is to be written of margin accounts that stay below the health at which a rule acts; of those of which half of the way to liquidation
 * is gone, at once; and of those that are back. To get worse is news of its own: whoever took the first on did so of another health. What is
 * urgent from the first is not told as low beside it.
 * @param elapsed - Milliseconds by a clock that nobody sets.
 */
export function createHealthWork(elapsed: () => number): (seen: HealthSeen) => Work {
  const lowAlert = createLastingAlert('HEALTH_LOW', elapsed);
  const urgentAlert = createLastingAlert('HEALTH_URGENT', elapsed);
  return ({ books, open, at }) => {
    const isOpen = (code: RecordedAlert['code'], subject: string): boolean =>
      open.some((one) => one.code === code && one.subject === subject);
    // What it was seen with last is not how it is.
    const told = books.filter(({ isKept, isStale }) => isKept && !isStale).map(lowHealth);
    const known = new Set(told.flatMap((one) => one.known));
    const isOver = (subject: string): boolean => known.has(subject) || isGone(bookOf(books, subject), subject);
    const low = told.flatMap((one) => one.low);
    const urgent = low.filter(
      ({ subject, isUrgent, staysUrgent }) => isUrgent || (staysUrgent && isOpen('HEALTH_URGENT', subject)),
    );
    const noMoreThanLow = low.filter((one) => !urgent.includes(one) || isOpen('HEALTH_LOW', one.subject));
    return [lowAlert({ causes: noMoreThanLow, isOver, open, at }), urgentAlert({ causes: urgent, isOver, open, at })];
  };
}

/**
 * Whether nobody will ever say that an account is well: its position is closed, or its book is not kept. That its health is not known,
 * or its venue not read, does not make it well.
 */
function isGone(book: BookView | undefined, subject: string): boolean {
  if (book === undefined) return false;
  const { strategy, isKept, isStale, marginAccounts, unread } = book;
  return (
    !isKept || (!isStale && unread.length === 0 && marginAccounts.every(({ id }) => `${strategy} ${id}` !== subject))
  );
}
