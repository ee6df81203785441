import type { Desk } from '../../model/desk.js';
import type { Mode } from '../../model/strategy.js';
import type { UnixMillis } from '../../model/units.js';
import { ruleOf } from '../../plan/work/parentTerms.js';
import type { Ledger } from '../ledger.js';
import { blockStates } from './blockStates.js';
import { openBreaks } from './breaks.js';
import { legsStates } from './legsStates.js';
import { listsById, parentOrders } from './parentOrders.js';
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
  const found = await parentOrders(ledger, { ...here, open: true, ...(mode === undefined ? {} : { mode }) });
  const open = found.reverse();
  const lists = [...new Set(open.flatMap(({ list }) => list ?? []))];
  const [parents, knownLists, legs, reviews, breaks, blocks] = await Promise.all([
    workedParents(ledger, open),
    listsById(ledger, lists),
    legsStates(ledger, { ...here, ...(mode === undefined ? {} : { mode }) }, lists),
    standingReviews(ledger, strategy, now, open.map(ruleOf)),
    openBreaks(ledger, here),
    blockStates(ledger, here),
  ]);
  const desk: Desk = { parents, lists: knownLists, legs, reviews, breaks, blocks };
  return Object.values(desk).some((part: readonly unknown[]) => part.length > 0) ? desk : undefined;
}
