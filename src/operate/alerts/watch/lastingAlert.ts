import type { AlertCode } from '../../../model/alert.js';
import type { UnixMillis } from '../../../model/units.js';
import type { Work } from '../../../record/ledger.js';
import type { RecordedAlert } from '../../../record/queries/alerts.js';
import { raiseAlert, resolveAlert } from '../../../record/statements/alerts.js';

/** What the next blocks mend wakes nobody. */
const patienceMs = 60_000;
/** An alert that stays is told again this often, so that its text is not an old one. */
const repeatMs = 60_000;

/** Why there is to be an alert, as it is seen now. */
export interface Cause {
  subject: string;
  text: string;
  /** Nobody waits to see whether it lasts. */
  isUrgent: boolean;
}

export interface CausesSeen {
  causes: readonly Cause[];
  /** Whether a subject that is none of the causes is known to be well, or there no more: not to see it is neither. */
  isOver: (subject: string) => boolean;
  /** Alerts that are open, of any kind. */
  open: readonly RecordedAlert[];
  at: UnixMillis;
}

/**
 * What is to be written of one kind of alert: raised once its cause has lasted for a minute, told again every minute, closed as soon as
 * it is over.
 * @param elapsed - Milliseconds by a clock that nobody sets.
 */
export function createLastingAlert(code: AlertCode, elapsed: () => number): (seen: CausesSeen) => Work {
  const since = new Map<string, number>();
  const raisedAt = new Map<string, number>();

  return ({ causes, isOver, open, at }) => {
    const told = open.filter((alert) => alert.code === code).map(({ subject }) => subject);
    const seen = new Set(causes.map(({ subject }) => subject));
    const ends = (subject: string): boolean => !seen.has(subject) && isOver(subject);
    for (const subject of since.keys()) if (ends(subject)) since.delete(subject);
    const due = causes.filter(({ subject, isUrgent }) => {
      const began = since.get(subject) ?? elapsed();
      since.set(subject, began);
      const isToRepeat = elapsed() - (raisedAt.get(subject) ?? Number.NEGATIVE_INFINITY) >= repeatMs;
      return isToRepeat && (told.includes(subject) || isUrgent || elapsed() - began >= patienceMs);
    });
    for (const { subject } of due) raisedAt.set(subject, elapsed());
    const over = told.filter(ends);
    for (const subject of over) raisedAt.delete(subject);
    return [
      due.map(({ subject, text }) => raiseAlert({ code, subject, text, at })),
      over.map((subject) => resolveAlert({ code, subject, at })),
    ];
  };
}
