import { strategyOfBook } from '../../chains/strategyOn.js';
import type { Pulse } from '../../model/pulse.js';

/** A book, and whether the newest run keeps it. */
export interface SeenBook<Seen> {
  book: Seen;
  isKept: boolean;
}

/**
 * Books that were ever seen, those that are kept now before the others, and otherwise as they are given. One on a further chain is kept
 * with its strategy.
 * @param pulses - Of the newest run. Before its first one nobody has said what is kept: then every book counts as kept.
 */
export function keptFirst<Seen extends { strategy: string }>(
  books: readonly Seen[],
  pulses: readonly Pick<Pulse, 'books'>[],
): SeenBook<Seen>[] {
  const kept = new Set(pulses.flatMap((pulse) => pulse.books));
  const seen = books.map((book) => ({ book, isKept: pulses.length === 0 || kept.has(strategyOfBook(book.strategy)) }));
  return [...seen.filter(({ isKept }) => isKept), ...seen.filter(({ isKept }) => !isKept)];
}
