import type { Address } from 'viem';
import type { VenueId } from '../model/instrument.js';
import type { KeyPolicy, SigningBudget } from '../model/keyPolicy.js';
import type { LevelLimits } from '../model/limits.js';
import type { SequencerFeed } from '../model/sequencer.js';
import type { Milliseconds } from '../model/units.js';
import type { TokenDeclaration } from '../venues/venue.js';
import type { AlertSettings } from './settings/alertSettings.js';
import type { BackupSettings } from './settings/backupSchema.js';
import type { ConsoleSettings } from './settings/consoleSchema.js';
import type { MetricsSettings } from './settings/metricsSchema.js';
import type { TelegramSettings } from './settings/telegramSchema.js';

/** What ballast.yaml says, checked. Paths are absolute. */
export interface Settings {
  file: string;
  chains: Readonly<Record<string, ChainSettings>>;
  ledger: LedgerSettings;
  keys: readonly KeySettings[];
  /** Limits above those of strategies: of everybody, and of accounts. Empty where none are set. */
  above: readonly LevelLimits[];
  /** Who is told of alerts; absent: nobody. */
  alerts?: AlertSettings;
  /** Backups that the daemon makes by itself; absent: it makes none. */
  backup?: BackupSettings;
  /** The web page and the API; absent: the daemon listens on no port. */
  console?: ConsoleSettings;
  /** Where Prometheus asks; absent: on the console alone. */
  metrics?: MetricsSettings;
  /** Remote control by a Telegram bot; absent: there is none. */
  telegram?: TelegramSettings;
}

export interface ChainSettings {
  name: string;
  id: number;
  /** In the order of preference; each may carry an API key: never log one. */
  endpoints: readonly string[];
  /** Blocks that make a mined transaction final, its own included. */
  confirmations: number;
  /** A newest block older than this, against the clock, is stale. */
  headAge: Milliseconds;
  /** Symbol of the token that gas is paid in. */
  gasToken: string;
  multicall3: Address;
  /** The feed of the rollup's sequencer; absent where none is declared. */
  sequencer?: SequencerFeed;
  tokens: Readonly<Record<string, TokenDeclaration>>;
  /** What each venue's own `deployment` schema made of its entry; a venue that needs no entry is always there. */
  venues: Readonly<Record<VenueId, unknown>>;
}

export interface LedgerSettings {
  file: string;
  /** How long whole snapshots are kept; decisions, orders and fills always are. */
  keep: Milliseconds;
  /** How often a tick that decided nothing is recorded. */
  sampleEvery: Milliseconds;
}

/** Where the key of an account is, and what it may sign at most. */
export interface KeySettings {
  account: Address;
  backEnd: KeyBackEnd;
  policy?: KeyPolicyDraft;
}

/** Who signs: a keystore that this process unlocks, or a signer elsewhere, whose URL may carry a token: never log it. */
export type KeyBackEnd = { kind: 'keystore'; file: string; password: PasswordSource } | { kind: 'remote'; url: string };

/** Where a keystore's password comes from; `credential` is the name of one that systemd hands over. */
export type PasswordSource = { from: 'file'; file: string } | { from: 'credential'; name: string } | { from: 'prompt' };

/** What the operator stated of a key's policy. What is left out is taken from the strategy's limits. */
export interface KeyPolicyDraft {
  profile?: KeyPolicy['profile'];
  transaction?: Partial<SigningBudget>;
  day?: Partial<SigningBudget>;
  /** Other accounts of `keys:`. */
  transfersTo?: readonly Address[];
}
