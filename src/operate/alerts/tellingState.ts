import { kindOf } from '../../model/alertKind.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { alertsSince, type RecordedAlert } from '../../record/queries/alerts.js';
import {
  deliveriesOf,
  listSinks,
  newestAcknowledgements,
  type RecordedDelivery,
  type RecordedSink,
} from '../../record/queries/alertTelling.js';
import { flapMemory } from './plan/flapping.js';
import type { AlertInPlay } from './plan/inPlay.js';

/** What is over for longer is told to nobody any more. */
export const longestMemory = 72 * 3_600_000;

/** All that a plan of what to tell stands on. */
export interface TellingState {
  alerts: readonly AlertInPlay[];
  recorded: ReadonlyMap<string, RecordedAlert>;
  told: readonly RecordedDelivery[];
  sinks: readonly RecordedSink[];
}

/** @param horizon what was over before is left out */
export async function readTelling(ledger: Ledger, horizon: UnixMillis): Promise<TellingState> {
  const found = await alertsSince(ledger, horizon);
  const ids = found.map(({ id }) => id);
  const taken = await newestAcknowledgements(ledger, ids);
  const alerts = found.map(
    ({ id, code, subject, openedAt, resolvedAt }): AlertInPlay => ({
      ...{ id, code, subject, openedAt, resolvedAt },
      severity: kindOf(code).severity,
      taken: taken.get(id) ?? null,
    }),
  );
  return {
    alerts,
    recorded: new Map(found.map((alert) => [alert.id, alert])),
    told: await deliveriesOf(ledger, ids),
    sinks: await listSinks(ledger),
  };
}

/** What was over before may be forgotten: nobody is to be told of anything older. */
export function nextHorizon({ alerts }: TellingState, waiting: ReadonlySet<string>, now: UnixMillis): UnixMillis {
  // An hour back: to see what comes and goes, and for alerts whose end another connection has dated and not yet written.
  const oldest = alerts.flatMap(({ id, resolvedAt }) => (resolvedAt !== null && waiting.has(id) ? resolvedAt : []));
  return unixMillis(
    Math.max(
      now - longestMemory,
      oldest.reduce((least, at) => Math.min(least, at), now - flapMemory),
    ),
  );
}
