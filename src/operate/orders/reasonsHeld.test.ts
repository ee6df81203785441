import { expect, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { reasonsHeld } from './reasonsHeld.js';

const decided = (at: number, not: string, rest: { kind?: 'work' | 'capture'; verdict?: 'act' | 'hold' } = {}) => ({
  ...{ kind: 'work' as const, verdict: 'hold' as const, at: unixMillis(at), not: not === '' ? [] : [not] },
  ...rest,
});

test('default: each reason once, by when it was last so; what holds now is last, however long ago it held first', () => {
  const told = reasonsHeld([
    decided(1, 'the price is past the limit'),
    decided(2, 'the pool is full'),
    decided(3, '', { verdict: 'act' }),
    decided(4, 'the price is past the limit'),
  ]);
  expect(told).toEqual([
    { reason: 'the pool is full', at: 2 },
    { reason: 'the price is past the limit', at: 4 },
  ]);
});

test('behavior: reasons that differ in digits nobody reads are one, and what was said of it as a whole is none', () => {
  expect(
    reasonsHeld([
      decided(1, 'waits for a person', { kind: 'capture' }),
      decided(2, 'at 2031.504311 or better'),
      decided(3, 'at 2031.504349 or better'),
    ]),
  ).toEqual([{ reason: 'at 2 031.5043 or better', at: 3 }]);
});
