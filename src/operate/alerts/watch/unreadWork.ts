import { placeOf } from '../../../chains/names.js';
import type { UnixMillis } from '../../../model/units.js';
import type { Work } from '../../../record/ledger.js';
import type { RecordedAlert } from '../../../record/queries/alerts.js';
import type { BookView } from '../../views/book.js';
import type { OverviewView } from '../../views/overview.js';
import { bookOf } from './bookOf.js';
import { type Cause, createLastingAlert } from './lastingAlert.js';

/** By the samples, not by how often they are looked at: one that failed is no more than one, however long the next one takes. */
const patienceMs = 60_000;

type Account = BookView['marginAccounts'][number];

export interface UnreadSeen extends Pick<OverviewView, 'books' | 'heads'> {
  /** Alerts that are open, of any kind. */
  open: readonly RecordedAlert[];
  at: UnixMillis;
}

/**
 * What is to be written of venues that samples have not read for a minute, with the margin accounts that were seen there before; and of
 * those that are read again.
 * @param elapsed - Milliseconds by a clock that nobody sets.
 */
export function createUnreadWork(elapsed: () => number): (seen: UnreadSeen) => Work {
  const alert = createLastingAlert('VENUE_UNREAD', elapsed);
  /** When the first sample of those that did not read it was taken, by subject. */
  const since = new Map<string, number>();
  /** By book; of a venue that is not read as it was last. */
  const accounts = new Map<string, readonly Account[]>();

  function lastSeen({ strategy, unread, marginAccounts }: BookView): readonly Account[] {
    const gone = (accounts.get(strategy) ?? []).filter(
      (one) => unread.some(({ venue }) => venue === one.venue) && marginAccounts.every(({ id }) => id !== one.id),
    );
    const all = [...marginAccounts, ...gone];
    accounts.set(strategy, all);
    return all;
  }

  return ({ books, heads, open, at }) => {
    // The chain's own alert says it of all that is there; what is held there is guarded by the chain's own book.
    const isOfOldChain = (venue: string): boolean =>
      heads.some(({ chain, isOld }) => isOld && placeOf(venue).chain === chain);
    const lasts = (subject: string, sampledAt: number): boolean => {
      const first = since.get(subject) ?? sampledAt;
      since.set(subject, first);
      return Math.abs(sampledAt - first) >= patienceMs;
    };
    const told = books.filter(({ isKept, isStale }) => isKept && !isStale);
    const seen = new Set<string>();
    const causes = told.flatMap((book): Cause[] => {
      const all = lastSeen(book);
      return book.unread.flatMap(({ venue, error }): Cause[] => {
        const subject = `${book.strategy} ${venue}`;
        const isOpen = open.some((one) => one.code === 'VENUE_UNREAD' && one.subject === subject);
        if (!isOpen && isOfOldChain(venue)) return [];
        seen.add(subject);
        const isUrgent = lasts(subject, book.sampledAt ?? at);
        const text = [error, ...sayLastSeen(all.filter((one) => one.venue === venue))].join('; ');
        return isUrgent || isOpen ? [{ subject, text, isUrgent }] : [];
      });
    });
    const isOver = (subject: string): boolean => {
      const book = bookOf(books, subject);
      return book !== undefined && (!book.isKept || !book.isStale);
    };
    for (const subject of since.keys()) if (!seen.has(subject) && isOver(subject)) since.delete(subject);
    return alert({ causes, isOver, open, at });
  };
}

const sayLastSeen = (accounts: readonly Account[]): string[] =>
  accounts.length === 0
    ? []
    : [`last seen there: ${accounts.map(({ id, health }) => `${id} with ${sayHealth(health)}`).join(', ')}`];

const sayHealth = (health: Account['health']): string =>
  typeof health === 'number'
    ? `health ${health.toFixed(3)}`
    : health === null
      ? 'a health that was not known'
      : 'nothing required';
