import { setTimeout as after } from 'node:timers/promises';
import { shortMessageOf } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { Reloads } from './reloads.js';

export interface KeepReloadingOptions {
  reloads: Reloads;
  log: Log;
  /** Milliseconds between two looks for what people have confirmed. */
  everyMs?: number;
}

/**
 * Takes what people confirm until `stop` fires, and the files each time `signalled` is called. Nothing of the keeper depends on it:
 * what goes wrong is told, and tried again with the next look.
 */
export function keepReloading(
  { reloads, log, everyMs = 250 }: KeepReloadingOptions,
  stop: AbortSignal,
): { stopped: Promise<void>; signalled: () => void } {
  let told = '';
  const safely = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      told = '';
    } catch (error) {
      const text = shortMessageOf(error);
      if (text !== told) log.warn({ at: 'reload', error: text }, 'proposals cannot be looked at');
      told = text;
    }
  };
  let asked = false;
  const keep = async (): Promise<void> => {
    while (!stop.aborted) {
      if (asked) {
        asked = false;
        await safely(() => reloads.takeFiles());
      }
      await safely(() => reloads.takeConfirmed());
      await after(everyMs, undefined, { signal: stop, ref: false }).catch(() => {});
    }
  };
  return {
    stopped: keep(),
    signalled: () => {
      asked = true;
    },
  };
}
