import { bookName } from '../../chains/strategyOn.js';
import type { Settings } from '../../config/settings.js';
import type { Alarms } from '../../model/alert.js';
import type { ChainWatch, Strategy } from '../../model/strategy.js';
import type { Ledger } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import type { SidePart } from '../side/part.js';
import { isObsolete, type KeptBook } from './isObsolete.js';

export interface CloseObsoleteOptions {
  ledger: Ledger;
  alarms: Pick<Alarms, 'resolve'>;
  settings: Pick<Settings, 'alerts' | 'backup' | 'chains'>;
  /** The parts of the operator's side that ballast.yaml asks for. */
  parts: readonly Pick<SidePart, 'name'>[];
  /** The strategies that are kept from now on. */
  strategies: readonly KeptStrategy[];
}

interface KeptStrategy extends Pick<Strategy, 'name' | 'mode' | 'chain' | 'account'> {
  elsewhere?: readonly Pick<ChainWatch, 'chain' | 'account'>[];
}

/**
 * Closes, when the daemon starts, the alerts of what is not there any more: a chain, a book, a key, a folder of backups or a receiver that
 * ballast.yaml and the strategies name no more. Whoever would close them never looks at them again. `isObsolete` judges each kind.
 */
export async function closeObsolete(options: CloseObsoleteOptions): Promise<void> {
  const { ledger, alarms, settings, parts, strategies } = options;
  const [open, trading] = await Promise.all([openAlerts(ledger), currentTradingState(ledger)]);
  const kept = {
    ledgerFile: ledger.file,
    backupsTo: settings.backup?.to,
    parts: parts.map(({ name }) => name),
    sinks: (settings.alerts?.sinks ?? []).map(({ name }) => name),
    strategies: strategies.map(({ name }) => name),
    books: strategies.flatMap((strategy) => booksOf(strategy, settings.chains)),
    resumedAt: trading.state === 'active' ? trading.at : null,
  };
  for (const alert of open) {
    const { code, subject } = alert;
    // Another version may have opened it, for what this one knows nothing of.
    if (Object.hasOwn(isObsolete, code) && isObsolete[code](alert, kept)) await alarms.resolve({ code, subject });
  }
}

/** A strategy has a book on each of its chains. */
function booksOf(
  { name, mode, chain: first, account: there, elsewhere = [] }: KeptStrategy,
  chains: Settings['chains'],
): KeptBook[] {
  return [{ chain: first, account: there }, ...elsewhere].flatMap(({ chain, account }) => {
    const settings = chains[chain];
    const book = { name, chain, ...(chain === first ? {} : { home: first }) };
    return settings ? [{ name: bookName(book), chain, chainId: settings.id, account, isLive: mode === 'live' }] : [];
  });
}
