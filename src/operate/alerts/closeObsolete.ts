import type { Settings } from '../../config/settings.js';
import type { Alarms } from '../../model/alert.js';
import type { Strategy } from '../../model/strategy.js';
import { chainSubject } from '../../observe/endpoints/endpointAlerts.js';
import type { Ledger } from '../../record/ledger.js';
import { openAlerts, type RecordedAlert } from '../../record/queries/alerts.js';
import { gasSubject } from '../../tick/gasWatch.js';
import type { SidePart } from '../side/part.js';
import { diskSubject } from '../watchDisk.js';

export interface CloseObsoleteOptions {
  ledger: Ledger;
  alarms: Pick<Alarms, 'resolve'>;
  settings: Pick<Settings, 'backup' | 'chains'>;
  /** The parts of the operator's side that ballast.yaml asks for. */
  parts: readonly Pick<SidePart, 'name'>[];
  /** The strategies that are kept from now on. */
  strategies: readonly KeptStrategy[];
}

type KeptStrategy = Pick<Strategy, 'name' | 'mode' | 'chain' | 'account' | 'elsewhere'>;

/**
 * Closes, when the daemon starts, the alerts of what is not there any more: a folder of backups that another has replaced, another
 * disk, a part that nobody asks for, a book that is not kept, an account that sends nothing. Whoever would close them never looks at them again.
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
      case 'VENUE_UNREAD':
        return !strategies.some(({ name }) => subject.startsWith(`${name} `));
      case 'RESCUE_FAILED':
        // Those of a book on a further chain are called after that too.
        return !strategies.some(({ name }) => subject.startsWith(`${name} `) || subject.startsWith(`${name}@`));
      case 'HEAD_OLD':
        return !strategies.flatMap(chainNames).some((name) => subject === chainSubjectOf(settings, name));
      case 'GAS_LOW':
        return !strategies.flatMap(accountsThatPay).includes(subject);
      case 'DISK_LOW':
        return subject !== diskSubject(ledger.file);
      default:
        return false;
    }
  };
  for (const { code, subject } of (await openAlerts(ledger)).filter(isOver)) await alarms.resolve({ code, subject });
}

const chainNames = ({ chain, elsewhere = [] }: KeptStrategy): string[] => [chain, ...elsewhere.map((one) => one.chain)];

const chainSubjectOf = ({ chains }: Pick<Settings, 'chains'>, name: string): string | null => {
  const chain = chains[name];
  return chain ? chainSubject(chain.id) : null;
};

/** As the alerts of their gas call them. */
const accountsThatPay = ({ mode, chain, account, elsewhere = [] }: KeptStrategy): string[] =>
  mode === 'live' ? [{ chain, account }, ...elsewhere].map((one) => gasSubject(one.account, one.chain)) : [];
