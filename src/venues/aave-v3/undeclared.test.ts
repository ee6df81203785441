import { expect, test } from 'vitest';
import { assess } from '../../assess/assess.js';
import { holdingsOf } from '../../assess/holdings/holdingsOf.js';
import { toFloat } from '../../model/units.js';
import { toySnapshot } from '../../plan/testing/toyBook.js';
import { accountOf } from './account.js';
import { paperAccount } from './testing/paperAccount.js';
import { assetOf, openOnPaper, type PaperPool, type PaperToken, paperPool } from './testing/paperPool.js';

const nameOf = (token: PaperToken) => `${assetOf(token).slice(0, 6)}…${assetOf(token).slice(-4)}`;
const declared = ['WETH', 'USDC'] as const;

/** Ten ether and a hundred dollars of GHO, which nobody has declared, against two thousand dollars. */
function withStranger(given: Partial<PaperPool> = {}): PaperPool {
  const paper = paperPool(11, given);
  Object.assign(paper.reserves.WETH, { supplied: 10n ** 19n, isCollateral: true });
  Object.assign(paper.reserves.USDC, { owed: 2_000_137_231n, isBorrowed: true });
  const { GHO } = paper.reserves;
  Object.assign(GHO, { supplied: 10n ** 20n, isCollateral: true, threshold: 7_700, ltv: 7_000, price: 99_900_000n });
  return paper;
}

test('default: a reserve that is not declared counts as the Pool counts it, by its address and an underlying of its own', () => {
  const paper = withStranger();
  const { venue, reading } = openOnPaper(paper, declared, declared);
  const name = nameOf('GHO');
  expect(reading.detail.doubt).toBeNull();
  expect(accountOf(reading.detail)).toMatchObject({ health: paperAccount(paper).health });
  const held = reading.positions.find(({ id }) => id === `aave-v3 ${name} supplied`);
  expect(held).toMatchObject({ instrument: { symbol: name, underlying: name, address: assetOf('GHO') } });
  expect(held && toFloat(held.quantity)).toBe(100);
  expect(reading.prices[name]).toBe(999_000_000_000_000_000n);
  const [account] = reading.marginAccounts;
  if (!account) throw new Error('expected a margin account');
  expect(account.underlyings).toEqual([name, 'ETH'].sort());
  const now = venue.marginAt(reading, account, name, 0.999);
  expect(now.equity).toBe(toFloat(account.equity));
  expect(venue.marginAt(reading, account, name, 0).equity).toBeCloseTo(now.equity - 99.9 * 0.77, 6);
});

test('behavior: the figures of the whole book stay known', () => {
  const { venue, reading } = openOnPaper(withStranger(), declared, declared);
  const snapshot = toySnapshot([reading]);
  const venues = new Map([[venue.id, venue]]);
  const { portfolio, marginAccounts } = assess(snapshot, venues);
  expect(Object.values(portfolio).filter(Number.isNaN)).toEqual([]);
  expect(marginAccounts[0]?.health).toBeGreaterThan(8);
  const { unpriced, margins } = holdingsOf(snapshot, venues);
  expect(unpriced).toEqual([]);
  expect(margins[0]?.carry).not.toBeNaN();
});

test('behavior: nothing leads in or out of it, and the sentence beside it says what to do', () => {
  const paper = withStranger();
  // Even where it is worth most of all.
  paper.reserves.GHO.supplied = 10n ** 24n;
  const { venue, reading } = openOnPaper(paper, declared, declared);
  const symbols = venue.ways?.(reading).map(({ token }) => token.symbol) ?? [];
  expect([...new Set(symbols)]).toEqual(['WETH', 'USDC']);
  expect(reading.funding.map(({ token }) => token.symbol)).toEqual(['WETH', 'USDC']);
  const [account] = reading.marginAccounts;
  if (!account) throw new Error('expected a margin account');
  expect(account.collateral.symbol).toBe('WETH');
  expect(venue.topUpFor(reading, account, 1e6).token.symbol).not.toBe(nameOf('GHO'));
  const closed = reading.markets.map(({ instrument, closed: why }) => [instrument.id, why]);
  expect(closed).toEqual([
    ['aave-v3 WETH', null],
    ['aave-v3 USDC', null],
    [`aave-v3 ${nameOf('GHO')}`, expect.stringMatching(`${assetOf('GHO')} .*does not declare`)],
  ]);
});

test('behavior: a reserve that was listed after the start counts as well', () => {
  const paper = withStranger({ unlisted: ['GHO'] });
  const { GHO } = paper.reserves;
  Object.assign(GHO, { isCollateral: false });
  const opened = openOnPaper(paper, declared, declared);
  expect(opened.reading.positions).toHaveLength(2);
  Object.assign(paper, { unlisted: [] });
  Object.assign(GHO, { isCollateral: true });
  const reading = opened.readAgain();
  expect(reading.detail.doubt).toBeNull();
  expect(accountOf(reading.detail)).toMatchObject({ health: paperAccount(paper).health });
  expect(reading.positions.map(({ id }) => id)).toContain(`aave-v3 ${nameOf('GHO')} supplied`);
});

test('behavior: without a price it counts as nothing, and nothing stands still for it; owed, it cannot be left out', () => {
  const paper = withStranger();
  const { GHO } = paper.reserves;
  GHO.price = 0n;
  const { reading } = openOnPaper(paper, declared, declared);
  expect(reading.marginAccounts[0]?.underlyings).toEqual(['ETH']);
  expect(reading.marginAccounts[0]?.health).toBeCloseTo(8.25, 2);
  Object.assign(GHO, { owed: 1n, isBorrowed: true });
  expect(() => openOnPaper(paper, declared, declared)).toThrow(/no price of 0x/);
});

test('args: a reserve whose debt token is another than at the start is refused', () => {
  const paper = withStranger();
  const opened = openOnPaper(paper);
  Object.assign(paper, { moved: ['WETH'] });
  expect(() => opened.readAgain()).toThrow(/listed WETH anew/);
});
