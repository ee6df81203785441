import type { AlertCode } from '../../../model/alert.js';
import { kindOf } from '../../../model/alertKind.js';
import { type UnixMillis, unixMillis } from '../../../model/units.js';
import type { AlertInPlay, SinkInPlay, Told } from '../plan/inPlay.js';
import { type NextMessage, nextMessages } from '../plan/nextMessages.js';
import { type Outcome, pauseAfter } from '../plan/pauseAfter.js';
import type { TellingRules } from '../plan/rules.js';

/** Alerts, receivers and a clock in memory: the planner's decisions are carried out at once, and remembered as the ledger would. */
export interface World {
  now: UnixMillis;
  alerts: AlertInPlay[];
  told: Told[];
  sinks: SinkInPlay[];
  /** Everything that arrived. */
  arrived: { at: UnixMillis; message: NextMessage }[];
  /** Everything that left. */
  left: { at: UnixMillis; message: NextMessage }[];
}

export const sampleRules: TellingRules = {
  tell: { warning: ['team'], critical: ['team', 'pager'] },
  escalateTo: ['boss'],
  escalateAfter: 600_000 as TellingRules['escalateAfter'],
  repeatEvery: 1_800_000 as TellingRules['repeatEvery'],
  quiet: null,
  perMinute: 6,
};

export function createWorld(names: readonly string[] = ['team', 'pager', 'boss']): World {
  const now = unixMillis(Date.parse('2026-01-10T12:00:00Z'));
  return {
    now,
    alerts: [],
    told: [],
    sinks: names.map((name) => ({ name, since: now, failures: 0, retryAt: null, busy: false, ages: [] })),
    arrived: [],
    left: [],
  };
}

let count = 0;

export function open(world: World, code: AlertCode, subject = `subject ${count}`): AlertInPlay {
  count += 1;
  const alert: AlertInPlay = {
    id: `alert ${String(count).padStart(6, '0')}`,
    ...{ code, subject, severity: kindOf(code).severity, openedAt: world.now, resolvedAt: null, taken: null },
  };
  world.alerts.push(alert);
  return alert;
}

export function change(world: World, alert: AlertInPlay, to: Partial<AlertInPlay>): void {
  world.alerts = world.alerts.map((one) => (one.id === alert.id ? { ...one, ...to } : one));
}

/** A receiver was not reached, and is left alone for so long, ms. */
export function fail(world: World, name: string, pauseMs: number): void {
  world.sinks = world.sinks.map((sink) =>
    sink.name === name ? { ...sink, failures: 3, retryAt: unixMillis(world.now + pauseMs) } : sink,
  );
}

/**
 * Sends until nothing more is due at this moment.
 * @param answer what becomes of a message
 */
export function turn(
  world: World,
  rules: TellingRules,
  answer: (message: NextMessage) => Outcome = () => ({ kind: 'sent', answer: '' }),
): void {
  for (;;) {
    const { messages } = nextMessages(world.alerts, world.told, world.sinks, rules, world.now);
    if (messages.length === 0) return;
    for (const message of messages) {
      const outcome = answer(message);
      world.left.push({ at: world.now, message });
      const sent = outcome.kind === 'sent';
      if (sent) world.arrived.push({ at: world.now, message });
      for (const { alert, news } of message.items) {
        for (const one of news) {
          const known = world.told.findIndex(
            (row) =>
              row.alert === alert.id && row.sink === message.sink && row.kind === one.kind && row.round === one.round,
          );
          const row: Told = {
            ...one,
            alert: alert.id,
            sink: message.sink,
            state: sent ? 'Sent' : 'Failed',
            triedAt: world.now,
          };
          if (known === -1) world.told.push(row);
          else world.told[known] = row;
        }
      }
      const down = world.alerts.find(
        ({ code, subject, resolvedAt }) =>
          code === 'ALERT_SINK_DOWN' && subject === message.sink && resolvedAt === null,
      );
      if (sent && down) change(world, down, { resolvedAt: world.now });
      world.sinks = world.sinks.map((sink) => {
        if (sink.name !== message.sink) return sink;
        const failures = sent ? 0 : sink.failures + 1;
        const retryAt = sent ? null : unixMillis(world.now + pauseAfter(outcome, failures, 0));
        return { ...sink, failures, retryAt, ages: [...sink.ages, 0] };
      });
    }
  }
}

/** Time passes. */
export function pass(world: World, ms: number): void {
  world.now = unixMillis(world.now + ms);
  world.sinks = world.sinks.map((sink) => ({ ...sink, ages: sink.ages.map((age) => age + Math.max(0, ms)) }));
}

/** What a receiver has got, in short: `opened 3`, a digest as `[opened 4, opened 5]`, what tells of no alert as `reached again`. */
export const heardBy = (world: World, sink: string): string[] =>
  world.arrived.flatMap(({ message }) =>
    message.sink === sink
      ? [
          message.items
            .map(({ alert, news }) => `${news.map(({ kind }) => kind).join('+')} ${alert.subject}`)
            .join(', ') || 'reached again',
        ]
      : [],
  );
