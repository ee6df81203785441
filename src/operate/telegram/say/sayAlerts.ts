import type { AlertEntry, AlertsView } from '../../views/alerts.js';
import { ago } from '../../words/numbers.js';
import { type Html, html } from '../html.js';
import { tail } from './sayOrders.js';

const most = 10;

/** Open alerts: what happened, what ballast does, how to stop it. */
export function sayAlerts({ alerts, counts, at: now }: AlertsView): Html[] {
  if (alerts.length === 0) return [html`🟢 no alert is open`];
  return [
    html`<b>${counts.open} open</b>, ${counts.acknowledged} acknowledged`,
    ...alerts.slice(0, most).flatMap((alert) => [html``, ...sayAlert(alert, now)]),
    ...(alerts.length > most ? [html``, html`and ${alerts.length - most} more`] : []),
  ];
}

function sayAlert(alert: AlertEntry, now: number): Html[] {
  const { id, code, severity, state, subject, text, does, mend, howToStop, openedAt, times, acknowledgedBy } = alert;
  const lamp = severity === 'critical' ? '🔴' : '🟠';
  const taken = state === 'acknowledged' ? `, taken on by ${acknowledgedBy ?? 'somebody'}` : '';
  return [
    html`${lamp} <b>${code}</b> <code>${subject}</code>`,
    html`<code>${text}</code>`,
    html`<i>${ago(now - openedAt)}${times > 1 ? `, ${times} times` : ''}${taken}</i>`,
    html`ballast: ${does}`,
    html`you: ${mend}`,
    html`to stop it: ${howToStop}`,
    ...(state === 'open' ? [html`/ack_${tail(id)}`] : []),
  ];
}
