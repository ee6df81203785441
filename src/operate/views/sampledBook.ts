import type { MarginAccount } from '../../model/marginAccount.js';
import type { RiskReport } from '../../model/riskReport.js';
import type { Ledger } from '../../record/ledger.js';
import { holdingsAt } from '../../record/queries/holdings.js';
import type { RecordedTick } from '../../record/queries/recordedTick.js';
import { latestTick, marginAccountsAt, riskAt } from '../../record/queries/ticks.js';
import type { Environment } from '../books/bookRules.js';
import { type BookGlance, bookAtAGlance } from './bookAtAGlance.js';

/** What is known of a book at one recorded tick: all of it the same until there is another. */
export interface SampledBook {
  tick: RecordedTick;
  risk: RiskReport | undefined;
  accounts: readonly MarginAccount[];
  glance: BookGlance;
  /** When what is held was written down, by which rules are judged; null before. */
  heldAt: number | null;
}

const sampled = new WeakMap<Ledger, Map<string, SampledBook>>();

/** The newest sample of a book, with what its rules say at it; undefined before the first. It is worked out once. */
export async function sampledBook(
  ledger: Ledger,
  strategy: string,
  env: Environment,
): Promise<SampledBook | undefined> {
  const tick = await latestTick(ledger, strategy);
  if (!tick) return undefined;
  const known = sampled.get(ledger) ?? new Map<string, SampledBook>();
  sampled.set(ledger, known);
  const before = known.get(strategy);
  if (before?.tick.id === tick.id && before.risk?.deep) return before;
  // A sample is completed after its tick is written, once what the tick sends is settled: until then it is what it was.
  const [heldAt, risk] = await Promise.all([holdingsAt(ledger, strategy), riskAt(ledger, tick.id)]);
  if (before?.tick.id === tick.id && before.heldAt === heldAt && !risk?.deep) return before;
  const [accounts, glance] = await Promise.all([
    marginAccountsAt(ledger, tick.id),
    bookAtAGlance(ledger, strategy, env),
  ]);
  const book = { tick, risk, accounts, glance, heldAt };
  known.set(strategy, book);
  return book;
}
