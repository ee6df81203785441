import { and, eq, inArray } from 'drizzle-orm';
import type { Desk } from '../../model/desk.js';
import type { Mode } from '../../model/mode.js';
import type { UnixMillis } from '../../model/units.js';
import { ruleOf } from '../../plan/work/parentTerms.js';
import type { Ledger } from '../ledger.js';
import { reviews } from '../tables/reviews.js';
import { blockStates } from './blockStates.js';
import { openBreaks } from './breaks.js';
import { legsStates } from './legsStates.js';
import { longParents } from './newestChildren.js';
import { openParents } from './openParents.js';
import { listsById } from './parentOrders.js';
import { standingReviews } from './reviews.js';
import { workedParents } from './workedParents.js';

export interface DeskOf {
  strategy: string;
  /** All chains unless told. */
  chainId?: number;
  /** Orders that were asked for while the book was in another mode are not worked in this one; all of them unless told. */
  mode?: Mode;
}

/**
 * What people have asked for in a book, as a plan needs it; undefined when there is nothing. Asked at every block: where there is
 * nothing it is four lookups by an index.
 */
export async function deskOf(
  ledger: Ledger,
  { strategy, chainId, mode }: DeskOf,
  now: UnixMillis,
): Promise<Desk | undefined> {
  const here = { strategy, ...(chainId === undefined ? {} : { chainId }) };
  const open = await openParents(ledger, { ...here, ...(mode === undefined ? {} : { mode }) });
  const lists = [...new Set(open.flatMap(({ list }) => list ?? []))];
  const knownLists = await listsById(ledger, lists);
  const [parents, legs, reviews, breaks, blocks] = await Promise.all([
    workedParents(ledger, open, await longParents(ledger, open, knownLists)),
    legsStates(ledger, { ...here, ...(mode === undefined ? {} : { mode }) }, lists),
    standingReviews(ledger, here, now, await answeredOf(ledger, strategy, open.map(ruleOf))),
    openBreaks(ledger, here),
    blockStates(ledger, here),
  ]);
  const desk: Desk = { parents, lists: knownLists, legs, reviews, breaks, blocks };
  return Object.values(desk).some((part: readonly unknown[]) => part.length > 0) ? desk : undefined;
}

/** So many are asked about at once: a few, and nobody cares. */
const few = 500;

/** Of many orders, those that people have said anything of: hardly any, and then it is not asked of each. */
async function answeredOf({ db }: Ledger, strategy: string, rules: readonly string[]): Promise<readonly string[]> {
  if (rules.length <= few) return rules;
  const rows = await db
    .selectDistinct({ rule: reviews.rule })
    .from(reviews)
    .where(and(eq(reviews.strategy, strategy), inArray(reviews.status, ['Approved', 'Rejected'])));
  const answered = new Set(rows.map(({ rule }) => rule));
  return rules.filter((rule) => answered.has(rule));
}
