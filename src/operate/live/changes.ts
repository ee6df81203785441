import { sql } from 'drizzle-orm';
import type { Database } from '../../record/sqlite.js';

/** What people look at, by the kind of thing that changed. `samples`: something that has no number of its own, such as risk that was completed. */
export const liveKinds = [
  'tick',
  'decisions',
  'orders',
  'alerts',
  'reviews',
  'state',
  'strategies',
  'commands',
  'pulses',
  'series',
  'system',
  'samples',
] as const;
export type LiveKind = (typeof liveKinds)[number];

/** How far the ledger is: the newest of what is only ever added. Each is read off the end of an index. */
export interface Marks {
  /** Number of the newest tick's row. */
  tick: number;
  /** Number of the newest entry of the audit chain, which has one for whatever matters. */
  entry: number;
  /** When each chain's loop last told how it is, Unix ms, added up: it moves with each of them, whatever their clocks were. */
  pulse: number;
}

const newest = sql`select
  (select coalesce(max(rowid), 0) from ticks) as tick,
  (select coalesce(max(number), 0) from audit) as entry,
  (select coalesce(sum(at), 0) from pulses) as pulse`;

export const readMarks = (db: Database): Marks => db.get<Marks>(newest);

const kindOfTable: Readonly<Record<string, LiveKind>> = {
  decisions: 'decisions',
  orders: 'orders',
  order_steps: 'orders',
  attempts: 'orders',
  fills: 'orders',
  parent_orders: 'orders',
  executions: 'orders',
  order_lists: 'orders',
  venue_orders: 'orders',
  unsolicited: 'orders',
  blocks: 'orders',
  block_members: 'orders',
  allocations: 'orders',
  breaks: 'orders',
  alerts: 'alerts',
  acknowledgements: 'alerts',
  reviews: 'reviews',
  review_votes: 'reviews',
  trading_state: 'state',
  strategies: 'strategies',
  proposals: 'strategies',
  kept_strategies: 'strategies',
  operator_commands: 'commands',
  ticks: 'tick',
  snapshots: 'tick',
};

/** After a long absence nobody is told of each: everything may have changed. */
const mostEntries = 500;

/** Which kinds of things changed between two looks; empty where nothing did that has a number. */
export function changedBetween(db: Database, before: Marks, now: Marks): LiveKind[] {
  const kinds = new Set<LiveKind>();
  if (now.tick !== before.tick) kinds.add('tick');
  // A keeper writes the points of its books' series with its pulse.
  if (now.pulse !== before.pulse) kinds.add('pulses').add('series');
  // A ledger that was restored from a backup has fewer.
  if (now.entry < before.entry || now.entry - before.entry > mostEntries) return [...liveKinds];
  if (now.entry > before.entry) {
    const written = db.all<{ rows: string }>(
      sql`select rows from audit where number > ${before.entry} and number <= ${now.entry}`,
    );
    for (const { rows } of written)
      for (const [name] of JSON.parse(rows) as [string][]) kinds.add(kindOfTable[name] ?? 'system');
  }
  return [...kinds];
}
