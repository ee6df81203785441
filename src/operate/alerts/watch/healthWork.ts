import type { UnixMillis } from '../../../model/units.js';
import type { Work } from '../../../record/ledger.js';
import type { RecordedAlert } from '../../../record/queries/alerts.js';
import { raiseAlert, resolveAlert } from '../../../record/statements/alerts.js';
import type { BookView } from '../../views/book.js';
import { lowHealth } from './lowHealth.js';

/** Whoever is rescued by the next blocks wakes nobody. */
const patienceMs = 60_000;
/** An alert that stays is told again this often, so that its text is not an old one. */
const repeatMs = 60_000;

export interface HealthSeen {
  /** A stale one says nothing new. */
  books: readonly BookView[];
  /** Alerts that are open, of any kind. */
  open: readonly RecordedAlert[];
  at: UnixMillis;
}

/**
 * What is to be written of margin accounts that stay below the health at which a rule acts, at once where half of the way to liquidation is
 * gone; and of those that are back.
 * @param elapsed - Milliseconds by a clock that nobody sets.
 */
export function createHealthWork(elapsed: () => number): (seen: HealthSeen) => Work {
  const lowSince = new Map<string, number>();
  const raisedAt = new Map<string, number>();

  function ofBook(book: BookView, open: readonly RecordedAlert[], at: UnixMillis): Work {
    const { known, low } = lowHealth(book);
    const bySubject = new Map(low.map((one) => [one.subject, one]));
    for (const subject of known) if (!bySubject.has(subject)) lowSince.delete(subject);
    const due = low.filter(({ subject, isUrgent }) => {
      const since = lowSince.get(subject) ?? elapsed();
      lowSince.set(subject, since);
      const isOpen = open.some((one) => one.subject === subject);
      const isToRepeat = elapsed() - (raisedAt.get(subject) ?? Number.NEGATIVE_INFINITY) >= repeatMs;
      return isToRepeat && (isOpen || isUrgent || elapsed() - since >= patienceMs);
    });
    for (const { subject } of due) raisedAt.set(subject, elapsed());
    // One whose position is closed is not known any more, and is over as well.
    const over = open.filter(
      ({ subject }) => isOf(book, subject) && !bySubject.has(subject) && isTold(book, subject, known),
    );
    return [due.map(({ subject, text }) => raiseAlert({ code, subject, text, at })), end(over, at)];
  }

  function end(over: readonly RecordedAlert[], at: UnixMillis): Work {
    for (const { subject } of over) raisedAt.delete(subject);
    return over.map(({ subject }) => resolveAlert({ code, subject, at }));
  }

  return ({ books, open: all, at }) => {
    const open = all.filter((alert) => alert.code === code);
    return books.map((book) => {
      // What it was seen with last is not how it is: nobody would ever say that it is over.
      if (!book.isKept)
        return end(
          open.filter(({ subject }) => isOf(book, subject)),
          at,
        );
      return book.isStale ? [] : ofBook(book, open, at);
    });
  };
}

const code = 'HEALTH_LOW';

const isOf = ({ strategy }: BookView, subject: string): boolean => subject.startsWith(`${strategy} `);

/** Whether the book says how that account is: that its health is not known does not make it well. */
const isTold = ({ strategy, marginAccounts, unread }: BookView, subject: string, known: readonly string[]): boolean =>
  known.includes(subject) || (unread.length === 0 && marginAccounts.every(({ id }) => `${strategy} ${id}` !== subject));
