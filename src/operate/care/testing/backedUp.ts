import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { unixMillis } from '../../../model/units.js';
import { openLedger } from '../../../record/ledger.js';
import { listOrders } from '../../../record/queries/listOrders.js';
import type { RecordedOrder } from '../../../record/queries/recordedOrder.js';
import { sampleOrder, workOf } from '../../../record/testing/sample.js';
import { backUp } from '../backUp.js';
import type { RestoreOptions } from '../restore.js';
import { type KeptLedger, keptLedger, noon } from './keptLedger.js';

type Finished = (forget: () => void) => void;

/** A ledger of one order, the backup of it, and how that is restored. */
export interface BackedUpLedger extends KeptLedger {
  backup: string;
  options: RestoreOptions;
}

export async function backedUp(onFinished: Finished): Promise<BackedUpLedger> {
  const kept = await keptLedger(onFinished);
  const { folder: backup } = await backUp({
    ...{ ledger: kept.file, settings: { file: kept.settings, keys: [] }, strategies: [kept.strategy] },
    ...{ to: join(kept.folder, 'backups'), version: '1', at: noon },
  });
  const options = { folder: backup, ledger: kept.file, chainIds: [31337], author: 'ana', at: unixMillis(noon + 1) };
  return { ...kept, backup, options };
}

/** What may be written since. */
export const tradeOn = ({ ledger }: KeptLedger): Promise<void> =>
  ledger.commit(workOf(sampleOrder({ createdAt: unixMillis(noon + 60_000) })));

/** The newest ten of a file that nobody has to write. */
export async function ordersIn(file: string): Promise<RecordedOrder[]> {
  const ledger = openLedger({ file, readonly: true });
  try {
    return await listOrders(ledger, { limit: 10 });
  } finally {
    ledger.close();
  }
}

/** Files of the ledger and of those that were put aside. */
export const beside = ({ folder }: KeptLedger): string[] =>
  readdirSync(folder)
    .filter((name) => /^ballast\.db(?!\.(?:lock|audit-key)$)/.test(name))
    .sort();
