import type { Pulse } from '../../model/pulse.js';
import type { Statement } from '../ledger.js';
import { pulses } from '../tables/pulses.js';

/** The newest takes the place of the one before. */
export const replacePulse =
  (pulse: Pulse): Statement =>
  (db, holder) => {
    const row = { holder, pulse, at: pulse.writtenAt };
    return db
      .insert(pulses)
      .values({ chainId: pulse.chainId, ...row })
      .onConflictDoUpdate({ target: pulses.chainId, set: row });
  };
