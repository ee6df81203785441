import type { Log } from '../../../model/log.js';
import type { Milliseconds } from '../../../model/units.js';
import { pause } from '../../../observe/endpoints/pause.js';
import { judge as judgeResponse, post } from '../sinks/post.js';

/** Whether ballast guards what it is to guard, and if not, why. */
export interface Health {
  isWell: boolean;
  /** Empty where all is well. */
  reasons: readonly string[];
}

export interface CallOutwardOptions {
  /** Secret. */
  url: string;
  every: Milliseconds;
  judge: () => Promise<Health>;
  log: Log;
  stop: AbortSignal;
  timeoutMs?: number;
}

/**
 * Calls a watch outside of this machine as long as all is well; it is the watch that tells people when no call comes. What is wrong is
 * told at once by a call to `/fail`, as healthchecks.io has it. A watch that cannot be reached is told in the log alone: it tells by itself.
 */
export async function callOutward(options: CallOutwardOptions): Promise<void> {
  const { url, every, judge, log, stop, timeoutMs = 10_000 } = options;
  let wasReached = true;
  while (!stop.aborted) {
    const health = await judge().catch((): Health => ({ isWell: false, reasons: ['the ledger cannot be read'] }));
    const response = health.isWell
      ? await post(url, null, { method: 'GET', timeoutMs, stop })
      : await post(failUrl(url), health.reasons.join('\n'), {
          ...{ timeoutMs, stop, headers: { 'content-type': 'text/plain; charset=utf-8' } },
        });
    const outcome = 'kind' in response ? response : judgeResponse(response);
    const isReached = outcome.kind === 'sent';
    if (!isReached && wasReached && !stop.aborted) {
      log.warn({ at: 'heartbeat outward', answer: outcome.answer }, 'the watch outside was not reached');
    }
    if (isReached && !wasReached) log.info({ at: 'heartbeat outward' }, 'the watch outside is reached again');
    wasReached = isReached;
    await pause(every, stop);
  }
}

/** `/fail` after the path, before what follows a question mark. */
function failUrl(url: string): string {
  const parsed = new URL(url);
  parsed.pathname = `${parsed.pathname.replace(/\/+$/, '')}/fail`;
  return parsed.href;
}
