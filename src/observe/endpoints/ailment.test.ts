import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ailmentOf, compared, type Judging, silenceOfChain } from './ailment.js';
import * as health from './health.js';

const start = 1_700_000_000_000;
const slowMs = 2_500;
const maxHeadAgeMs = 60_000;

/** A block each second, the number of seconds since the start as its number. */
const blockAt = (second: number, fork = ''): health.SeenHead => ({
  number: BigInt(second),
  hash: `0x${second}${fork}`,
  timestamp: start / 1000 + second,
});
const after = (seconds: number): number => start + seconds * 1000;
const judging = (seconds: number, ...all: health.Health[]): Judging => ({
  ...{ now: after(seconds), maxHeadAgeMs, slowMs, all },
});
const fresh = () => health.newHealth(start);
/** One that has told of each of these blocks a moment after it was made. */
const following = (...seconds: number[]) =>
  seconds.reduce((one, second) => health.sawHead(one, blockAt(second), after(second)), fresh());
/** It tells the same again for ten seconds up to then, beside others. */
const telling = (one: health.Health, second: number, ...others: health.Health[]): health.Health =>
  [second - 10, second].reduce((told, at) => {
    const heard = one.head === null ? told : health.sawHead(told, one.head, after(at));
    return compared(heard, judging(at, heard, ...others));
  }, one);
const kindOf = (one: health.Health, at: Judging) => ailmentOf(one, at)?.kind ?? null;

test('default: one that answers and follows is well, and so is one that nothing is known of', () => {
  const well = health.answered(following(1, 2, 3), 40);
  expect(kindOf(well, judging(3, well))).toBeNull();
  expect(kindOf(fresh(), judging(0, fresh()))).toBeNull();
});

test('behavior: one failure is a hiccup, three in a row or half a minute of them are silence', () => {
  let one = fresh();
  one = health.failedAt(one, 'heads', after(1), 'ECONNREFUSED');
  expect(ailmentOf(one, judging(1, one))).toEqual({ kind: 'shaky', text: 'ECONNREFUSED' });
  const long = health.failedAt(one, 'heads', after(31), 'ECONNREFUSED');
  expect(kindOf(long, judging(31, long))).toBe('silent');
  one = health.failedAt(one, 'heads', after(2), 'ECONNREFUSED');
  expect(kindOf(one, judging(2, one))).toBe('shaky');
  one = health.failedAt(one, 'heads', after(3), 'ECONNREFUSED');
  expect(ailmentOf(one, judging(3, one))).toEqual({
    kind: 'silent',
    text: 'failed 3 times at heads: ECONNREFUSED',
  });
  one = health.workedAt(one, 'heads');
  expect(kindOf(one, judging(4, one))).toBeNull();
});

test('invariant: heads that work are no proof that reads do', () => {
  let one = fresh();
  for (let i = 0; i < 3; i++) one = health.workedAt(health.failedAt(one, 'reads', after(i), 'no such block'), 'heads');
  expect(kindOf(one, judging(3, one))).toBe('silent');
});

test('behavior: a head that is old while another goes on is stale; a moment behind is not', () => {
  const early = following(1, 60);
  const soon = telling(following(1), 60, early);
  expect(kindOf(soon, judging(60, soon, early))).toBeNull();
  const ahead = following(1, 50, 62);
  const left = telling(following(1), 62, ahead);
  expect(ailmentOf(left, judging(62, left, ahead))).toEqual({
    kind: 'stale',
    text: 'its newest block 1 is 61 s old; others have 62',
  });
  expect(kindOf(ahead, judging(62, left, ahead))).toBeNull();
});

test('behavior: after a standstill, one that has not been asked since is not stale', () => {
  const other = following(1);
  const one = telling(following(1), 70, other);
  const first = following(1, 71);
  expect(kindOf(one, judging(71, one, first))).toBeNull();
  const asked = compared(health.sawHead(one, blockAt(1), after(72)), judging(72, one, first));
  expect(kindOf(asked, judging(72, asked, first))).toBeNull();
  const again = compared(health.sawHead(asked, blockAt(1), after(87)), judging(87, asked, first));
  expect(kindOf(again, judging(87, again, first))).toBe('stale');
});

test('behavior: where all are equally old it is the chain that is silent, not an endpoint', () => {
  const all = [following(1), following(1)];
  const at = judging(62, ...all);
  expect(all.map((one) => kindOf(one, at))).toEqual([null, null]);
  expect(silenceOfChain(at, [null, null])).toBe('no endpoint has told of a new block for 61 s');
  expect(silenceOfChain(judging(61, ...all), [null, null])).toBeNull();
});

test('behavior: a chain all of whose endpoints fail is silent', () => {
  const ill = { kind: 'silent', text: '' } as const;
  const wrong = { kind: 'wrongChain', text: '' } as const;
  expect(silenceOfChain(judging(1, fresh(), fresh()), [ill, wrong])).toBe('no endpoint answers');
  expect(silenceOfChain(judging(1, fresh(), fresh()), [ill, null])).toBeNull();
});

test('behavior: back and forth between two blocks is no progress', () => {
  let one = following(1, 2);
  for (let second = 3; second <= 70; second++) one = health.sawHead(one, blockAt(1 + (second % 2)), after(second));
  const other = following(1, 70);
  one = telling(one, 80, other);
  expect(kindOf(one, judging(80, one, other))).toBe('stale');
});

test('behavior: a clock that is wrong makes no endpoint stale that is only a moment behind', () => {
  const [one, other] = [following(999), following(1000)];
  // The machine's clock is ten minutes ahead of the chain's.
  const ahead = (health: health.Health) => ({ ...health, progressAt: after(1600) });
  const all = [telling(ahead(one), 1601, ahead(other)), ahead(other)];
  expect(all.map((each) => kindOf(each, judging(1601, ...all)))).toEqual([null, null]);
});

test('behavior: a height far beyond all others is a lie, and makes none of them stale', () => {
  const liar = health.sawHead(following(1), { ...blockAt(2), number: 9_000_000n }, after(2));
  const honest = [following(1, 2, 3), following(1, 2)];
  const at = judging(3, liar, ...honest);
  expect(ailmentOf(liar, at)).toEqual({
    kind: 'lying',
    text: 'tells of block 9000000, which is far beyond what the others tell of',
  });
  const other = following(1, 62);
  const later = judging(62, liar, telling(following(1, 2, 50), 62, liar, other), other);
  for (const one of later.all.slice(1)) expect(kindOf(one, later)).toBeNull();
});

test('behavior: one against one the height alone proves nothing, the leap to it does', () => {
  const high = health.sawHead(fresh(), { ...blockAt(2), number: 9_000_000n }, after(2));
  const low = following(1, 2);
  expect(kindOf(high, judging(3, high, low))).toBeNull();
  const leapt = health.sawHead(following(1), { ...blockAt(2), number: 9_000_000n }, after(2));
  expect(kindOf(leapt, judging(3, leapt, low))).toBe('lying');
  const back = health.sawHead(leapt, blockAt(3), after(3));
  expect(kindOf(back, judging(3, back, low))).toBeNull();
});

test('behavior: a false time in the future does not make later true blocks look old', () => {
  const one = health.sawHead(following(1), { ...blockAt(2, 'x'), timestamp: 9_999_999_999 }, after(2));
  const later = health.sawHead(one, blockAt(60), after(60));
  expect(later.progressAt).toBe(after(60));
});

test('behavior: accused until it has agreed fifty times in a row', () => {
  let one = health.accusedOf(following(1), 'another answer to eth_call');
  for (let i = 0; i < 49; i++) one = health.agreedOnce(one);
  expect(ailmentOf(one, judging(1, one))).toEqual({ kind: 'lying', text: 'another answer to eth_call' });
  const again = health.agreedOnce(health.accusedOf(one, 'and another'));
  expect(kindOf(again, judging(1, again))).toBe('lying');
  expect(kindOf(health.agreedOnce(one), judging(1, one))).toBeNull();
});

test('behavior: one that limits rates rests for as long as it says, else longer each time, and is silent after long', () => {
  const named = health.limited(fresh(), start, 7_000);
  expect(named.restsUntil).toBe(after(7));
  expect(kindOf(named, judging(6, named))).toBe('limited');
  expect(kindOf(named, judging(7, named))).toBeNull();
  expect(health.limited(fresh(), start, 86_400_000).restsUntil).toBe(after(600));
  expect(health.limited(fresh(), start, 0).restsUntil).toBe(start + 250);
  const rests: number[] = [];
  let [one, now] = [fresh(), start];
  for (let i = 0; i < 9; i++) {
    one = health.limited(one, now, null);
    expect(health.limited(one, now, null)).toEqual(one); // one of many that were refused together
    rests.push(one.restsUntil - now);
    now = one.restsUntil;
  }
  expect(rests).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  expect(kindOf(one, judging(0, one))).toBe('silent');
  expect(health.limited(health.answered(one, 1), now, null).restsUntil - now).toBe(500);
});

test('behavior: most requests unanswered, or answers that take long, make it shaky', () => {
  let one = fresh();
  for (let i = 0; i < 7; i++) one = health.unanswered(one);
  expect(ailmentOf(one, judging(1, one))).toEqual({ kind: 'shaky', text: 'most requests are not answered' });
  one = health.answered(health.answered(one, 3_000), 3_000);
  expect(ailmentOf(one, judging(1, one))).toEqual({ kind: 'shaky', text: 'takes 3000 ms' });
});

test('invariant: of endpoints that only tell of heads, at least one is well', () => {
  const tale = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 0, max: 300 }), fc.nat(20)), { maxLength: 40 });
  fc.assert(
    fc.property(tale, fc.nat(200), (heads, more) => {
      const all = [fresh(), fresh(), fresh(), fresh()];
      let second = 0;
      for (const [who, lag, step] of heads) {
        second += step;
        const one = all[who];
        if (!one) continue;
        const told = health.sawHead(one, blockAt(Math.max(0, second - lag)), after(second));
        all[who] = compared(told, judging(second, told, ...all.filter((other) => other !== one)));
      }
      const at = judging(second + more, ...all);
      expect(all.map((one) => kindOf(one, at))).toContain(null);
    }),
  );
});
