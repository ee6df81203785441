import { shortMessageOf } from '../../model/error.js';
import { pause } from '../../observe/endpoints/pause.js';
import { doublingPause } from '../doublingPause.js';
import type { SideContext, SidePart } from './part.js';

export interface RunPartsOptions {
  context: SideContext;
  /** Every part is open. */
  opened: () => void;
  failed: (part: string, text: string) => void;
  /** It has run for a while, the first time or since it failed. */
  recovered: (part: string) => void;
  /** How long a part waits after its first failure in a row; twice as long after each further one. */
  pauseMs?: number;
  /** A part that has run this long is well. */
  wellMs?: number;
  /** All parts could open once: one that cannot any more has failed, and keeps no other from people. */
  isAgain?: boolean;
}

/**
 * Opens all parts and runs them beside each other until they are told to stop. One that fails, or ends by itself, is opened and run
 * again after a pause, and the others do not notice.
 * @throws what a part throws that cannot open to begin with, unless all are started again
 */
export async function runParts(parts: readonly SidePart[], options: RunPartsOptions): Promise<void> {
  const { context, opened, isAgain = false } = options;
  if (!isAgain) for (const part of parts) await part.open?.(context);
  opened();
  await Promise.all(parts.map((part) => keepRunning(part, options)));
}

async function keepRunning(part: SidePart, options: RunPartsOptions): Promise<void> {
  const { context, failed, recovered, pauseMs = 1_000, wellMs = 60_000, isAgain = false } = options;
  const { stop, log } = context;
  let failures = 0;
  let isWell = false;
  for (let isOpen = !isAgain; !stop.aborted; isOpen = false) {
    const well = setTimeout(() => {
      // The first time too: what an earlier thread, or daemon, has told of it is over.
      if (!isWell) recovered(part.name);
      isWell = true;
      failures = 0;
    }, wellMs);
    try {
      if (!isOpen) await part.open?.(context);
      await part.run(context);
      if (stop.aborted) return;
      throw new Error('it ended by itself');
    } catch (error) {
      if (stop.aborted) return;
      failures += 1;
      isWell = false;
      log.error({ at: part.name, error }, 'failed, and is started again');
      failed(part.name, shortMessageOf(error));
    } finally {
      clearTimeout(well);
    }
    await pause(doublingPause(failures, pauseMs), stop);
  }
}
