import { expect, test } from 'vitest';
import { readRisk, riskView } from './risk.js';
import { emptyLedger, keptAt, keptLedger } from './testing/keptLedger.js';

test('default: of an empty ledger, and of a book that is not known, nothing', async () => {
  expect(await readRisk(emptyLedger(), keptAt)).toEqual({ asOf: keptAt, books: [], book: null });
  const other = await readRisk(await keptLedger(), keptAt, { book: 'other' });
  expect(other).toMatchObject({ books: ['eth-book'], book: null });
});

test('default: Greeks add up over the ladder, and the grid stands where nothing moves', async () => {
  const { book } = riskView.parse(await readRisk(await keptLedger(), keptAt));
  if (!book) throw new Error('no book');
  const sum = (values: readonly (number | null)[]) =>
    values.reduce<number>((total, one) => total + (one ?? Number.NaN), 0);
  for (const name of ['deltaUsd', 'gammaUsd', 'vegaUsd', 'thetaUsd'] as const) {
    expect(sum(book.ladder.map((row) => row[name]))).toBeCloseTo(book.total[name] ?? Number.NaN, 6);
  }
  expect(book.ladder.map(({ underlying, expiry }) => [underlying, expiry !== null])).toEqual([
    ['BTC', false],
    ['ETH', false],
    ['ETH', true],
  ]);
  const { stress } = book;
  if (!stress) throw new Error('no stress');
  const still = stress.pnlUsd[stress.volFactors.indexOf(1)]?.[stress.moves.indexOf(0)];
  expect(still).toBeCloseTo(0, 6);
  expect(book.payoffs.map(({ underlying }) => underlying)).toHaveLength(2);
  for (const { atUsd, curves, priceUsd } of book.payoffs) {
    expect(curves[0]?.pnlUsd[atUsd.indexOf(priceUsd)]).toBeCloseTo(0, 6);
  }
  expect(book.surfaces).toMatchObject([{ underlying: 'ETH', isOfHeld: true }]);
  expect(book.shocks.length).toBeGreaterThan(3);
  expect(book.gaps).toContain('lyra #9: in no figure, its board is not listed');
});

test('behavior: a book whose sample failed is told as far as it is known', async () => {
  const { book } = riskView.parse(await readRisk(await keptLedger({ untold: true }), keptAt));
  expect(book).toMatchObject({ stress: null, shocks: [], payoffs: [], surfaces: [], valueAtRisk99Usd: null });
  expect(book?.ladder.length).toBeGreaterThan(0);
  expect(book?.gaps).toContain('runway, walls and value at risk could not be worked out at this sample');
});
