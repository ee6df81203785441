import { expect, test } from 'vitest';
import { readCondition } from '../expression.js';
import { boundOf, isAbsolute, isMetric } from './bounds.js';

const bound = (source: string, side: 'below' | 'above', subject = isMetric('health')) =>
  boundOf(readCondition(source, 'topUp').condition, subject, side);

test.each([
  ['health < 1.3', 1.3],
  ['1.3 > health', 1.3],
  ['health <= 1 + 1/2 and gas < 2', 1.5],
  ['1 < health < 1.3', 1.3],
  ['health < 1.2 or health < 1.4', 1.4],
  ['(health < 1.2) and (health < 1.4)', 1.2],
])('default: %s holds below %d', (source, expected) => {
  expect(bound(source, 'below')).toBe(expected);
});

test.each(['health < 1.2 or gas > 2', 'not (health > 1.2)', 'health < worstHealth', 'health > 1.2', 'health != 1.2'])(
  'behavior: the text of %s tells no bound',
  (source) => {
    expect(bound(source, 'below')).toBe(Number.POSITIVE_INFINITY);
  },
);

test('args: side, subject', () => {
  expect(bound('abs(delta) > 1.5 and gas < 2', 'above', isAbsolute('delta'))).toBe(1.5);
  expect(bound('delta > 1.5', 'above', isAbsolute('delta'))).toBe(Number.NEGATIVE_INFINITY);
});
