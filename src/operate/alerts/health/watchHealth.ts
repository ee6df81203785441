import { shortMessageOf } from '../../../model/error.js';
import type { Log } from '../../../model/log.js';
import type { UnixMillis } from '../../../model/units.js';
import { pause } from '../../../observe/endpoints/pause.js';
import type { Ledger, Work } from '../../../record/ledger.js';
import { openAlerts } from '../../../record/queries/alerts.js';
import { raiseAlert, resolveAlert } from '../../../record/statements/alerts.js';
import type { BookView } from '../../views/book.js';
import type { OverviewView } from '../../views/overview.js';
import { lowHealth } from './lowHealth.js';

export interface WatchHealthOptions {
  ledger: Ledger;
  /** What everything looks like now. A stale book says nothing new. */
  read: () => Promise<Pick<OverviewView, 'books' | 'trading'>>;
  now: () => UnixMillis;
  /** Milliseconds by a clock that nobody sets. */
  elapsed: () => number;
}

/** Whoever is rescued by the next blocks wakes nobody. */
const patienceMs = 60_000;
/** An alert that stays is told again this often, so that its text is not an old one. */
const repeatMs = 60_000;
const everyMs = 5_000;

/**
 * Opens an alert of each margin account that stays below the health at which a rule acts, at once where half of the way to
 * liquidation is gone, and closes it when it is back; and one of a halt, as long as it lasts. It looks from outside: where the keeper itself is what fails, it still sees it.
 */
export function createHealthWatch({ ledger, read, now, elapsed }: WatchHealthOptions): { look(): Promise<void> } {
  const lowSince = new Map<string, number>();
  const raisedAt = new Map<string, number>();
  return {
    async look() {
      const { books: all, trading } = await read();
      const books = all.filter(({ isStale }) => !isStale);
      const known = await openAlerts(ledger);
      const open = known.filter(({ code }) => code === 'HEALTH_LOW');
      const at = { code: 'HEALTH_LOW', at: now() } as const;
      const work = books.flatMap((book) => {
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
          ({ subject }) =>
            subject.startsWith(`${book.strategy} `) && !bySubject.has(subject) && isTold(book, subject, known),
        );
        for (const { subject } of over) raisedAt.delete(subject);
        return [
          ...due.map(({ subject, text }) => raiseAlert({ ...at, subject, text })),
          ...over.map(({ subject }) => resolveAlert({ ...at, subject })),
        ];
      });
      const isKnown = known.some(({ code }) => code === 'TRADING_HALTED');
      await ledger.commit([...work, ...haltWork(trading, isKnown, now())]);
    },
  };
}

/** A halt that is forgotten lets accounts be liquidated: it is told as long as it lasts. */
function haltWork({ state, author, reason }: OverviewView['trading'], isKnown: boolean, at: UnixMillis): Work[] {
  const alert = { code: 'TRADING_HALTED', subject: 'trading', at } as const;
  if (state !== 'halted') return isKnown ? [resolveAlert(alert)] : [];
  return isKnown ? [] : [raiseAlert({ ...alert, text: `halted by ${author}${reason === '' ? '' : `: ${reason}`}` })];
}

/** Whether the book says how that account is: that its health is not known does not make it well. */
const isTold = ({ strategy, marginAccounts, unread }: BookView, subject: string, known: readonly string[]): boolean =>
  known.includes(subject) || (unread.length === 0 && marginAccounts.every(({ id }) => `${strategy} ${id}` !== subject));

/** Looks until it is told to stop. What it cannot read costs nobody else anything. */
export async function watchHealth(options: WatchHealthOptions & { log: Log; stop: AbortSignal }): Promise<void> {
  const { log, stop } = options;
  const watch = createHealthWatch(options);
  let wasWell = true;
  while (!stop.aborted) {
    try {
      await watch.look();
      wasWell = true;
    } catch (error) {
      if (wasWell)
        log.warn({ at: 'alerts', error: shortMessageOf(error) }, 'the health of the books could not be looked at');
      wasWell = false;
    }
    await pause(everyMs, stop);
  }
}
