import type { Pulse } from '../../model/pulse.js';
import type { Ledger } from '../../record/ledger.js';
import { openAlerts, type RecordedAlert } from '../../record/queries/alerts.js';
import { latestPulses } from '../../record/queries/pulses.js';
import { type DaemonState, daemonState } from '../daemonState.js';

/** What several views of one moment are made of: whoever asks for more than one of them reads it once. */
export interface Standing {
  daemon: DaemonState;
  /** Of the newest run. */
  pulses: readonly Pulse[];
  /** Open ones, the newest first. */
  alerts: readonly RecordedAlert[];
}

/** @param now - Unix ms. @throws DaemonLockError when it cannot be told whether a daemon runs */
export async function readStanding(ledger: Ledger, now: number): Promise<Standing> {
  const [daemon, pulses, alerts] = await Promise.all([
    daemonState(ledger, now),
    latestPulses(ledger),
    openAlerts(ledger),
  ]);
  return { daemon, pulses, alerts };
}
