import { kindOf, runbookOf } from '../../../model/alertKind.js';
import { shortId } from '../../../model/order.js';
import type { UnixMillis } from '../../../model/units.js';
import { duration } from '../../words/numbers.js';
import { oneLine, type Said } from './said.js';
import type { Place, ToldAlert } from './told.js';

const longestText = 600;

/** The whole of one alert: what happened, what ballast does and when, what a person can do, how to stop it. */
export function sayAlert(alert: ToldAlert, place: Place, now: UnixMillis): Said {
  const { code, severity, subject, text, times, openedAt, resolvedAt, takenOn, id } = alert;
  const { says, does, next, mend, stop } = kindOf(code);
  const isOver = resolvedAt !== null;
  const often = times > 1 ? `, seen ${times} times` : '';
  return {
    tone: isOver ? 'good' : severity,
    standing: standingOf(alert, now),
    title: code,
    subject: shownSubject(subject),
    quotes: [oneLine(text, longestText), ...(takenOn && !isOver ? [takenBy(takenOn)] : [])],
    lines: isOver
      ? [{ label: 'that was', text: says }]
      : [
          { label: 'that is', text: says },
          { label: 'ballast', text: `${does}. Next: ${next}` },
          { label: 'you', text: mend },
          { label: 'to stop it', text: stop },
          takenOn
            ? { label: 'it is taken on', text: 'so nobody is told of it again; `ballast alerts --all` says by whom' }
            : { label: 'to take it on', text: `\`ballast ack ${shortId(id)}\`: nobody is told again then` },
          { label: 'step by step', text: `\`ballast alerts explain ${code}\`, ${runbookOf(code)}` },
        ],
    footer: `since ${timeOf(openedAt)}${often} · ${shortId(id)} · ${place.name}`,
    link: linkTo(place),
  };
}

const takenBy = ({ author, until }: NonNullable<ToldAlert['takenOn']>): string =>
  `taken on by ${oneLine(author, 80)}${until === null ? '' : ` until ${timeOf(until)}`}`;

/** Where alerts are seen. */
export const linkTo = ({ console }: Place): string | null =>
  console === null ? null : `${console.replace(/\/+$/, '')}/alerts`;

/** Of an id as much as people type; of anything else one line. */
export const shownSubject = (subject: string): string =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}$/.test(subject) ? shortId(subject) : oneLine(subject, 120);

export function standingOf({ severity, news, openedAt, resolvedAt }: ToldAlert, now: UnixMillis): string {
  const kinds = new Set(news.map(({ kind }) => kind));
  if (resolvedAt !== null) {
    const lasted = duration(Math.max(0, resolvedAt - openedAt));
    return kinds.has('opened') ? `was open for ${lasted}, and is over` : `over after ${lasted}`;
  }
  const open = duration(Math.max(0, now - openedAt));
  if (kinds.has('escalated')) return `${severity}, and nobody has taken it on for ${open}`;
  if (kinds.has('repeat')) return `${severity}, still open after ${open}, and nobody has it`;
  return severity;
}

/** `2026-11-22 03:12 UTC` */
export const timeOf = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
