import { dirname, resolve } from 'node:path';
import type { LevelLimits } from '../../model/limits.js';
import type { VenueKind } from '../../venues/venue.js';
import { type Check, type Fields, readFields, readMap, readValue, reportUnknownKeys } from '../readFields.js';
import type { ChainSettings, Settings } from '../settings.js';
import { underlyingsDeclared } from '../strategy/underlyingsKnown.js';
import type { AlertSettings } from './alertSettings.js';
import type { BackupSettings } from './backupSchema.js';
import type { ConsoleSettings } from './consoleSchema.js';
import type { MetricsSettings } from './metricsSchema.js';
import { readAlerts } from './readAlerts.js';
import { readBackup } from './readBackup.js';
import { type ChainDraft, readChain } from './readChain.js';
import { readConsole } from './readConsole.js';
import { type KeyDraft, readKeys } from './readKeys.js';
import { readLevels } from './readLevels.js';
import { readMetrics } from './readMetrics.js';
import { readTelegram } from './readTelegram.js';
import { ledgerShape, settingsFields } from './schema.js';
import type { TelegramSettings } from './telegramSchema.js';

/** ballast.yaml as far as it could be understood; everything that could not is reported. */
export interface SettingsDraft {
  file: string;
  chains: readonly ChainDraft[];
  ledger: Fields<typeof ledgerShape>;
  /** null when the list could not be understood. */
  keys: readonly KeyDraft[] | null;
  /** As far as they could be understood: what could not is reported. */
  above: readonly LevelLimits[];
  /** Absent: nobody is told. null when it could not be understood. */
  alerts?: AlertSettings | null;
  /** Absent: nothing is backed up by itself. null when it could not be understood. */
  backup?: BackupSettings | null;
  /** Absent: it listens on no port. null when it could not be understood. */
  console?: ConsoleSettings | null;
  /** Absent: nobody is told of metrics. null when it could not be understood. */
  metrics?: MetricsSettings | null;
  /** Absent: there is no bot. null when it could not be understood. */
  telegram?: TelegramSettings | null;
}

/** @param check Of ballast.yaml. Relative paths in it are taken from the folder it is in. */
export function readSettings(check: Check, kinds: readonly VenueKind[]): SettingsDraft {
  const { file, value } = check.yaml;
  const map = readMap(check, [], value);
  if (!map) return { file, chains: [], ledger: {}, keys: null, above: [] };
  reportUnknownKeys(check, [], Object.keys(map), Object.keys(settingsFields));
  const ledger = readFields(check, ['ledger'], map['ledger'] ?? {}, ledgerShape);
  const chains = readChains(check, map['chains'], kinds);
  const backup = readBackup(check, map['backup']);
  const console = readConsole(check, map['console']);
  const metrics = readMetrics(check, map['metrics']);
  const telegram = readTelegram(check, map['telegram']);
  const hasBot = map['telegram'] !== undefined && map['telegram'] !== null;
  const alerts = readAlerts(check, map['alerts'], hasBot ? { apiRoot: telegram?.apiRoot ?? null } : null);
  return {
    file,
    chains,
    ledger: ledger.file === undefined ? ledger : { ...ledger, file: besides(file, ledger.file) },
    keys: readKeys(check, map['keys']),
    above: readLevels(check, map, kinds, underlyingsDeclared(chains, kinds)),
    ...(alerts === undefined ? {} : { alerts }),
    ...(backup === undefined ? {} : { backup }),
    ...(console === undefined ? {} : { console }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(telegram === undefined ? {} : { telegram }),
  };
}

/** null when something is missing; it has been reported then. */
export function completeSettings(draft: SettingsDraft): Settings | null {
  const { file, chains, ledger, keys, above, alerts } = draft;
  const complete = chains.map(completeChain);
  const { file: database, keep, sampleEvery } = ledger;
  if (database === undefined || keep === undefined || sampleEvery === undefined || keys === null) return null;
  if (
    alerts === null ||
    draft.console === null ||
    draft.telegram === null ||
    draft.metrics === null ||
    draft.backup === null
  )
    return null;
  const whole = complete.filter((chain) => chain !== null);
  if (whole.length < complete.length) return null;
  return {
    file,
    chains: Object.fromEntries(whole.map((chain) => [chain.name, chain])),
    ledger: { file: database, keep, sampleEvery },
    keys: keys.map(({ gasTokens: _, ...key }) => key),
    above,
    ...(alerts === undefined ? {} : { alerts }),
    ...(draft.backup === undefined ? {} : { backup: draft.backup }),
    ...(draft.console === undefined ? {} : { console: draft.console }),
    ...(draft.metrics === undefined ? {} : { metrics: draft.metrics }),
    ...(draft.telegram === undefined ? {} : { telegram: draft.telegram }),
  };
}

function completeChain(draft: ChainDraft): ChainSettings | null {
  const { name, id, endpoints, confirmations, headAge, gasToken, multicall3, sequencer, tokens, venues } = draft;
  if (id === undefined || endpoints === undefined || confirmations === undefined) return null;
  if (headAge === undefined || gasToken === undefined || multicall3 === undefined || tokens === null) return null;
  if (sequencer === null) return null;
  const deployments = Object.entries(venues).map(([venue, found]) => [venue, found?.deployment] as const);
  const stated = {
    name,
    id,
    endpoints,
    confirmations,
    headAge,
    gasToken,
    multicall3,
    tokens,
    ...(sequencer ? { sequencer } : {}),
  };
  return { ...stated, venues: Object.fromEntries(deployments) };
}

function readChains(check: Check, given: unknown, kinds: readonly VenueKind[]): ChainDraft[] {
  if (given === undefined || given === null) {
    readValue(check, ['chains'], given, settingsFields.chains);
    return [];
  }
  const map = readMap(check, ['chains'], given) ?? {};
  return Object.entries(map).map(([name, entry]) => readChain(check, name, entry, kinds));
}

const besides = (file: string, path: string): string => resolve(dirname(file), path);
