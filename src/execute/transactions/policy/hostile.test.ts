import { beforeAll, describe, expect, test } from 'vitest';
import { useLab } from '../../../../test/lab.js';
import { expectDayInTwoPieces, expectHonest, expectRefused } from './testing/expectations.js';
import type { HostileBook } from './testing/hostile.js';
import { hostileAnywhere } from './testing/hostileAnywhere.js';
import { hostileLyra } from './testing/hostileLyra.js';
import { hostilePerpV2 } from './testing/hostilePerpV2.js';
import { lyraBook, perpBook } from './testing/labBooks.js';

const lab = useLab();

describe.each([
  ['perp-v2', perpBook, { ...hostileAnywhere, ...hostilePerpV2 }],
  ['lyra', lyraBook, { ...hostileAnywhere, ...hostileLyra }],
] as const)('%s', (_, open, hostiles) => {
  let book: HostileBook;
  beforeAll(async () => {
    book = await open(lab());
  });

  test.each(Object.entries(hostiles))('behavior: %s is refused', (_, hostile) => expectRefused(book, hostile));
  test('default: everything that the venue itself prepares is signed', () => expectHonest(book));
  test('behavior: over the budget of a day in two pieces, the second is refused', () => expectDayInTwoPieces(book));
});

test('invariant: the list is long enough to mean something', () => {
  expect(Object.keys(hostileAnywhere).length).toBeGreaterThanOrEqual(40);
});
