import type { Alarms } from '../model/alert.js';
import { ballast } from '../model/author.js';
import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import { type Id, shortId } from '../model/order.js';
import type { ParentOrder } from '../model/parentOrder.js';
import { IllegalEventError } from '../model/parentState.js';
import type { UnixMillis } from '../model/units.js';
import { LedgerRace } from '../record/errors.js';
import type { Ledger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { parentsById } from '../record/queries/parentOrders.js';
import { newestFill, type UnbookedFill, unbookedFills } from '../record/queries/unbookedFills.js';
import { type Happened, recordEvents } from '../record/statements/parentOrders.js';

export interface BookExecutionsOptions {
  ledger: Ledger;
  /** Told of fills that are not booked. */
  alarms: Pick<Alarms, 'raise' | 'resolve'>;
  now: () => UnixMillis;
  log: Log;
}

/** Before it is an error that somebody writes to the same order again and again. */
const mostTries = 5;

/** Before fills that were refused are tried again: longer each time, since all fills since the oldest of them are looked at. */
const firstPause = 10_000;
const longestPause = 10 * 60_000;

/**
 * Gives parent orders what their children have done: a fill becomes a `trade`, one whose block was reorganised away a `bust`, each
 * once, whatever was interrupted. The first time it looks at all fills there are, then at what is new and at what was voided. What was
 * refused is tried again after a pause.
 *
 * What a child has traded in another instrument, or the other way round (to undo a leg), is no part of what was asked for.
 */
export function createBookExecutions({ ledger, alarms, now, log }: BookExecutionsOptions): () => Promise<void> {
  let lookedUpTo: Id = '';
  /** Fills of which an alert is open; null until the ledger was asked what an earlier run has left. */
  let refused: Set<Id> | null = null;
  /** When those are tried again, and how long after that. */
  let tryAt = 0;
  let pause = firstPause;

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

  /** Each by itself, where not all can be: the ones that cannot. */
  async function bookEach(id: Id, found: readonly UnbookedFill[], told: Set<Id>): Promise<UnbookedFill[]> {
    const left: UnbookedFill[] = [];
    for (const one of found) {
      try {
        await bookParent(id, [one]);
      } catch (error) {
        // A defect, and yet no reason to let an account die: the fill stands, is tried again, and the operator is told.
        if (!(error instanceof IllegalEventError)) throw error;
        left.push(one);
        if (told.has(one.id)) continue;
        told.add(one.id);
        const why = shortMessageOf(error);
        log.error({ at: 'orders', order: id, error: why }, 'a fill was not booked');
        const text = `a fill of child ${shortId(one.child)} was not booked on order ${shortId(id)}: ${why}`;
        await alarms.raise({ code: 'ORDER_STALLED', subject: one.id, text });
      }
    }
    return left;
  }

  return async () => {
    const newest = await newestFill(ledger);
    const told: Set<Id> = refused ?? new Set(await leftOpen(ledger));
    refused = told;
    const isNew = told.size === 0;
    const isAgain = !isNew && now() >= tryAt;
    const found = await unbookedFills(ledger, isAgain ? before([...told, lookedUpTo]) : lookedUpTo);
    const left: UnbookedFill[] = [];
    for (const id of new Set(found.map(({ parent }) => parent))) {
      const own = found.filter(({ parent }) => parent === id);
      try {
        await bookParent(id, own);
      } catch (error) {
        if (!(error instanceof IllegalEventError)) throw error;
        left.push(...(await bookEach(id, own, told)));
      }
    }
    const still = new Set(left.map(({ id }) => id));
    const looked = new Set(found.map(({ id }) => id));
    for (const id of [...told]) {
      // Of what was tried again, whatever is not found any more was voided.
      if (still.has(id) || !(isAgain || looked.has(id))) continue;
      told.delete(id);
      await alarms.resolve({ code: 'ORDER_STALLED', subject: id });
    }
    lookedUpTo = newest;
    if (told.size === 0 || isNew) pause = firstPause;
    else if (isAgain) pause = Math.min(2 * pause, longestPause);
    if (isNew || isAgain) tryAt = now() + pause;
  };
}

/** What an id is after that is before the oldest of these: ids are in the order of their times, and a beginning is before the whole. */
const before = (ids: readonly Id[]): Id => [...ids].sort()[0]?.slice(0, -1) ?? '';

/** Fills that an earlier run has told of: what else such an alert is about are orders. */
async function leftOpen(ledger: Ledger): Promise<Id[]> {
  const subjects = (await openAlerts(ledger)).flatMap(({ code, subject }) => (code === 'ORDER_STALLED' ? subject : []));
  const orders = new Set((await parentsById(ledger, subjects)).map(({ id }) => id));
  return subjects.filter((subject) => !orders.has(subject));
}

const isOf = ({ terms }: ParentOrder, { fill }: UnbookedFill): boolean =>
  fill.instrument === terms.instrument && fill.side === terms.side && fill.quantity > 0n;

function happenedOf({ kind, id, child, fill: { quantity, price } }: UnbookedFill): Happened {
  const text =
    kind === 'trade' ? `child ${shortId(child)} has filled` : `child ${shortId(child)}: its block was reorganised away`;
  return { event: { kind, child, fill: id, quantity, price }, text };
}
