import type { Alarms } from '../model/alert.js';
import { endpointSubject } from '../observe/endpoints/endpointAlerts.js';
import type { EndpointPool } from '../observe/endpoints/endpointPool.js';
import type { Ledger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';

/** Closes what an earlier run has said of endpoints that are not the chain's any more: nobody looks at them again. */
export async function forgetEndpoints(ledger: Ledger, alarms: Alarms, pool: EndpointPool): Promise<void> {
  const known = new Set(pool.state().map(({ label }) => endpointSubject(label, pool.chainId)));
  for (const { code, subject } of await openAlerts(ledger)) {
    if (!code.startsWith('ENDPOINT_') || known.has(subject)) continue;
    if (subject.endsWith(endpointSubject('', pool.chainId))) await alarms.resolve({ code, subject });
  }
}
