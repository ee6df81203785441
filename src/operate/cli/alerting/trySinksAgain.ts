import { BallastError } from '../../../model/error.js';
import { endSinkPause } from '../../../record/statements/deliveries.js';
import { type LedgerOptions, withLedger } from '../openLedgerFor.js';

/**
 * A daemon that leaves these receivers alone, since it could not reach them, tries them at once. Where no ledger can be written it does so by
 * itself after a while, and nobody is told: that is not what was asked for.
 */
export async function trySinksAgain(options: LedgerOptions, sinks: readonly string[]): Promise<void> {
  if (sinks.length === 0) return;
  try {
    await withLedger({ ...options, readonly: false }, (ledger) => ledger.commit(sinks.map(endSinkPause)));
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
  }
}
