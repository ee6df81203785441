import { ballast } from '../model/author.js';
import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import { type Id, shortId } from '../model/order.js';
import type { ParentOrder } from '../model/parentOrder.js';
import { IllegalEventError } from '../model/parentState.js';
import type { UnixMillis } from '../model/units.js';
import { LedgerRace } from '../record/errors.js';
import type { Ledger } from '../record/ledger.js';
import { parentsById } from '../record/queries/parentOrders.js';
import { newestFill, type UnbookedFill, unbookedFills } from '../record/queries/unbookedFills.js';
import { type Happened, recordEvents } from '../record/statements/parentOrders.js';

export interface BookExecutionsOptions {
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
}

/** Before it is an error that somebody writes to the same order again and again. */
const mostTries = 5;

/**
 * Gives parent orders what their children have done: a fill becomes a `trade`, one whose block was reorganised away a `bust`, each
 * once, whatever was interrupted. The first time it looks at all fills there are, then at what is new and at what was voided.
 *
 * What a child has traded in another instrument, or the other way round (to undo a leg), is no part of what was asked for.
 */
export function createBookExecutions({ ledger, now, log }: BookExecutionsOptions): () => Promise<void> {
  let bookedUpTo: Id = '';
  const refused = new Set<string>();

  async function bookParent(id: Id, found: readonly UnbookedFill[]): Promise<void> {
    for (let tries = 1; ; tries++) {
      const [parent] = await parentsById(ledger, [id]);
      if (!parent) return;
      const happened = found.filter((one) => isOf(parent, one)).map(happenedOf);
      try {
        await ledger.commit(recordEvents(parent, happened, { author: ballast, at: now() }));
      } catch (error) {
        if (error instanceof LedgerRace && tries < mostTries) continue;
        throw error;
      }
      for (const { event, text } of happened) log.info({ at: 'orders', order: id, ...event }, text);
      return;
    }
  }

  return async () => {
    const newest = await newestFill(ledger);
    const found = await unbookedFills(ledger, bookedUpTo);
    for (const id of new Set(found.map(({ parent }) => parent))) {
      try {
        await bookParent(
          id,
          found.filter(({ parent }) => parent === id),
        );
      } catch (error) {
        // A defect, and yet no reason to let an account die: the fills stand, and the operator is told once.
        if (!(error instanceof IllegalEventError)) throw error;
        if (!refused.has(id))
          log.error({ at: 'orders', order: id, error: shortMessageOf(error) }, 'a fill was not booked');
        refused.add(id);
      }
    }
    bookedUpTo = newest;
  };
}

const isOf = ({ terms }: ParentOrder, { fill }: UnbookedFill): boolean =>
  fill.instrument === terms.instrument && fill.side === terms.side && fill.quantity > 0n;

function happenedOf({ kind, id, child, fill: { quantity, price } }: UnbookedFill): Happened {
  const text =
    kind === 'trade' ? `child ${shortId(child)} has filled` : `child ${shortId(child)}: its block was reorganised away`;
  return { event: { kind, child, fill: id, quantity, price }, text };
}
