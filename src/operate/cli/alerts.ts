import { type AlertSeverity, alertKinds } from '../../model/alert.js';
import type { Ledger } from '../../record/ledger.js';
import { listAlerts, openAlerts, type RecordedAlert } from '../../record/queries/alerts.js';
import { ago, clock } from './numbers.js';
import type { Answer } from './output.js';
import { bold, dim, green, red, yellow } from './table.js';

/** So many are shown where the past ones are asked for too. */
const mostShown = 200;

/** What an operator must know of: open alerts, the gravest first; with `all`, the resolved ones after them. */
export async function alerts(ledger: Ledger, now: number, { all = false }: { all?: boolean } = {}): Promise<Answer> {
  const found = all ? await listAlerts(ledger, mostShown) : await openAlerts(ledger);
  const told = byUrgency(found).map((alert) => ({ ...alert, ...kindOf(alert) }));
  const none = all ? 'there never was an alert' : green('no alert is open');
  return {
    json: { alerts: told },
    text: told.length === 0 ? none : told.map((alert) => alertText(alert, now)).join('\n\n'),
  };
}

/** One line each, for `ballast status`; empty when none is open. */
export function alertLines(open: readonly RecordedAlert[], now: number): string {
  if (open.length === 0) return '';
  const lines = byUrgency(open).map((alert) => {
    const { severity, mend } = kindOf(alert);
    return `${paint(severity)(alert.code)} ${alert.subject}  ${alert.text}${dim(`  since ${clock(alert.openedAt, now)}`)}\n  mend: ${mend}`;
  });
  return lines.join('\n');
}

/** Open before resolved, critical before warning, new before old. */
export const byUrgency = (found: readonly RecordedAlert[]): RecordedAlert[] =>
  [...found].sort((a, b) => rankOf(a) - rankOf(b) || b.openedAt - a.openedAt);

const rankOf = (alert: RecordedAlert): number =>
  (alert.resolvedAt === null ? 0 : 2) + (kindOf(alert).severity === 'critical' ? 0 : 1);

/** A ledger may hold alerts of another version: what this one does not know is shown as it is. */
function kindOf({ code }: Pick<RecordedAlert, 'code'>): (typeof alertKinds)[RecordedAlert['code']] | UnknownKind {
  return code in alertKinds ? alertKinds[code] : unknownKind;
}

type UnknownKind = typeof unknownKind;
const unknownKind = {
  severity: 'warning',
  says: 'this version does not know the alert',
  does: 'nothing',
  mend: 'see docs/alerts.md of the version that raised it',
} as const;

const paint = (severity: AlertSeverity) => (severity === 'critical' ? red : yellow);

function alertText(alert: RecordedAlert & ReturnType<typeof kindOf>, now: number): string {
  const { severity, code, subject, text, says, does, mend, times, openedAt, seenAt, resolvedAt } = alert;
  const painted = resolvedAt === null ? paint(severity)(severity) : dim('resolved');
  const often = times > 1 ? `, seen ${times} times, last ${ago(now - seenAt)}` : '';
  const over = resolvedAt === null ? '' : `, over ${ago(now - resolvedAt)}`;
  return [
    `${painted} ${bold(code)}  ${subject}`,
    `  ${text}`,
    dim(`  since ${clock(openedAt, now)} (${ago(now - openedAt)})${often}${over}`),
    ...(resolvedAt === null ? [`  that is: ${says}`, `  ballast: ${does}`, `  mend: ${mend}`] : []),
  ].join('\n');
}
