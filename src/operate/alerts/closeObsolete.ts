import type { Settings } from '../../config/settings.js';
import type { Alarms } from '../../model/alert.js';
import type { Ledger } from '../../record/ledger.js';
import { openAlerts, type RecordedAlert } from '../../record/queries/alerts.js';
import type { SidePart } from '../side/part.js';

export interface CloseObsoleteOptions {
  ledger: Ledger;
  alarms: Pick<Alarms, 'resolve'>;
  settings: Pick<Settings, 'backup'>;
  /** The parts of the operator's side that ballast.yaml asks for. */
  parts: readonly Pick<SidePart, 'name'>[];
  /** The strategies that are kept from now on. */
  strategies: readonly { name: string }[];
}

/**
 * Closes, when the daemon starts, the alerts of what is not there any more: a folder of backups that another has replaced, a part that
 * nobody asks for, a book that is not kept. Whoever would close them never looks at them again.
 */
export async function closeObsolete({
  ledger,
  alarms,
  settings,
  parts,
  strategies,
}: CloseObsoleteOptions): Promise<void> {
  const isOver = ({ code, subject }: RecordedAlert): boolean => {
    switch (code) {
      case 'BACKUP_FAILED':
        return subject !== settings.backup?.to;
      case 'OPERATOR_SIDE_FAILED':
        // Of the whole side the thread itself is the judge, where there is one.
        return !parts.some(({ name }) => name === subject) && (parts.length === 0 || subject !== 'operator side');
      case 'HEALTH_LOW':
        return !strategies.some(({ name }) => subject.startsWith(`${name} `));
      default:
        return false;
    }
  };
  for (const { code, subject } of (await openAlerts(ledger)).filter(isOver)) await alarms.resolve({ code, subject });
}
