import { asc } from 'drizzle-orm';
import type { Pulse } from '../../model/pulse.js';
import type { Ledger } from '../ledger.js';
import { pulses } from '../tables/pulses.js';

/** The newest pulse of each chain that was ever kept on this ledger, by the chain's name. */
export async function latestPulses(ledger: Ledger): Promise<Pulse[]> {
  const rows = await ledger.db.select({ pulse: pulses.pulse }).from(pulses).orderBy(asc(pulses.chainId));
  return rows.map(({ pulse }) => pulse).sort((a, b) => (a.chain < b.chain ? -1 : 1));
}
