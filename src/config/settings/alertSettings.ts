import type { AlertSeverity } from '../../model/alert.js';
import type { Milliseconds } from '../../model/units.js';

/** `alerts:` of ballast.yaml. Plain data: it is copied to another thread. Addresses are secret: never log one. */
export interface AlertSettings {
  /** null: the name of the machine. */
  name: string | null;
  sinks: readonly SinkSettings[];
  tell: Readonly<Record<AlertSeverity, readonly string[]>>;
  escalateTo: readonly string[];
  escalateAfter: Milliseconds;
  repeatEvery: Milliseconds;
  /** Minutes after midnight. */
  quiet: { from: number; to: number; zone: string } | null;
  perMinute: number;
  heartbeat: { url: string; every: Milliseconds } | null;
}

/** One receiver. Paths are absolute. */
export type SinkSettings = { name: string } & (
  | { kind: 'discord' | 'slack'; url: string }
  | { kind: 'webhook'; url: string; secretFile: string }
  | {
      kind: 'telegram';
      chat: string;
      /** null: the token of `telegram:`. */
      tokenFile: string | null;
      apiRoot: string | null;
    }
  | {
      kind: 'smtp';
      server: { host: string; port: number };
      from: string;
      to: readonly string[];
      login: { user: string; passwordFile: string } | null;
      caFile: string | null;
    }
);
