import type { Log } from '../model/log.js';
import { HOUR } from '../model/time.js';
import type { Milliseconds, UnixMillis } from '../model/units.js';
import { isDue } from './isDue.js';
import type { Ledger } from './ledger.js';
import { prune } from './prune.js';

export interface RetentionOptions {
  ledger: Ledger;
  /** How long whole snapshots are kept. */
  keepFor: Milliseconds;
  now: () => UnixMillis;
  log: Log;
}

/** Ticks dropped at a time; what is left waits for the next tick. */
const most = 1_000;

/** Asked at every tick, prunes once an hour. */
export function createRetention({ ledger, keepFor, now, log }: RetentionOptions): () => Promise<void> {
  let prunedAt: UnixMillis | undefined;
  return async () => {
    const at = now();
    if (!isDue(prunedAt, HOUR, at)) return;
    const { ticks, snapshots, forecasts, more } = await prune(ledger, {
      keep: keepFor,
      keepDecided: keepFor,
      now: at,
      most,
    });
    if (!more) prunedAt = at;
    if (ticks + snapshots + forecasts > 0)
      log.info({ at: 'retention', ticks, snapshots, forecasts }, 'dropped what is old');
  };
}
