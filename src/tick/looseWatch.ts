import type { Alarms } from '../model/alert.js';
import type { Snapshot } from '../model/snapshot.js';
import type { UnixMillis } from '../model/units.js';
import { sayLoose } from '../plan/sayLoose.js';
import type { Ledger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { looseNow, looseSubject, looseSubjectsOf } from './looseNow.js';
import type { Seen } from './observeBlock.js';

export interface LooseWatchOptions {
  ledger: Ledger;
  alarms: Alarms;
  now: () => UnixMillis;
}

/**
 * Alerts of what a row of steps that broke off has left in the wallet, a row each, until a later order has used it or put it back,
 * or the wallet holds it no more. Where not all was read, nothing is said to be over.
 */
export function createLooseWatch({ ledger, alarms, now }: LooseWatchOptions): (seen: Seen) => Promise<void> {
  async function look(snapshot: Snapshot): Promise<void> {
    const { account, chainId } = snapshot;
    const { loose, orders } = await looseNow(ledger, snapshot, now());
    const standing = new Set<string>();
    for (const programme of new Set(loose.map((lot) => lot.programme))) {
      const subject = looseSubject(account, chainId, programme);
      standing.add(subject);
      const lots = loose.filter((lot) => lot.programme === programme);
      await alarms.raise({ code: 'LOOSE_COLLATERAL', subject, text: sayLoose(lots, orders) });
    }
    if (snapshot.unread.length > 0) return;
    for (const { code, subject } of await openAlerts(ledger)) {
      const isOurs = code === 'LOOSE_COLLATERAL' && subject.startsWith(looseSubjectsOf(account, chainId));
      if (isOurs && !standing.has(subject)) await alarms.resolve({ code, subject });
    }
  }

  return async ({ taken }) => {
    // Two books of one account see the same wallet; what one of them cannot tell the other may.
    for (const { snapshot } of taken) await look(snapshot);
  };
}
