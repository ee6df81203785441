import type { UnixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { latestRun } from '../../../record/queries/latestRun.js';
import { latestPulses } from '../../../record/queries/pulses.js';
import { duration } from '../../words/numbers.js';
import type { Health } from './callOutward.js';

/** A loop that has not said anything for so long hangs, or is gone. */
const silentMs = 60_000;

/** Whether every chain of the newest start is followed: its loop speaks, its newest block is young, enough endpoints are well. */
export async function healthNow(ledger: Ledger, now: UnixMillis): Promise<Health> {
  const [run, pulses] = await Promise.all([latestRun(ledger), latestPulses(ledger)]);
  const kept = pulses.filter(({ startedAt }) => run !== undefined && startedAt >= run.startedAt);
  if (kept.length === 0) return { isWell: false, reasons: ['no chain is followed yet'] };
  const reasons = kept.flatMap(({ chain, writtenAt, headAgeMs, maxHeadAgeMs, quorum }) => {
    const since = now - writtenAt;
    if (since > silentMs) return [`${chain}: its loop has said nothing for ${duration(since)}`];
    if (headAgeMs === null) return [`${chain}: no block was seen yet`];
    if (headAgeMs + since > maxHeadAgeMs) return [`${chain}: its newest block is ${duration(headAgeMs + since)} old`];
    if (quorum.available === 0) return [`${chain}: no endpoint is well`];
    return [];
  });
  return { isWell: reasons.length === 0, reasons };
}
