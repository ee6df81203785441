import { asc, eq } from 'drizzle-orm';
import type { Pulse } from '../../model/pulse.js';
import type { Ledger } from '../ledger.js';
import { pulses } from '../tables/pulses.js';
import { latestRun } from './latestRun.js';

/**
 * The newest pulse of each chain that the newest run keeps, by the chain's name: what an earlier run has left behind of a chain that
 * is kept no longer is told to nobody. Where no start is recorded, all there are.
 */
export async function latestPulses(ledger: Ledger): Promise<Pulse[]> {
  const run = await latestRun(ledger);
  const rows = await ledger.db
    .select({ pulse: pulses.pulse })
    .from(pulses)
    .where(run && eq(pulses.holder, run.id))
    .orderBy(asc(pulses.chainId));
  return rows.map(({ pulse }) => pulse).sort((a, b) => (a.chain < b.chain ? -1 : 1));
}
