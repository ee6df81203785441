import { didYouMean } from '../../config/suggestion.js';
import { BallastError } from '../../model/error.js';
import type { Ledger } from '../../record/ledger.js';
import { strategiesSeen } from '../../record/queries/ticks.js';

/** The strategy that was asked for, or all that the ledger knows. @throws BallastError when it knows no such one. */
export async function booksAsked(ledger: Ledger, strategy: string | undefined): Promise<string[]> {
  const seen = await strategiesSeen(ledger);
  if (strategy === undefined) return seen;
  if (seen.includes(strategy)) return [strategy];
  const mend = seen.length > 0 ? didYouMean(strategy, seen) : 'nothing has been watched yet';
  throw new BallastError(`the ledger knows no strategy \`${strategy}\``, { mend });
}
