import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlertCode } from '../../../model/alert.js';
import { unixMillis } from '../../../model/units.js';
import { change, createWorld, open, pass, sampleRules, turn, type World } from '../testing/world.js';
import { isQuiet } from './isQuiet.js';
import type { TellingRules } from './rules.js';

const minute = 60_000;
const codes: readonly AlertCode[] = ['POSITION_BREAK', 'ENDPOINT_SILENT', 'ORDER_STALLED', 'MARGIN_DRIFT'];

/** What may happen to a world, between two looks at it. */
type Event =
  | { do: 'open'; code: AlertCode; count: number; again: boolean }
  | { do: 'resolve' | 'take'; which: number }
  | { do: 'pass'; ms: number }
  | { do: 'down' | 'up'; sink: string };

const sinkNames = ['team', 'pager', 'boss'];
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    do: fc.constant('open' as const),
    code: fc.constantFrom(...codes),
    count: fc.integer({ min: 1, max: 8 }),
    again: fc.boolean(),
  }),
  fc.record({ do: fc.constantFrom('resolve' as const, 'take' as const), which: fc.nat(200) }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 40 * minute }) }),
  fc.record({ do: fc.constantFrom('down' as const, 'up' as const), sink: fc.constantFrom(...sinkNames) }),
);

const rulesOf = fc.record({ perMinute: fc.integer({ min: 1, max: 8 }), quiet: fc.boolean() }).map(
  ({ perMinute, quiet }): TellingRules => ({
    ...sampleRules,
    perMinute,
    quiet: quiet ? { from: 22 * 60, to: 7 * 60, zone: 'America/New_York' } : null,
  }),
);

function play(events: readonly Event[], rules: TellingRules): { world: World; down: Set<string> } {
  const world = createWorld(sinkNames);
  const down = new Set<string>();
  const look = () => turn(world, rules, ({ sink }) => ({ kind: down.has(sink) ? 'later' : 'sent', answer: '' }));
  for (const one of events) {
    const alert = 'which' in one ? world.alerts[one.which % Math.max(1, world.alerts.length)] : undefined;
    if (one.do === 'open')
      for (let i = 0; i < one.count; i++) open(world, one.code, one.again ? subjectOf(world, i) : undefined);
    if (one.do === 'resolve' && alert?.resolvedAt === null) change(world, alert, { resolvedAt: world.now });
    if (one.do === 'take' && alert?.resolvedAt === null) {
      change(world, alert, { taken: { author: 'ann', at: world.now, until: unixMillis(world.now + 60 * minute) } });
    }
    if (one.do === 'pass') pass(world, one.ms);
    if (one.do === 'down') down.add(one.sink);
    if (one.do === 'up') down.delete(one.sink);
    look();
  }
  return { world, down };
}

/** One that was there before and is over, where there is one. */
function subjectOf({ alerts }: World, i: number): string | undefined {
  const over = alerts.filter(
    ({ resolvedAt, subject }) =>
      resolvedAt !== null && !alerts.some((one) => one.resolvedAt === null && one.subject === subject),
  );
  return over[i % Math.max(1, over.length)]?.subject;
}

/** All is up, nothing new happens, and time passes, until everything that waits has had its chance. */
function settle(world: World, rules: TellingRules): void {
  for (let i = 0; i < 14 * 4; i++) {
    pass(world, 15 * minute);
    turn(world, rules);
  }
}

const cases = fc.tuple(fc.array(event, { maxLength: 25 }), rulesOf);

test('law: nothing is lost: whoever is to be told of an alert has heard of it once all is up again', () => {
  fc.assert(
    fc.property(cases, ([events, rules]) => {
      const { world } = play(events, rules);
      settle(world, rules);
      for (const alert of world.alerts) {
        if (alert.taken !== null && alert.severity !== 'critical') continue; // somebody knows of it
        for (const sink of rules.tell[alert.severity]) {
          const heard = world.arrived.flatMap(({ message }) =>
            message.sink === sink
              ? message.items.filter((item) => item.alert.id === alert.id).flatMap(({ news }) => news)
              : [],
          );
          expect(heard.map(({ kind }) => kind)).toContain('opened');
          if (alert.resolvedAt !== null) expect(heard.at(-1)?.kind).toBe('resolved');
        }
      }
    }),
    { numRuns: 30 },
  );
});

test('law: nothing is doubled, and what is over is not told as open', () => {
  fc.assert(
    fc.property(cases, ([events, rules]) => {
      const { world } = play(events, rules);
      const seen = new Set<string>();
      for (const { message } of world.arrived) {
        for (const { alert, news } of message.items) {
          for (const { kind, round } of news) {
            const key = `${message.sink} ${alert.id} ${kind} ${round}`;
            expect(seen).not.toContain(key);
            seen.add(key);
          }
          if (alert.resolvedAt !== null) expect(news.at(-1)?.kind).toBe('resolved');
        }
      }
    }),
    { numRuns: 80 },
  );
});

test('law: no receiver gets more than so many messages in any minute', () => {
  fc.assert(
    fc.property(cases, ([events, rules]) => {
      const { world } = play(events, rules);
      for (const sink of sinkNames) {
        const times = world.left.flatMap(({ at, message }) => (message.sink === sink ? at : []));
        times.forEach((at, i) => {
          const within = times.slice(i).filter((other) => other - at < minute).length;
          expect(within).toBeLessThanOrEqual(rules.perMinute);
        });
      }
    }),
    { numRuns: 80 },
  );
});

test('law: in quiet hours nothing but critical alerts is told', () => {
  fc.assert(
    fc.property(cases, ([events, rules]) => {
      const { world } = play(events, rules);
      for (const { at, message } of world.left) {
        if (rules.quiet === null || !isQuiet(rules.quiet, at)) continue;
        expect(message.items.map(({ alert }) => alert.severity)).toEqual(message.items.map(() => 'critical'));
      }
    }),
    { numRuns: 80 },
  );
});

test('law: a critical alert leaves at once for whoever is up and has not had a full minute of critical ones', () => {
  fc.assert(
    fc.property(cases, ([events, rules]) => {
      const roomy = { ...rules, perMinute: rules.perMinute + 1 };
      const { world, down } = play(events, roomy);
      for (const sink of sinkNames) if (down.has(sink)) return;
      for (const one of world.alerts) change(world, one, { resolvedAt: one.resolvedAt ?? world.now });
      pass(world, 16 * minute);
      turn(world, roomy);
      pass(world, minute);
      for (let i = 0; i < 30; i++) open(world, 'ENDPOINT_SILENT');
      turn(world, roomy);
      const alert = open(world, 'POSITION_BREAK');
      turn(world, roomy);
      for (const sink of rules.tell.critical) {
        const left = world.left.some(
          ({ at, message }) =>
            at === world.now && message.sink === sink && message.items.some((item) => item.alert.id === alert.id),
        );
        expect(left).toBe(true);
      }
    }),
    { numRuns: 80 },
  );
});

test('law: an alert that somebody has taken on is silent; of a critical one each receiver hears once', () => {
  fc.assert(
    fc.property(cases, ([events, rules]) => {
      const { world } = play(events, rules);
      for (const { at, message } of world.left) {
        for (const { alert, news } of message.items) {
          const isTaken = alert.taken !== null && alert.taken.at <= at && (alert.taken.until ?? Infinity) > at;
          if (!isTaken || alert.resolvedAt !== null) continue;
          expect([alert.severity, ...news.map(({ kind }) => kind)]).toEqual(['critical', 'opened']);
        }
      }
    }),
    { numRuns: 80 },
  );
});
