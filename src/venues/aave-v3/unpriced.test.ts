import { expect, test } from 'vitest';
import { portfolioOf } from '../../assess/holdings/holdingsOf.js';
import { toySnapshot } from '../../plan/testing/toyBook.js';
import { openOnPaper, paperPool } from './testing/paperPool.js';

/** Ether that stands for dollars, or for nothing; beside it GHO that is no collateral, and whose feed is dead. */
function account({ owes, supplied = 10n ** 20n }: { owes: boolean; supplied?: bigint }) {
  const paper = paperPool(11);
  Object.assign(paper.reserves.WETH, { supplied: 10n ** 19n, isCollateral: true });
  Object.assign(paper.reserves.USDC, { owed: owes ? 2_000_000_000n : 0n, isBorrowed: owes });
  Object.assign(paper.reserves.GHO, { supplied, price: 0n });
  return () => openOnPaper(paper);
}

test('behavior: what is supplied and has no price is a gap: without a debt nothing is told of the account', () => {
  expect(account({ owes: false })).toThrow(/no price of GHO, which the account has supplied/);
});

test('behavior: with a debt health is told all the same, and the supply is among what has no price', () => {
  const { reading } = account({ owes: true })();
  expect(reading.marginAccounts[0]?.health).toBeCloseTo(8.25, 2);
  const { unpriced } = portfolioOf(toySnapshot([reading]));
  expect(unpriced).toEqual([
    { position: 'aave-v3 GHO supplied', reason: expect.stringMatching(/no venue .* states a price of GHO/) },
  ]);
});

test('behavior: a token that is watched and has no price is told in no funding, and leads nowhere', () => {
  for (const supplied of [0n, 10n ** 20n]) {
    const { venue, reading } = account({ owes: true, supplied })();
    expect(reading.funding.map(({ token }) => token.symbol)).toEqual(['WETH', 'USDC']);
    const ways = venue.ways?.(reading).filter(({ token }) => token.symbol === 'GHO') ?? [];
    expect(ways).toHaveLength(4);
    for (const { closed, most } of ways) {
      expect(closed).toMatch(/oracle has no price of GHO/);
      expect(most).toBe(0n);
    }
  }
});

test('behavior: a token without a price stands for no margin account', () => {
  const paper = paperPool(11);
  paper.reserves.WETH.price = 0n;
  const { reading } = openOnPaper(paper);
  expect(reading.marginAccounts[0]?.collateral.symbol).toBe('USDC');
});
