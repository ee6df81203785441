import type { AlertSeverity } from '../../model/alert.js';
import { shortId } from '../../model/order.js';
import { unixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { readAlertList } from '../alerts/readAlertList.js';
import type { AlertEntry, AlertsView } from '../views/alerts.js';
import { ago, clock, duration } from '../words/numbers.js';
import type { Answer } from './output.js';
import { bold, dim, green, red, yellow } from './table.js';

export interface AlertsOptions {
  /** The past ones as well. */
  all?: boolean;
  /** Only past ones, older than this id. */
  before?: string;
  severity?: AlertSeverity;
  /** How many past ones at most; 50 when left out. */
  limit?: number;
}

/** What an operator must know of: open alerts, the gravest first; with `all`, the resolved ones after them. */
export async function alerts(ledger: Ledger, now: number, options: AlertsOptions = {}): Promise<Answer> {
  const { all = false, before, severity, limit = 50 } = options;
  const state = before !== undefined ? 'resolved' : all ? 'all' : 'open';
  const found = await readAlertList(ledger, { state, limit, before, severity }, unixMillis(now));
  const which = severity === undefined ? '' : `${severity} `;
  const none = {
    open: green(`no ${which}alert is open`),
    all: `there never was a ${which}alert`,
    resolved: 'no older ones',
  };
  const texts = found.alerts.map((alert) => alertText(alert, now));
  const { nextCursor } = found;
  return {
    json: found,
    text: [
      ...(texts.length === 0 ? [none[state]] : texts),
      ...(nextCursor === null ? [] : [dim(`older ones: ballast alerts --before ${nextCursor}`)]),
      ...(before === undefined ? failingLines(found.sinks, now) : []),
    ].join('\n\n'),
  };
}

/** One line each, for `ballast status`; empty when none is open. */
export function alertLines(open: readonly AlertEntry[], now: number): string {
  const lines = open.map((alert) => {
    const { severity, code, subject, text, openedAt, mend } = alert;
    const since = dim(`  since ${clock(openedAt, now)}`);
    if (alert.state === 'acknowledged') return dim(`${code} ${subject}  ${text}  ${takenText(alert, now)}`);
    return `${paint(severity)(code)} ${subject}  ${text}${since}\n  mend: ${mend}`;
  });
  return lines.join('\n');
}

const paint = (severity: AlertSeverity) => (severity === 'critical' ? red : yellow);

function alertText(alert: AlertEntry, now: number): string {
  const { severity, state, code, subject, text, says, does, next, mend, howToStop } = alert;
  const { times, openedAt, seenAt, resolvedAt, id, deliveries } = alert;
  const painted = state === 'open' ? paint(severity)(severity) : dim(state);
  const often = times > 1 ? `, seen ${times} times, last ${ago(now - seenAt)}` : '';
  const over = resolvedAt === null ? '' : `, over ${ago(now - resolvedAt)}`;
  const told = deliveries.sinks.length === 0 ? '' : `, told ${deliveries.sinks.join(', ')}`;
  const waiting = deliveries.waiting === 0 ? '' : `, ${deliveries.waiting} not arrived yet`;
  return [
    `${painted} ${bold(code)}  ${subject}`,
    `  ${text}`,
    dim(`  ${shortId(id)}  since ${clock(openedAt, now)} (${ago(now - openedAt)})${often}${over}${told}${waiting}`),
    ...(state === 'acknowledged' ? [`  ${takenText(alert, now)}`] : []),
    ...(resolvedAt === null
      ? [`  that is: ${says}`, `  ballast: ${does}; next: ${next}`, `  mend: ${mend}`, `  to stop it: ${howToStop}`]
      : []),
  ].join('\n');
}

/** `taken on by ann 4 min ago, until 14:00:00: swapping the node` */
function takenText(
  { acknowledgedBy, acknowledgedAt, acknowledgedUntil, acknowledgedText }: AlertEntry,
  now: number,
): string {
  const until = acknowledgedUntil === null ? '' : `, silent until ${clock(acknowledgedUntil, now)}`;
  const said = acknowledgedText ? `: ${acknowledgedText}` : '';
  return `taken on by ${acknowledgedBy ?? 'somebody'} ${ago(now - (acknowledgedAt ?? now))}${until}${said}`;
}

const failingLines = (sinks: AlertsView['sinks'], now: number): string[] =>
  sinks.flatMap(({ sink, state, failures, failingSince, retryAt, answer }) =>
    state !== 'failing'
      ? []
      : [
          red(`receiver ${sink} was not reached ${failures} times`) +
            `, since ${ago(now - (failingSince ?? now))}: ${answer}` +
            (retryAt !== null && retryAt > now ? dim(`  tried again in ${duration(retryAt - now)}`) : ''),
        ],
  );
