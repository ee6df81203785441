import { expect, test } from 'vitest';
import type { Plan } from '../plan.js';
import { deltaOver, hedgeRule, holding, units, unlimited } from '../testing/toyBook.js';
import { toyState } from '../testing/toyPerp.js';
import { createToyDesk, type Outcome } from './testing/toyDesk.js';
import { toyParent } from './testing/toyParent.js';

const minute = 60_000;
const rich = toyState({ accounts: { cross: holding(0, 1_000_000) } });
const waits = (): Outcome => ({ kind: 'wait' });
const stalled = ({ decisions }: Plan, id = 'parent-1') =>
  decisions
    .filter(({ subject }) => 'parent' in subject && subject.parent === id)
    .flatMap(({ not }) => not.filter((sentence) => sentence.startsWith('stalled: ')));
const told = ({ decisions }: Plan, id = 'parent-1') =>
  decisions.flatMap(({ subject, not }) => ('parent' in subject && subject.parent === id ? not : []));

test.each([
  ['a cancel is asked for', { kind: 'requestCancel' }],
  ['a change is asked for', { kind: 'requestReplace', change: { quantity: units(5) } }],
  ['it is paused', { kind: 'pause' }],
] as const)('behavior: %s, and nothing is heard of a part of it for long', (why, event) => {
  const one = createToyDesk([toyParent()], rich, { limits: unlimited });
  one.tick(0);
  one.tick(0);
  one.say(event);
  for (let i = 0; i < 14; i++) expect(one.tick(minute, waits).decisions).toEqual([]);
  expect(told(one.tick(minute, waits))).toEqual([
    `${why}, and a part of it may still be done: order child-1 is New`,
    'stalled: nothing was done for 15 min',
  ]);
});

test('behavior: an order that a hedge undoes at every block', () => {
  const rules = [hedgeRule({ when: deltaOver(0.5) })];
  for (const ether of [0, 10]) {
    const state = toyState({ accounts: { cross: holding(ether, 1_000_000) } });
    const one = createToyDesk([toyParent()], state, { limits: unlimited, rules });
    one.tick(0);
    let last = one.tick(minute);
    expect(told(last)).toEqual([expect.stringMatching(/^it and `.*` below undo each other/)]);
    expect(stalled(last)).toEqual([]);
    for (let i = 0; i < 14; i++) last = one.tick(minute);
    expect([one.sent.length, stalled(last)]).toEqual([0, ['stalled: nothing was done for 15 min']]);
  }
});

test('behavior: two orders of one book that undo each other', () => {
  const sell = toyParent({ side: 'Sell' }, { id: 'parent-2', clOrdId: 'two' });
  const one = createToyDesk([toyParent(), sell], rich, { limits: unlimited });
  let last = one.tick(0);
  for (let i = 0; i < 16; i++) last = one.tick(minute);
  expect(one.sent).toEqual([]);
  expect([stalled(last), stalled(last, 'parent-2')]).toEqual([
    ['stalled: nothing was done for 16 min'],
    ['stalled: nothing was done for 16 min'],
  ]);
});
