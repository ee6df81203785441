import { type Alarms, type AlertSubject, alertKinds } from '../model/alert.js';
import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import type { UnixMillis } from '../model/units.js';
import { isDue } from './isDue.js';
import type { Ledger } from './ledger.js';
import { openAlerts } from './queries/alerts.js';
import { raiseAlert, resolveAlert } from './statements/alerts.js';

export interface AlarmsOptions {
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
}

/** An alert that goes on is written again no more often than this. */
const repeatMs = 60_000;

/**
 * Alerts kept in the ledger. Whoever raises one has something more urgent to do than to fail over it: a ledger that cannot be
 * written is told in the log, and stops the keeper where it matters, at the next transaction.
 */
export function createAlarms({ ledger, now, log }: AlarmsOptions): Alarms {
  /** When each open alert was last written; null until the ledger was asked which ones an earlier run has left open. */
  let written: Promise<Map<string, number>> | null = null;

  /** Asked for once, whoever comes first: a second answer would not hold what was written since the first. */
  function known(): Promise<Map<string, number>> {
    written ??= readOpen().catch((error: unknown) => {
      written = null;
      throw error;
    });
    return written;
  }

  const readOpen = async () =>
    new Map((await openAlerts(ledger)).map((alert): [string, number] => [keyOf(alert), alert.seenAt]));

  async function safely(doing: () => Promise<void>): Promise<void> {
    try {
      await doing();
    } catch (error) {
      log.error({ at: 'alerts', error: shortMessageOf(error) }, 'an alert could not be written');
    }
  }

  return {
    raise: (alert) =>
      safely(async () => {
        const open = await known();
        const at = now();
        const last = open.get(keyOf(alert));
        if (!isDue(last, repeatMs, at)) return;
        await ledger.commit(raiseAlert({ ...alert, at }));
        open.set(keyOf(alert), at);
        if (last !== undefined) return;
        const { severity } = alertKinds[alert.code];
        const facts = { at: 'alerts', code: alert.code, subject: alert.subject, text: alert.text };
        log[severity === 'critical' ? 'error' : 'warn'](facts, 'alert');
      }),
    resolve: (alert) =>
      safely(async () => {
        const open = await known();
        if (!open.delete(keyOf(alert))) return;
        await ledger.commit(resolveAlert({ ...alert, at: now() }));
        log.info({ at: 'alerts', code: alert.code, subject: alert.subject }, 'alert resolved');
      }),
  };
}

const keyOf = ({ code, subject }: AlertSubject): string => `${code} ${subject}`;
