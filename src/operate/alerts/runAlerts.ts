import { hostname } from 'node:os';
import { sql } from 'drizzle-orm';
import type { AlertSettings } from '../../config/settings/alertSettings.js';
import type { Settings } from '../../config/settings.js';
import { pause } from '../../observe/endpoints/pause.js';
import { LedgerError } from '../../record/errors.js';
import type { Ledger } from '../../record/ledger.js';
import type { SideContext } from '../side/part.js';
import { createSinks } from './createSinks.js';
import { callOutward } from './heartbeat/callOutward.js';
import { judgeOutward } from './heartbeat/judgeOutward.js';
import type { Place } from './say/told.js';
import type { SinkSecrets } from './sinkSecrets.js';
import { type AlertTeller, createAlertTeller } from './tellAlerts.js';
import { watchBooks } from './watch/watchBooks.js';

/** How often it is looked whether somebody has written to the ledger. */
const lookEveryMs = 200;
/** So often it is planned anew, whoever has written: pauses, quiet hours and escalations end by the clock. */
const planEveryMs = 1_000;
/** Of thousands of open alerts a plan takes a while: it rests so many times as long, and leaves the machine to others. */
const restFor = 5;
/** What is on its way when all stops may still arrive for so long. */
const farewellMs = 3_000;

/** Tells people of alerts until it is told to stop. However it ends, nothing of it runs on. @throws LedgerError that no waiting mends */
export async function runAlerts(
  context: SideContext,
  alerts: AlertSettings,
  secrets: ReadonlyMap<string, SinkSecrets>,
): Promise<void> {
  const { ledger, settings, now, log, stop } = context;
  const cut = new AbortController();
  const over = new AbortController();
  const ending = AbortSignal.any([stop, over.signal]);
  const elapsed = () => performance.now();
  const { tell, escalateTo, escalateAfter, repeatEvery, quiet, perMinute } = alerts;
  const teller = await createAlertTeller({
    ...{ ledger, now, log, stop: cut.signal, chance: Math.random, place: placeOf(settings, alerts) },
    sinks: createSinks(alerts.sinks, secrets, now),
    rules: { tell, escalateTo, escalateAfter, repeatEvery, quiet, perMinute },
    elapsed,
  });
  const { readOverview } = await import('../views/overview.js');
  const { heartbeat } = alerts;
  const judge = () => judgeOutward(ledger, { now: now(), tell: tell.critical });
  const outward = heartbeat ? callOutward({ ...heartbeat, judge, elapsed, log, stop: ending }) : Promise.resolve();
  const { env } = context.knowledge;
  const read = () => readOverview(ledger, { now: now(), env });
  const watching = watchBooks({ ledger, read, now, elapsed, log, stop: ending });
  try {
    await keepPlanning(teller, ledger, stop);
  } finally {
    over.abort();
    await Promise.race([teller.settled(), pause(farewellMs, new AbortController().signal)]);
    cut.abort();
    await Promise.all([teller.settled(), outward, watching]);
  }
}

async function keepPlanning(teller: AlertTeller, ledger: Ledger, stop: AbortSignal): Promise<void> {
  let version = -1;
  let planned = Number.NEGATIVE_INFINITY;
  let rested = Number.NEGATIVE_INFINITY;
  while (!stop.aborted) {
    try {
      const found = versionOf(ledger);
      if (performance.now() >= rested && (found !== version || performance.now() - planned >= planEveryMs)) {
        version = found;
        planned = performance.now();
        await teller.turn();
        rested = performance.now() + restFor * (performance.now() - planned);
      }
    } catch (error) {
      // Somebody holds the ledger, a backup perhaps: nothing is lost, it is planned again in a moment.
      if (!(error instanceof LedgerError && error.retryable)) throw error;
    }
    await pause(lookEveryMs, stop);
  }
}

/** Changes whenever another connection has written. */
const versionOf = ({ db }: Ledger): number => db.get<{ data_version: number }>(sql`PRAGMA data_version`).data_version;

/** What messages say of where they come from. */
export function placeOf(settings: Settings, { name }: AlertSettings): Place {
  return { name: name ?? hostname(), console: settings.console?.publicUrls[0] ?? null };
}
