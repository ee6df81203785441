import { expect, test } from 'vitest';
import type { Plan } from '../plan.js';
import { holding, units, unlimited } from '../testing/toyBook.js';
import { toyState } from '../testing/toyPerp.js';
import { createToyDesk, type Outcome } from './testing/toyDesk.js';
import { toyParent } from './testing/toyParent.js';

const minute = 60_000;
const rich = toyState({ accounts: { cross: holding(0, 1_000_000) } });
const waits = (): Outcome => ({ kind: 'wait' });
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
