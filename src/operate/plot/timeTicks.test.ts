import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../model/time.js';
import { timeTicks } from './timeTicks.js';

const at = Date.UTC(2026, 10, 22, 21, 56, 5);
const tickOver = (span: number) => timeTicks([{ at }, { at: at + span }])(new Date(at));

test('default: 24 hours, as much as the span needs', () => {
  expect([60_000, HOUR, 2 * DAY, 9 * DAY].map(tickOver)).toEqual(['21:56:05', '21:56', '11-22 21:56', '11-22']);
  expect(timeTicks([])(new Date(at))).toBe('21:56:05');
});
