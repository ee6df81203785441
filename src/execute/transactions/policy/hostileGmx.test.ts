import { beforeAll, expect, test } from 'vitest';
import { useGmxLab } from '../../../../test/gmxLab.js';
import { expectDayInTwoPieces, expectHonest, expectRefused } from './testing/expectations.js';
import { type HostileBook, judge } from './testing/hostile.js';
import { hostileAnywhere } from './testing/hostileAnywhere.js';
import { hostileGmx } from './testing/hostileGmx.js';
import { gmxBook } from './testing/labBooks.js';
import { policyOf } from './testing/perpBook.js';

const lab = useGmxLab();

let book: HostileBook;
beforeAll(async () => {
  book = await gmxBook(lab());
});

test.each(Object.entries({ ...hostileAnywhere, ...hostileGmx }))('behavior: %s is refused', (_, hostile) =>
  expectRefused(book, hostile),
);

test('default: everything that the venue itself prepares is signed', () => expectHonest(book));

test('behavior: over the budget of a day in two pieces, the second is refused', () => expectDayInTwoPieces(book));

test('behavior: what is paid to keepers counts as gas', () => {
  const { gasCost } = judge(book, book.opening);
  expect(gasCost).toBe(3_000_000n * 10n ** 8n + book.opening.value);
  expect(book.opening.value).toBeGreaterThan(0n);
});

test.each(['buys some back', 'buys all back', 'adds collateral', 'moves the stop', 'takes the stop back', 'claims'])(
  'invariant: no budget and no profile stops what lowers risk: %s',
  (name) => {
    const none = { notional: 0, gas: 0 };
    const policy = policyOf({ profile: 'reduceOnly', transaction: none, day: none });
    const steps = book.honest[name] ?? [];
    expect(steps.length).toBeGreaterThan(0);
    for (const [step, call] of steps.entries()) {
      expect(judge(book, call, steps.slice(step + 1), policy)).toMatchObject({ refused: null, lowersRisk: true });
    }
  },
);
