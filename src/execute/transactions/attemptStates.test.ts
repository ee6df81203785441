import { expect, test } from 'vitest';
import { type AttemptState, attemptStates } from '../../model/order.js';
import { isOpenAttempt } from '../../record/queries/attempts.js';
import { type AttemptEvent, attemptEvents, InvalidTransition, nextState } from './attemptStates.js';

// Rows are states, columns are events; a dash is refused. Written out by hand, apart from the table it checks.
const expected = `
             sign    broadcast  lose     mine   revert    finalise  reorganise  drop     replace
  Reserved   Signed  -          -        -      -         -         -           Dropped  -
  Signed     -       Broadcast  Unknown  Mined  Reverted  -         -           Dropped  Replaced
  Broadcast  -       Broadcast  Unknown  Mined  Reverted  -         -           Dropped  Replaced
  Mined      -       -          -        -      -         Final     Reorged     -        -
  Final      -       -          -        -      -         -         -           -        -
  Dropped    -       -          -        -      -         -         -           -        -
  Replaced   -       -          -        -      -         -         -           -        -
  Reverted   -       -          -        -      -         Reverted  Reorged     -        -
  Reorged    -       Broadcast  Unknown  Mined  Reverted  -         -           Dropped  Replaced
  Unknown    -       Broadcast  Unknown  Mined  Reverted  -         -           Dropped  Replaced
`;

const [header = '', ...rows] = expected.trim().split('\n');
const events = header.trim().split(/\s+/) as AttemptEvent[];
const table = rows.map((row) => row.trim().split(/\s+/)) as [AttemptState, ...(AttemptState | '-')[]][];

test('invariant: the table covers every state and every event', () => {
  expect(events).toEqual([...attemptEvents]);
  expect(table.map(([state]) => state).sort()).toEqual([...attemptStates].sort());
});

test.each(table)('behavior: %s moves as written and not otherwise', (state, ...targets) => {
  expect(targets).toHaveLength(events.length);
  events.forEach((event, i) => {
    if (targets[i] === '-') expect(() => nextState(state, event)).toThrow(InvalidTransition);
    else expect(nextState(state, event)).toBe(targets[i]);
  });
});

test('invariant: only a finished attempt has no way out, but for a reverted one', () => {
  for (const state of attemptStates) {
    const ways = attemptEvents.filter((event) => table.find(([s]) => s === state)?.[1 + events.indexOf(event)] !== '-');
    if (state !== 'Reverted') expect(ways.length > 0).toBe(isOpenAttempt(state));
  }
});
