import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Vote } from './review.js';
import { outcomeOf, outcomeOfSilence } from './reviewOutcome.js';
import type { ReviewDefault } from './reviewSettings.js';
import { unixMillis } from './units.js';

const vote = (author: string, verdict: Vote['verdict'], notional?: number): Vote => ({
  ...{ author, verdict, text: '', at: unixMillis(1) },
  ...(notional === undefined ? {} : { notional }),
});

test('default: nobody has said anything: it is open', () => {
  expect(outcomeOf({ votes: [], approvals: 1, notional: 100 })).toEqual({ status: 'Open', approved: 100, by: [] });
});

test('behavior: whoever changes their mind counts as they said last', () => {
  const votes = [vote('a', 'reject'), vote('a', 'approve', 60)];
  expect(outcomeOf({ votes, approvals: 1, notional: 100 })).toEqual({ status: 'Approved', approved: 60, by: ['a'] });
});

const votes = fc.array(
  fc.record({
    author: fc.constantFrom('a', 'b', 'c'),
    verdict: fc.constantFrom<Vote['verdict']>('approve', 'reject'),
    notional: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
  }),
  { maxLength: 6 },
);

test('invariant: never more than was asked, never without as many people as it takes, never against a no', () => {
  fc.assert(
    fc.property(votes, fc.integer({ min: 1, max: 3 }), (cast, approvals) => {
      const given = cast.map(({ author, verdict, notional }) => vote(author, verdict, notional));
      const { status, approved, by } = outcomeOf({ votes: given, approvals, notional: 100 });
      const last = new Map(given.map((one) => [one.author, one]));
      const no = [...last.values()].filter(({ verdict }) => verdict === 'reject').length;
      if (no > 0) expect(status).toBe('Rejected');
      if (status === 'Approved') {
        expect(new Set(by).size).toBeGreaterThanOrEqual(approvals);
        expect(approved).toBeLessThanOrEqual(100);
        for (const author of by) expect(approved).toBeLessThanOrEqual(last.get(author)?.notional ?? 100);
      }
    }),
  );
});

test('behavior: silence stands for those who have not answered, and approves no more than anybody who has', () => {
  const after = (onExpiry: ReviewDefault, ...cast: Vote[]) => {
    const { status, approved } = outcomeOfSilence({ votes: cast, notional: 100, onExpiry });
    return [status, approved];
  };
  expect(after('approve')).toEqual(['Approved', 100]);
  expect(after('approve', vote('a', 'approve'))).toEqual(['Approved', 100]);
  expect(after('approve', vote('a', 'approve', 40), vote('b', 'approve', 60))).toEqual(['Approved', 40]);
  expect(after('approve', vote('a', 'approve', 20), vote('a', 'approve', 90))).toEqual(['Approved', 90]);
  expect(after('reject', vote('a', 'approve'))).toEqual(['Rejected', 0]);
});
