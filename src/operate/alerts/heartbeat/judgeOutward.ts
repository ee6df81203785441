import { kindOf } from '../../../model/alertKind.js';
import type { UnixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { openAlerts } from '../../../record/queries/alerts.js';
import { deliveriesOf, newestAcknowledgements } from '../../../record/queries/alertTelling.js';
import type { Health } from '../../monitoring/health.js';
import { readHealth } from '../../monitoring/readHealth.js';
import { duration } from '../../words/numbers.js';
import { holds } from '../readAlertList.js';

export interface JudgeOutwardOptions {
  now: UnixMillis;
  /** The names of who is told of critical alerts at once. Where there are none, nobody is to hear of them. */
  tell: readonly string[];
}

/** By then each receiver was tried several times. */
const unheardAfterMs = 5 * 60_000;

/**
 * What a watch outside is told: how the keeper is, and whether people hear of what is critical. The second is no business of `/readyz`: no
 * restart mends it.
 */
export async function judgeOutward(
  ledger: Ledger,
  { now, tell }: JudgeOutwardOptions,
): Promise<Pick<Health, 'ready' | 'reasons'>> {
  const health = await readHealth(ledger, now);
  const reasons = [...health.reasons, ...(tell.length === 0 ? [] : await unheard(ledger, now))];
  return { ready: reasons.length === 0, reasons };
}

/** Why people are called by the watch: critical alerts that no receiver has taken, and nobody has taken on. */
async function unheard(ledger: Ledger, now: UnixMillis): Promise<string[]> {
  try {
    const old = (await openAlerts(ledger)).filter(
      ({ code, openedAt }) => kindOf(code).severity === 'critical' && now - openedAt >= unheardAfterMs,
    );
    const ids = old.map(({ id }) => id);
    const [told, taken] = await Promise.all([deliveriesOf(ledger, ids), newestAcknowledgements(ledger, ids)]);
    const heard = new Set(told.flatMap(({ alert, state }) => (state === 'Sent' ? alert : [])));
    const lost = old.filter(({ id }) => !heard.has(id) && !holds(taken.get(id), now));
    // The newest are first.
    const oldest = lost.at(-1);
    if (!oldest) return [];
    const count = lost.length === 1 ? 'one is open' : `${lost.length} are open`;
    return [
      `critical alerts reach nobody: ${count} that no receiver has taken, ${oldest.code} for ${duration(now - oldest.openedAt)}`,
    ];
  } catch {
    return ['its alerts cannot be read'];
  }
}
