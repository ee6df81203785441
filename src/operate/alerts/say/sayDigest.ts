import type { UnixMillis } from '../../../model/units.js';
import { oneLine, type Said, signs } from './said.js';
import { linkTo, shownSubject, standingOf, timeOf } from './sayAlert.js';
import type { Place, ToldAlert } from './told.js';

/** So many are named; the rest is counted. */
const mostNamed = 15;

/** Many alerts in one message: how many of what, the gravest by name. */
export function sayDigest(alerts: readonly ToldAlert[], place: Place, now: UnixMillis): Said {
  const sorted = [...alerts].sort(byGravity);
  const open = sorted.filter(({ resolvedAt }) => resolvedAt === null);
  const critical = open.filter(({ severity }) => severity === 'critical').length;
  const over = alerts.length - open.length;
  const counts = [
    critical > 0 ? `${critical} critical` : '',
    open.length > critical ? `${open.length - critical} ${open.length - critical === 1 ? 'warning' : 'warnings'}` : '',
    over > 0 ? `${over} over` : '',
  ].filter((count) => count !== '');
  const rest = sorted.slice(mostNamed);
  const byCode = new Map<string, number>();
  for (const { code } of rest) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  const others = [...byCode].sort((a, b) => b[1] - a[1]).map(([code, count]) => `${count} ${code}`);
  return {
    tone: critical > 0 ? 'critical' : open.length > 0 ? 'warning' : 'good',
    standing: counts.join(', '),
    title: `${alerts.length} alerts`,
    subject: '',
    quotes: sorted.slice(0, mostNamed).map((alert) => lineOf(alert, now)),
    lines: [
      ...(rest.length === 0 ? [] : [{ label: 'and', text: `${rest.length} more: ${others.join(', ')}` }]),
      { label: 'all of them', text: '`ballast alerts --all`, with what ballast does about each and how to stop it' },
    ],
    footer: `${timeOf(now)} · ${place.name}`,
    link: linkTo(place),
  };
}

function lineOf(alert: ToldAlert, now: UnixMillis): string {
  const { code, subject, text, severity, resolvedAt } = alert;
  const standing = standingOf(alert, now);
  const tone = resolvedAt === null ? severity : 'good';
  const said = standing === severity ? '' : ` (${standing})`;
  return oneLine(`${signs[tone]} ${code} ${shownSubject(subject)}${said}: ${oneLine(text, 120)}`, 260);
}

/** Open before over, critical before warning, old before new. */
export const byGravity = (a: ToldAlert, b: ToldAlert): number => rankOf(a) - rankOf(b) || a.openedAt - b.openedAt;

const rankOf = ({ severity, resolvedAt }: ToldAlert): number =>
  (resolvedAt === null ? 0 : 2) + (severity === 'critical' ? 0 : 1);
