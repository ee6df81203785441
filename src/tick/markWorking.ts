import { bookName } from '../chains/strategyOn.js';
import type { WorkingMark } from '../model/desk.js';
import type { Id } from '../model/order.js';
import type { Algorithm } from '../model/parentOrder.js';
import { tradedBetween } from '../model/turnover.js';
import type { Milliseconds, UnixMillis } from '../model/units.js';
import { isDue } from '../record/isDue.js';
import type { Ledger, Work } from '../record/ledger.js';
import { marketAt } from '../record/marketAt.js';
import { newestMark } from '../record/queries/workingMarks.js';
import { insertMark } from '../record/statements/parentOrders.js';
import type { Draft } from './decide.js';

export interface MarkWorkingOptions {
  ledger: Ledger;
  /** Between two samples at least. */
  sampleEvery: Milliseconds;
  now: () => UnixMillis;
}

export type MarkWorking = (draft: Pick<Draft, 'book' | 'snapshot' | 'context'>) => Promise<void>;

/** At least so many while an order takes the time that it is meant to take, where blocks come that often. */
const perOrder = 20;
/** About so many samples while an order has become ten times as old. */
const perAge = 1_000;

/**
 * Keeps where the market is while orders are worked, from when they are accepted: what their prices are measured against. As often as
 * ticks are sampled, more often where an order is done sooner, and the rarer the longer it goes on: an order of a year leaves a few
 * thousand samples, so that none has to be dropped.
 */
export function createMarkWorking({ ledger, sampleEvery, now }: MarkWorkingOptions): MarkWorking {
  /** Of the orders that are open, by book. */
  const marked = new Map<string, ReadonlyMap<Id, UnixMillis>>();

  return async ({ book, snapshot, context: { desk } }) => {
    const at = now();
    const before = marked.get(bookName(book.strategy));
    const after = new Map<Id, UnixMillis>();
    const works: Work[] = [];
    for (const { id, terms, acceptedAt, marks } of desk?.parents ?? []) {
      if (acceptedAt === null) continue;
      const every = Math.max(Math.min(sampleEvery, overOf(terms.algorithm) / perOrder), (at - acceptedAt) / perAge);
      const last = before?.get(id) ?? (await newestMark(ledger, id)) ?? undefined;
      if (last !== undefined) after.set(id, last);
      const market = isDue(last, every, at) ? marketAt(snapshot, terms.instrument) : undefined;
      if (!market) continue;
      works.push(insertMark({ parent: id, ...market, ...tradedBy(terms.algorithm, marks?.at(-1), market), at }));
      after.set(id, at);
    }
    await ledger.commit(works);
    marked.set(bookName(book.strategy), after);
  };
}

/** Milliseconds that it is meant to take; Infinity where nothing is said of that. */
const overOf = (algorithm: Algorithm): number => ('over' in algorithm ? algorithm.over : Number.POSITIVE_INFINITY);

/** What the market has traded since the first sample: kept where the order is a share of it. null where the venue does not tell. */
function tradedBy(
  { kind }: Algorithm,
  before: WorkingMark | undefined,
  { last, turnover }: Pick<WorkingMark, 'last' | 'turnover'>,
): Pick<WorkingMark, 'turnover' | 'volume'> {
  if (kind !== 'pov' || turnover === null) return { turnover: null, volume: null };
  if (!before?.turnover || before.volume === null) return { turnover, volume: 0 };
  return { turnover, volume: before.volume + tradedBetween(before.turnover, turnover, last) };
}
