import { shortMessageOf } from '../../../model/error.js';
import type { Log } from '../../../model/log.js';
import type { UnixMillis } from '../../../model/units.js';
import { pause } from '../../../observe/endpoints/pause.js';
import type { Ledger } from '../../../record/ledger.js';
import { openAlerts } from '../../../record/queries/alerts.js';
import type { OverviewView } from '../../views/overview.js';
import { haltWork } from './haltWork.js';
import { createHeadWork } from './headWork.js';
import { createHealthWork } from './healthWork.js';
import { createUnreadWork } from './unreadWork.js';

export interface WatchBooksOptions {
  ledger: Ledger;
  /** What everything looks like now. */
  read: () => Promise<Pick<OverviewView, 'books' | 'heads' | 'isStale' | 'trading'>>;
  now: () => UnixMillis;
  /** Milliseconds by a clock that nobody sets. */
  elapsed: () => number;
}

const everyMs = 5_000;

/**
 * Opens and closes alerts of margin accounts whose health is low, of venues that are not read, of blocks that are old, and of a halt. It looks from outside: where the keeper itself is what
 * fails, it still sees it.
 */
export function createBooksWatch({ ledger, read, now, elapsed }: WatchBooksOptions): { look(): Promise<void> } {
  const healthWork = createHealthWork(elapsed);
  const headWork = createHeadWork(elapsed);
  const unreadWork = createUnreadWork(elapsed);
  return {
    async look() {
      const { books, heads, isStale, trading } = await read();
      const open = await openAlerts(ledger);
      const at = now();
      await ledger.commit([
        healthWork({ books, open, at }),
        unreadWork({ books, heads, open, at }),
        headWork({ heads, isStale, open, at }),
        haltWork(trading, open, at),
      ]);
    },
  };
}

/** Looks until it is told to stop. What it cannot read costs nobody else anything. */
export async function watchBooks(options: WatchBooksOptions & { log: Log; stop: AbortSignal }): Promise<void> {
  const { log, stop } = options;
  const watch = createBooksWatch(options);
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
