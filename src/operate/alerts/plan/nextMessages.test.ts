import { expect, test } from 'vitest';
import { unixMillis } from '../../../model/units.js';
import { change, createWorld, fail, heardBy, open, pass, sampleRules, turn } from '../testing/world.js';

const minute = 60_000;

test('default: who is named is told once when it opens and once when it is over', () => {
  const world = createWorld();
  const alert = open(world, 'POSITION_BREAK', 'a');
  turn(world, sampleRules);
  pass(world, minute);
  turn(world, sampleRules);
  change(world, alert, { resolvedAt: world.now });
  turn(world, sampleRules);
  expect(heardBy(world, 'team')).toEqual(['opened a', 'resolved a']);
  expect(heardBy(world, 'pager')).toEqual(['opened a', 'resolved a']);
  expect(heardBy(world, 'boss')).toEqual([]);
});

test('behavior: a warning goes where warnings go', () => {
  const world = createWorld();
  open(world, 'ENDPOINT_SILENT', 'a');
  turn(world, sampleRules);
  expect(heardBy(world, 'team')).toEqual(['opened a']);
  expect(heardBy(world, 'pager')).toEqual([]);
});

test('behavior: nobody acknowledges it, and the next is told, once; who heard of it hears of its end', () => {
  const world = createWorld();
  const alert = open(world, 'POSITION_BREAK', 'a');
  turn(world, sampleRules);
  pass(world, 10 * minute - 1);
  turn(world, sampleRules);
  expect(heardBy(world, 'boss')).toEqual([]);
  pass(world, 1);
  turn(world, sampleRules);
  turn(world, sampleRules);
  change(world, alert, { resolvedAt: world.now });
  turn(world, sampleRules);
  expect(heardBy(world, 'boss')).toEqual(['escalated a', 'resolved a']);
});

test('behavior: a critical one that nobody acknowledges is told again, a warning is not', () => {
  const world = createWorld();
  open(world, 'POSITION_BREAK', 'a');
  open(world, 'ENDPOINT_SILENT', 'b');
  for (let i = 0; i <= 60; i++) {
    turn(world, sampleRules);
    pass(world, minute);
  }
  expect(heardBy(world, 'team')).toEqual(['opened a', 'opened b', 'repeat a', 'repeat a']);
});

test('behavior: an acknowledged one is silent until the acknowledgement ends, and its end is told', () => {
  const world = createWorld();
  const alert = open(world, 'POSITION_BREAK', 'a');
  turn(world, sampleRules);
  change(world, alert, { taken: { author: 'ann', at: world.now, until: unixMillis(world.now + 240 * minute) } });
  for (let i = 0; i < 239; i++) {
    pass(world, minute);
    turn(world, sampleRules);
  }
  expect(heardBy(world, 'team')).toEqual(['opened a']);
  expect(heardBy(world, 'boss')).toEqual([]);
  pass(world, minute);
  turn(world, sampleRules);
  expect(heardBy(world, 'team')).toEqual(['opened a', 'repeat a']);
  pass(world, 10 * minute);
  turn(world, sampleRules);
  expect(heardBy(world, 'boss')).toEqual(['escalated a']);
  change(world, alert, { resolvedAt: world.now, taken: { author: 'ann', at: world.now, until: null } });
  turn(world, sampleRules);
  expect(heardBy(world, 'team').at(-1)).toBe('resolved a');
});

test('behavior: a critical one that somebody has taken on before it was told is told all the same, once', () => {
  const world = createWorld();
  const alert = open(world, 'TRADING_HALTED', 'trading');
  const warning = open(world, 'ENDPOINT_SILENT', 'b');
  const brief = open(world, 'POSITION_BREAK', 'c');
  const taken = { author: 'mallory', at: world.now, until: unixMillis(world.now + 30 * 1_440 * minute) };
  change(world, alert, { taken });
  change(world, warning, { taken });
  change(world, brief, { taken, resolvedAt: world.now });
  for (let i = 0; i < 120; i++) {
    turn(world, sampleRules);
    pass(world, minute);
  }
  change(world, alert, { resolvedAt: world.now });
  turn(world, sampleRules);
  expect(heardBy(world, 'pager')).toEqual(['opened trading', 'opened+resolved c', 'resolved trading']);
  expect(heardBy(world, 'team')).toEqual(['opened trading', 'opened+resolved c', 'resolved trading']);
  expect(heardBy(world, 'boss')).toEqual([]);
});

test('behavior: in quiet hours a critical one is told at once, and warnings in the morning, also those that are over', () => {
  const world = createWorld();
  const rules = { ...sampleRules, quiet: { from: 12 * 60, to: 13 * 60, zone: 'UTC' } };
  const brief = open(world, 'ENDPOINT_SILENT', 'b');
  open(world, 'ENDPOINT_STALE', 'c');
  open(world, 'POSITION_BREAK', 'a');
  turn(world, rules);
  change(world, brief, { resolvedAt: unixMillis(world.now + 5_000) });
  pass(world, 20 * minute);
  turn(world, rules);
  expect(heardBy(world, 'team')).toEqual(['opened a']);
  pass(world, 40 * minute);
  turn(world, rules);
  expect(heardBy(world, 'team')).toEqual(['opened a', 'repeat a', 'opened+resolved b', 'opened c']);
});

test('behavior: a flood becomes one digest, nothing is lost, and a critical one does not wait behind it', () => {
  const world = createWorld();
  for (let i = 0; i < 40; i++) open(world, 'ENDPOINT_SILENT', `w${i}`);
  turn(world, sampleRules);
  const heard = heardBy(world, 'team');
  expect(heard.slice(0, 4)).toEqual(['opened w0', 'opened w1', 'opened w2', 'opened w3']);
  expect(heard).toHaveLength(5);
  expect(heard[4]?.split(', ')).toHaveLength(36);
  open(world, 'POSITION_BREAK', 'c');
  turn(world, sampleRules);
  expect(heardBy(world, 'team')[5]).toBe('opened c');
  open(world, 'ENDPOINT_SILENT', 'late');
  turn(world, sampleRules);
  expect(heardBy(world, 'team')).toHaveLength(6);
  pass(world, minute);
  turn(world, sampleRules);
  expect(heardBy(world, 'team')[6]).toBe('opened late');
});

test('behavior: a receiver that was down is told everything in one message when it is back', () => {
  const world = createWorld();
  const first = open(world, 'POSITION_BREAK', 'a');
  turn(world, sampleRules, ({ sink }) => ({ kind: sink === 'team' ? 'later' : 'sent', answer: '' }));
  open(world, 'ENDPOINT_SILENT', 'b');
  change(world, first, { resolvedAt: world.now });
  pass(world, 5_000);
  turn(world, sampleRules);
  expect(heardBy(world, 'team')).toEqual(['opened+resolved a, opened b']);
  expect(heardBy(world, 'pager')).toEqual(['opened a', 'resolved a']);
});

test('behavior: nobody is told over a way that is down that it is down', () => {
  const world = createWorld();
  fail(world, 'team', 10 * minute);
  open(world, 'ALERT_SINK_DOWN', 'team');
  turn(world, sampleRules);
  expect(heardBy(world, 'team')).toEqual([]);
  expect(heardBy(world, 'pager')).toEqual(['opened team']);
});

test('behavior: a receiver that has failed is tried after its pause, whether or not anything is due for it; in quiet hours only where others are called for it', () => {
  const quiet = { ...sampleRules, quiet: { from: 12 * 60, to: 13 * 60, zone: 'UTC' } };
  const world = createWorld(['team', 'pager']);
  fail(world, 'team', minute);
  turn(world, sampleRules);
  expect(world.left).toEqual([]);
  pass(world, minute);
  turn(world, quiet);
  expect(world.left).toEqual([]);
  turn(world, sampleRules);
  turn(world, sampleRules);
  expect(heardBy(world, 'team')).toEqual(['reached again']);
  expect(heardBy(world, 'pager')).toEqual([]);

  fail(world, 'team', minute);
  open(world, 'ALERT_SINK_DOWN', 'team');
  pass(world, minute);
  turn(world, quiet);
  expect(heardBy(world, 'team')).toEqual(['reached again', 'reached again']);
  expect(heardBy(world, 'pager')).toEqual(['opened team', 'resolved team']);
});

test('behavior: what only asks whether a receiver is well leaves the last message of a minute to what is critical', () => {
  const world = createWorld(['team']);
  fail(world, 'team', 0);
  world.sinks = world.sinks.map((sink) => ({ ...sink, ages: [1, 2, 3, 4, 5] }));
  turn(world, sampleRules);
  expect(world.left).toEqual([]);
  open(world, 'POSITION_BREAK', 'a');
  turn(world, sampleRules);
  expect(heardBy(world, 'team')).toEqual(['opened a']);
});

test('behavior: a receiver that is new hears of what is open, not of what was over before', () => {
  const world = createWorld();
  const past = open(world, 'POSITION_BREAK', 'past');
  change(world, past, { resolvedAt: unixMillis(world.now - 1) });
  open(world, 'POSITION_BREAK', 'open');
  turn(world, sampleRules);
  expect(heardBy(world, 'team')).toEqual(['opened open']);
});

test('behavior: a clock that is set back neither silences a receiver nor makes it hear everything twice', () => {
  const world = createWorld();
  open(world, 'POSITION_BREAK', 'a');
  turn(world, sampleRules, () => ({ kind: 'later', answer: '' }));
  pass(world, -24 * 60 * minute);
  turn(world, sampleRules);
  turn(world, sampleRules);
  pass(world, minute);
  turn(world, sampleRules);
  expect(heardBy(world, 'team')).toEqual(['opened a']);
});

test('behavior: a warning that comes and goes is told three times, then once an hour with all of it, and at once when it stays', () => {
  const world = createWorld(['team']);
  const flap = () => {
    const alert = open(world, 'ENDPOINT_SILENT', 'node');
    turn(world, sampleRules);
    pass(world, minute);
    change(world, alert, { resolvedAt: world.now });
    turn(world, sampleRules);
    pass(world, minute);
    turn(world, sampleRules);
  };
  for (let i = 0; i < 90; i++) flap();
  const heard = heardBy(world, 'team');
  expect(heard.slice(0, 6)).toEqual([
    'opened node',
    'resolved node',
    'opened node',
    'resolved node',
    'opened node',
    'resolved node',
  ]);
  // Three hours of it: the rest comes as one message an hour.
  expect(heard.length).toBeLessThanOrEqual(6 + 3);
  expect(heard[6]?.split(', ').length).toBeGreaterThan(20);
  const last = open(world, 'ENDPOINT_SILENT', 'node');
  pass(world, 11 * minute);
  turn(world, sampleRules);
  expect(heardBy(world, 'team').at(-1)).toContain('opened node');
  change(world, last, { resolvedAt: world.now });
  turn(world, sampleRules);
  expect(heardBy(world, 'team').at(-1)).toBe('resolved node');
  pass(world, 120 * minute);
  turn(world, sampleRules);
  const told = heardBy(world, 'team').join(', ').split(', ');
  expect(told.filter((one) => one.startsWith('opened'))).toHaveLength(91);
  expect(told.filter((one) => one.includes('resolved'))).toHaveLength(91);
});

test('behavior: a critical one that comes and goes is told each time', () => {
  const world = createWorld(['team']);
  for (let i = 0; i < 10; i++) {
    const alert = open(world, 'CHAIN_SILENT', 'chain');
    turn(world, sampleRules);
    pass(world, minute);
    change(world, alert, { resolvedAt: world.now });
    turn(world, sampleRules);
    pass(world, minute);
  }
  expect(heardBy(world, 'team')).toHaveLength(20);
});
