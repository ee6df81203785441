import type { Log } from '../../../model/log.js';
import type { Milliseconds } from '../../../model/units.js';
import { pause } from '../../../observe/endpoints/pause.js';
import type { Health } from '../../monitoring/health.js';
import { judge as judgeResponse, post } from '../sinks/post.js';

export interface CallOutwardOptions {
  /** Secret. */
  url: string;
  every: Milliseconds;
  judge: () => Promise<Pick<Health, 'ready' | 'reasons'>>;
  /** Milliseconds by a clock that nobody sets. */
  elapsed: () => number;
  log: Log;
  stop: AbortSignal;
  timeoutMs?: number;
  /** How long something must be wrong before a person is woken for it. */
  patienceMs?: number;
}

/**
 * Calls a watch outside of this machine as long as all is well; it is the watch that tells people when no call comes. What is wrong for a
 * minute is told by a call to `/fail`, as healthchecks.io has it; in that minute, which a start and a reconnect take too, it is not called at
 * all. A watch that cannot be reached is told in the log alone: it tells by itself.
 */
export async function callOutward(options: CallOutwardOptions): Promise<void> {
  const { url, every, judge, elapsed, log, stop, timeoutMs = 10_000, patienceMs = 60_000 } = options;
  let wasReached = true;
  let wrongSince: number | null = null;
  while (!stop.aborted) {
    const { ready, reasons } = await judge();
    wrongSince = ready ? null : (wrongSince ?? elapsed());
    if (wrongSince === null || elapsed() - wrongSince >= patienceMs) {
      const response = ready
        ? await post(url, null, { method: 'GET', timeoutMs, stop })
        : await post(failUrl(url), reasons.join('\n'), {
            ...{ timeoutMs, stop, headers: { 'content-type': 'text/plain; charset=utf-8' } },
          });
      const outcome = 'kind' in response ? response : judgeResponse(response);
      const isReached = outcome.kind === 'sent';
      if (!isReached && wasReached && !stop.aborted) {
        log.warn({ at: 'heartbeat outward', answer: outcome.answer }, 'the watch outside was not reached');
      }
      if (isReached && !wasReached) log.info({ at: 'heartbeat outward' }, 'the watch outside is reached again');
      wasReached = isReached;
    }
    await pause(every, stop);
  }
}

/** `/fail` after the path, before what follows a question mark. */
function failUrl(url: string): string {
  const parsed = new URL(url);
  parsed.pathname = `${parsed.pathname.replace(/\/+$/, '')}/fail`;
  return parsed.href;
}
