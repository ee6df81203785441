import type { Id } from '../../../model/order.js';
import type { UnixMillis } from '../../../model/units.js';
import { grouped } from '../../../record/queries/grouped.js';
import { isFlapping, isSameAgain, openingsOf } from './flapping.js';
import type { AlertInPlay, News, SinkInPlay, Told } from './inPlay.js';
import { isProbed } from './isProbed.js';
import { isQuiet } from './isQuiet.js';
import { newsFor } from './newsFor.js';
import { longestPause } from './pauseAfter.js';
import type { TellingRules } from './rules.js';

/** All that is to be said of one alert in one message. */
export interface Item {
  alert: AlertInPlay;
  news: readonly News[];
}

/** What is sent to one receiver next: one alert, a digest of several, or none: that is sent only to see it arrive. */
export interface NextMessage {
  sink: string;
  items: readonly Item[];
}

export interface Planned {
  /** One for each receiver at most: the one after it is planned once it has arrived. */
  messages: readonly NextMessage[];
  /** Alerts of which somebody is still to be told something, now or once quiet hours, a pause or the minute are over. */
  waiting: ReadonlySet<Id>;
}

const minuteMs = 60_000;

/**
 * What leaves now, from what is open, what has arrived, and the rules: critical before warning, old before new. Where there is more
 * than the minute has room for, the last message that it has room for tells of all the rest. One message a minute is kept
 * free for critical alerts. A warning that comes and goes is told three times an hour, and then once, with all of it. A receiver that
 * has failed is tried, once its pause is over, also where there is nothing to tell it.
 * @param told oldest first
 */
export function nextMessages(
  alerts: readonly AlertInPlay[],
  told: readonly Told[],
  sinks: readonly SinkInPlay[],
  rules: TellingRules,
  now: UnixMillis,
): Planned {
  const quiet = rules.quiet !== null && isQuiet(rules.quiet, now);
  const byAlert = grouped(told, ({ alert }) => alert);
  const bySink = grouped(told, ({ sink }) => sink);
  const known = new Map(alerts.map((alert) => [alert.id, alert]));
  const waiting = new Set<Id>();
  const messages = sinks.flatMap((sink): NextMessage[] => {
    const openings = openingsOf(known, bySink.get(sink.name) ?? [], now);
    const toldOf = ({ id }: AlertInPlay) => (byAlert.get(id) ?? []).filter((one) => one.sink === sink.name);
    const items = alerts.flatMap((alert): Item[] => {
      const news = newsFor(alert, sink, toldOf(alert), rules, now);
      if (news.length === 0) return [];
      waiting.add(alert.id);
      const waits = (quiet && alert.severity !== 'critical') || isFlapping(alert, news, openings, now);
      return waits ? [] : [{ alert, news }];
    });
    if (sink.busy || isPausing(sink, now)) return [];
    if (items.length === 0) {
      const isSent = roomOf(sink, rules.perMinute, false) > 0 && isProbed(sink, { alerts, toldOf, quiet, now });
      return isSent ? [{ sink: sink.name, items }] : [];
    }
    const chosen = choose(items.sort(byUrgency), sink, rules.perMinute);
    return chosen.length === 0 ? [] : [{ sink: sink.name, items: chosen }];
  });
  return { messages, waiting };
}

/** A clock that was set back does not silence a receiver for longer than any pause lasts. */
const isPausing = ({ retryAt }: SinkInPlay, now: UnixMillis): boolean =>
  retryAt !== null && retryAt > now && retryAt - now <= longestPause;

/** How many messages may leave for it in this minute. */
function roomOf({ ages }: SinkInPlay, perMinute: number, isCritical: boolean): number {
  const kept = isCritical || perMinute < 2 ? 0 : 1;
  return perMinute - kept - ages.filter((age) => age < minuteMs).length;
}

function choose(items: readonly Item[], sink: SinkInPlay, perMinute: number): readonly Item[] {
  const [first] = items;
  if (!first) return [];
  const isCritical = first.alert.severity === 'critical';
  const room = roomOf(sink, perMinute, isCritical);
  if (room <= 0) return [];
  // A receiver that has failed is tried with one message, which has everything.
  if (sink.failures > 0) return items;
  const urgent = isCritical ? items.filter(({ alert }) => alert.severity === 'critical') : items;
  if (room === 1 && urgent.length > 1) return items;
  return [first, ...items.slice(1).filter(({ alert }) => isSameAgain(first.alert, alert))];
}

const byUrgency = (a: Item, b: Item): number =>
  Number(b.alert.severity === 'critical') - Number(a.alert.severity === 'critical') ||
  a.alert.openedAt - b.alert.openedAt ||
  (a.alert.id < b.alert.id ? -1 : 1);
