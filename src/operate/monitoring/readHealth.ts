import type { Ledger } from '../../record/ledger.js';
import { latestRun } from '../../record/queries/latestRun.js';
import { latestPulses } from '../../record/queries/pulses.js';
import { type Health, healthOf } from './health.js';

/** How the keeper of a ledger is, as far as the ledger tells. A ledger that cannot be read is no keeper's. */
export async function readHealth(ledger: Ledger, now: number): Promise<Health> {
  try {
    const [run, pulses] = await Promise.all([latestRun(ledger), latestPulses(ledger)]);
    const known = run && { startedAt: run.startedAt, seenAt: run.seenAt, endedAt: run.endedAt };
    return healthOf({ now, run: known, pulses });
  } catch {
    return { live: false, ready: false, reasons: ['the ledger cannot be read'] };
  }
}
