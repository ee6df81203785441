import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ailmentKinds } from './ailment.js';
import { afterFailure, type Candidate, candidateOf, reconsidered, severityOf } from './chooseEndpoint.js';
import { failedAt, newHealth } from './health.js';

const well: Candidate = { ailment: null, looksWell: true, mayReturn: true };
const recovering: Candidate = { ...well, mayReturn: false };
const ill = (kind: (typeof ailmentKinds)[number]): Candidate => ({
  ...{ ailment: { kind, text: kind }, looksWell: false, mayReturn: false },
});

test('default: after a failure the next in turn, round and round where all are alike', () => {
  const all = [ill('shaky'), ill('shaky'), ill('shaky')];
  expect([0, 1, 2].map((i) => afterFailure(i, all))).toEqual([1, 2, 0]);
  expect(afterFailure(0, [well])).toBe(0);
});

test('behavior: one that is well before one that is ill, and a liar only where there is nobody else', () => {
  expect(afterFailure(0, [ill('shaky'), ill('stale'), well])).toBe(2);
  expect(afterFailure(0, [ill('silent'), ill('lying')])).toBe(0);
  expect(afterFailure(0, [ill('lying'), ill('lying')])).toBe(1);
});

test('behavior: without a failure, only for one that is less ill', () => {
  expect(reconsidered(1, [ill('silent'), ill('stale'), recovering])).toBe(2);
  expect(reconsidered(1, [recovering, recovering, well])).toBe(1);
  expect(reconsidered(1, [ill('stale'), ill('stale')])).toBe(1);
});

test('behavior: a preferred one comes back only once it has been well for a while', () => {
  expect(reconsidered(2, [recovering, recovering, well])).toBe(2);
  expect(reconsidered(2, [recovering, well, well])).toBe(1);
  expect(reconsidered(0, [well, well])).toBe(0);
});

test('behavior: after reads that failed it may try again, later each time', () => {
  const judging = (now: number, health = newHealth(0)) => ({ now, maxHeadAgeMs: 60_000, slowMs: 1000, all: [health] });
  let one = newHealth(0);
  const waits = [1, 2, 3, 4, 5, 6, 7].map(() => {
    one = failedAt(one, 'reads', 0, 'no such block');
    for (let now = 0; ; now += 1000) if (candidateOf(one, judging(now, one), 1000).mayReturn) return now;
  });
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 32_000]);
  const unheard = failedAt(one, 'heads', 0, 'down');
  expect(candidateOf(unheard, judging(1e9, unheard), 1000).mayReturn).toBe(false);
});

test('invariant: never more ill than the least ill, and another look changes nothing', () => {
  const one = fc.oneof(fc.constantFrom(well, recovering), fc.constantFrom(...ailmentKinds).map(ill));
  const all = fc.array(one, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(all, fc.nat(), (candidates, seed) => {
      const current = seed % candidates.length;
      const least = Math.min(...candidates.map(severityOf));
      for (const choose of [afterFailure, reconsidered]) {
        const chosen = candidates[choose(current, candidates)];
        expect(chosen && severityOf(chosen)).toBe(least);
      }
      const next = reconsidered(current, candidates);
      expect(reconsidered(next, candidates)).toBe(next);
    }),
  );
});
