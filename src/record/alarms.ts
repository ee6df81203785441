import { type Alarms, type AlertSubject, alertKinds } from '../model/alert.js';
import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import type { UnixMillis } from '../model/units.js';
import { isDue } from './isDue.js';
import type { Ledger } from './ledger.js';
import { openAlert } from './queries/alerts.js';
import { raiseAlert, resolveAlert } from './statements/alerts.js';

export interface AlarmsOptions {
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
}

/** An alert that goes on is written again no more often than this. */
const repeatMs = 60_000;

/** Between two tries of what could not be closed: each may wait for whoever holds the ledger. */
const againMs = 10_000;

/**
 * Alerts kept in the ledger, which alone says what is open: others write there too. Whoever raises one has something more urgent to do
 * than to fail over it: a ledger that cannot be written is told in the log, and stops the keeper where it matters, at the next
 * transaction. That a cause is gone is often said only once: what could not be closed then is closed with whatever is said later. One
 * for a process, so that something is said soon.
 */
export function createAlarms({ ledger, now, log }: AlarmsOptions): Alarms {
  /** What is to be closed and could not be. */
  const owed = new Map<string, AlertSubject>();
  let failedAt: UnixMillis | undefined;
  let turn: Promise<void> = Promise.resolve();

  async function open(alert: Parameters<Alarms['raise']>[0]): Promise<void> {
    const at = now();
    const known = await openAlert(ledger, alert);
    if (!isDue(known?.seenAt, repeatMs, at)) return;
    await ledger.commit(raiseAlert({ ...alert, at }));
    if (known) return;
    const { severity } = alertKinds[alert.code];
    const facts = { at: 'alerts', code: alert.code, subject: alert.subject, text: alert.text };
    log[severity === 'critical' ? 'error' : 'warn'](facts, 'alert');
  }

  async function close(alert: AlertSubject): Promise<void> {
    owed.set(keyOf(alert), alert);
    if (await openAlert(ledger, alert)) {
      await ledger.commit(resolveAlert({ ...alert, at: now() }));
      log.info({ at: 'alerts', code: alert.code, subject: alert.subject }, 'alert resolved');
    }
    owed.delete(keyOf(alert));
  }

  async function closeOwed(): Promise<void> {
    if (isDue(failedAt, againMs, now())) for (const alert of [...owed.values()]) await close(alert);
  }

  /** One after the other: what is said last is what stands. */
  function inTurn(write: () => Promise<void>): Promise<void> {
    turn = turn.then(async () => {
      try {
        await write();
        await closeOwed();
      } catch (error) {
        failedAt = now();
        log.error({ at: 'alerts', error: shortMessageOf(error) }, 'an alert could not be written');
      }
    });
    return turn;
  }

  return {
    raise: (alert) =>
      inTurn(() => {
        owed.delete(keyOf(alert));
        return open(alert);
      }),
    resolve: (alert) => inTurn(() => close(alert)),
  };
}

const keyOf = ({ code, subject }: AlertSubject): string => `${code} ${subject}`;
