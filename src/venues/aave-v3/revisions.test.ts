import fc from 'fast-check';
import { encodeErrorResult, parseAbi, toFunctionSelector } from 'viem';
import { expect, test } from 'vitest';
import { laterPoolAbi } from '../../../abis/aave-v3-later.js';
import { driftsOver } from '../../assess/margin/marginDrift.js';
import type { CollateralKind, CollateralTerms } from '../../model/order.js';
import { bps, tokenAmount, unixSeconds } from '../../model/units.js';
import { accountOf } from './account.js';
import { suppliedIn, variableOwedIn } from './balances.js';
import { decodeError } from './decodeError.js';
import { borrowed, repaid, supplied, withdrawn } from './moved.js';
import { paperAccount } from './testing/paperAccount.js';
import {
  openOnPaper,
  type PaperMode,
  type PaperPool,
  type PaperToken,
  paperPool,
  RAY,
  readOnPaper,
} from './testing/paperPool.js';

const revisions = [4, 5, 6, 7, 8, 9, 10, 11];

/** Ten ether against two thousand dollars and a bit. */
function withLoan(revision: number, given: Partial<PaperPool> = {}): PaperPool {
  const paper = paperPool(revision, given);
  Object.assign(paper.reserves.WETH, { supplied: 10n ** 19n, isCollateral: true });
  Object.assign(paper.reserves.USDC, { owed: 2_000_137_231n, isBorrowed: true });
  return paper;
}

const dollars = (given: Partial<PaperMode> = {}): PaperMode => ({
  ...{ id: 2, ltv: 9_000, threshold: 9_300, collateral: ['WETH'], borrowable: ['USDC'], zeroLtv: [], isolated: false },
  ...given,
});

const wayIn = ({ venue, reading }: ReturnType<typeof openOnPaper>, kind: CollateralKind, token: PaperToken) => {
  const found = venue.ways?.(reading).find((way) => way.kind === kind && way.token.symbol === token);
  if (!found) throw new Error(`no way to ${kind} ${token}`);
  return found;
};

for (const revision of revisions) {
  test(`default: revision ${revision} is read, and its account is what it says`, () => {
    const paper = withLoan(revision);
    const { venue, reading } = openOnPaper(paper);
    expect(reading.detail.doubt).toBeNull();
    expect(reading.detail.revision).toBe(revision);
    const { health, debt } = paperAccount(paper);
    expect(accountOf(reading.detail)).toMatchObject({ health, debt });
    const stated = venue.stated?.(reading);
    if (!stated) throw new Error('expected stated margins');
    expect(driftsOver(readOnPaper(paper, stated), bps(0))).toEqual([]);
  });
}

test('invariant: whatever is held and owed, in whatever mode and release, the account is what the Pool says, to the unit', () => {
  const index = fc.bigInt({ min: RAY, max: 3n * RAY });
  const rate = fc.bigInt({ min: 0n, max: RAY });
  const amount = fc.bigInt({ min: 0n, max: 10n ** 24n });
  const reserve = fc.record({
    ...{ liquidityIndex: index, variableIndex: index, liquidityRate: rate, variableRate: rate },
    ...{ supplied: amount, owed: amount, price: fc.bigInt({ min: 1n, max: 10n ** 13n }) },
    ...{ isCollateral: fc.boolean(), isBorrowed: fc.boolean(), ltv: fc.constantFrom(0, 5_000, 8_000) },
    ...{ threshold: fc.constantFrom(0, 7_777, 8_250), decimals: fc.constantFrom(6, 8, 18) },
  });
  const tokens = fc.subarray<PaperToken>(['WETH', 'USDC', 'GHO']);
  const mode = fc.record({
    ...{ id: fc.constant(2), ltv: fc.constant(9_000), threshold: fc.constant(9_311) },
    ...{ collateral: tokens, borrowable: tokens, zeroLtv: tokens, isolated: fc.boolean() },
  });
  const one = fc.record({
    ...{ WETH: reserve, USDC: reserve, GHO: reserve, mode: fc.option(mode) },
    ...{ revision: fc.constantFrom(...revisions), later: fc.integer({ min: 0, max: 40_000_000 }) },
  });
  fc.assert(
    fc.property(one, ({ revision, later, mode: inMode, ...reserves }) => {
      const paper = paperPool(revision, { at: 1_000 + later, mode: inMode });
      for (const token of ['WETH', 'USDC', 'GHO'] as const) Object.assign(paper.reserves[token], reserves[token]);
      const { reading } = openOnPaper(paper);
      const { health, hasZeroLtv, equity, ...ours } = accountOf(reading.detail);
      const { health: theirHealth, ...theirs } = paperAccount(paper);
      expect(ours).toEqual(theirs);
      expect(health ?? 2n ** 256n - 1n).toBe(theirHealth);
      expect(reading.detail.doubt).toBeNull();
      const worth = reading.positions.reduce((sum, { value }) => sum + value, equity);
      const loose = reading.positions.filter(({ marginAccount }) => marginAccount === null);
      const besides = loose.reduce((sum, { value }) => sum + value, 0n);
      expect(worth - besides).toBe((ours.collateral - ours.debt) * 10n ** 10n);
    }),
    { numRuns: 200 },
  );
});

test('behavior: since 3.5 a debt is rounded up to the unit and to the cent of a cent, and a supply down', () => {
  // 137 231 units of 6 decimals at 0.99981 USD: 13 720 492.611 of 8 decimals.
  const small = (revision: number) => {
    const paper = withLoan(revision);
    Object.assign(paper.reserves.USDC, { owed: 137_231n });
    return accountOf(openOnPaper(paper).reading.detail).debt;
  };
  expect([8, 9, 11].map(small)).toEqual([13_720_492n, 13_720_493n, 13_720_493n]);
  const half = (revision: number) => {
    const paper = paperPool(revision);
    Object.assign(paper.reserves.WETH, { liquidityIndex: (RAY * 3n) / 2n, variableIndex: (RAY * 3n) / 2n });
    Object.assign(paper.reserves.WETH, { supplied: 1n, owed: 1n, isBorrowed: true });
    const { detail } = openOnPaper(paper).reading;
    const { WETH } = detail.reserves;
    return WETH ? [suppliedIn(detail, WETH), variableOwedIn(detail, WETH)] : [];
  };
  expect([half(8), half(9)]).toEqual([
    [2n, 2n],
    [1n, 2n],
  ]);
});

test('behavior: up to 3.4 the average threshold is cut off to a basis point, since 3.5 nothing of it is', () => {
  const mixed = (revision: number) => {
    const paper = withLoan(revision);
    Object.assign(paper.reserves.USDC, { supplied: 1_000_000_000n, isCollateral: true });
    return accountOf(openOnPaper(paper).reading.detail).equity;
  };
  // 20 000 USD by 82.50 % and 999.81 USD by 78.00 %: an average of 82.2857… %.
  expect(mixed(9)).toBe(17_279_851_800_000_000_000_000n);
  expect(mixed(8)).toBe(17_278_643_668_000_000_000_000n);
});

test('behavior: from 3.2 on a mode lists what it lends; since 3.6 its own lists alone decide', () => {
  const lends = (revision: number, borrowing: boolean, mode: PaperMode | null) => {
    const paper = withLoan(revision, { mode });
    Object.assign(paper.reserves.USDC, { borrowing });
    Object.assign(paper.reserves.GHO, { borrowing });
    const opened = openOnPaper(paper);
    return (['USDC', 'GHO'] as const).map((token) => wayIn(opened, 'borrow', token).closed);
  };
  for (const revision of [5, 8, 9]) {
    expect(lends(revision, true, dollars())).toEqual([null, expect.stringMatching(/efficiency mode paper/)]);
    expect(lends(revision, false, dollars())[0]).toMatch(/lends no USDC/);
  }
  for (const revision of [10, 11]) {
    expect(lends(revision, false, dollars())).toEqual([null, expect.stringMatching(/lends no GHO/)]);
    expect(lends(revision, false, null)[0]).toMatch(/lends no USDC/);
  }
});

test('behavior: collateral that counts in a mode only, backs no debt in it, or none beside it', () => {
  const account = (revision: number, mode: PaperMode, weth: { ltv: number; threshold: number }) => {
    const paper = withLoan(revision, { mode });
    Object.assign(paper.reserves.WETH, weth);
    return accountOf(openOnPaper(paper).reading.detail);
  };
  const nothing = { ltv: 0, threshold: 0 };
  const usual = { ltv: 8_000, threshold: 8_250 };
  expect(account(9, dollars(), nothing)).toMatchObject({ collateral: 0n, threshold: 0n });
  expect(account(10, dollars(), nothing)).toMatchObject({ ltv: 9_000n, threshold: 9_300n, hasZeroLtv: false });
  const zero = dollars({ zeroLtv: ['WETH'] });
  expect(account(9, zero, usual)).toMatchObject({ ltv: 9_000n, hasZeroLtv: false });
  expect(account(10, zero, usual)).toMatchObject({ ltv: 0n, threshold: 9_300n, hasZeroLtv: true });
  const alone = dollars({ collateral: ['GHO'], isolated: true });
  expect(account(10, alone, usual)).toMatchObject({ ltv: 8_000n, threshold: 8_250n, hasZeroLtv: false });
  expect(account(11, alone, usual)).toMatchObject({ ltv: 0n, threshold: 8_250n, hasZeroLtv: true });
});

test('behavior: what a release has given up is not read out of the bits that it left', () => {
  const siloed = 1n << 62n;
  const ceiling = 1_000_000n << 212n;
  const borrowWay = (revision: number) => {
    const paper = withLoan(revision);
    paper.reserves.WETH.bits |= ceiling;
    paper.reserves.USDC.bits |= siloed;
    return wayIn(openOnPaper(paper), 'borrow', 'USDC').closed;
  };
  expect(borrowWay(10)).toMatch(/isolated/);
  expect(borrowWay(11)).toBeNull();
});

test('behavior: no more is lent than the Pool counts as there', () => {
  const mostOf = (revision: number, virtual: bigint) => {
    const paper = withLoan(revision);
    Object.assign(paper.reserves.USDC, { virtual, liquidity: 5_000_000n });
    return wayIn(openOnPaper(paper), 'borrow', 'USDC').most;
  };
  expect(mostOf(9, 3_000_000n)).toBe(3_000_000n);
  expect(mostOf(9, 7_000_000n)).toBe(5_000_000n);
});

test('behavior: where the Pool makes something else of the account, nothing is borrowed or withdrawn', () => {
  const strange = openOnPaper(withLoan(9, { strangeDebt: 6n }));
  expect(openOnPaper(withLoan(9, { strangeDebt: 5n })).reading.detail.doubt).toBeNull();
  const closed = (kind: CollateralKind, token: PaperToken) => wayIn(strange, kind, token).closed;
  expect(closed('borrow', 'USDC')).toMatch(/the Pool makes .* of the account, and ballast/);
  expect(closed('removeCollateral', 'WETH')).toMatch(/nothing is borrowed or withdrawn/);
  expect(closed('addCollateral', 'WETH')).toBeNull();
  expect(closed('repay', 'USDC')).toBeNull();
  expect(strange.reading.markets.every(({ closed: why }) => why !== null)).toBe(true);
  const terms: CollateralTerms = {
    ...{ kind: 'borrow', venue: 'aave-v3', marginAccount: 'aave-v3 account', token: 'USDC', decimals: 6 },
    amount: tokenAmount(1_000_000n),
  };
  expect(() => strange.venue.prepare(strange.reading, terms, unixSeconds(0))).toThrow(/the Pool makes/);
});

test('behavior: a Pool that does not tell its own figures is doubted too', () => {
  const silent = openOnPaper(withLoan(11, { lacks: ['getUserAccountData'] }));
  expect(silent.reading.detail.doubt).toMatch(/does not tell/);
});

test('args: an unknown revision, and a Pool that is not what it calls itself, are refused with a sentence', () => {
  expect(() => openOnPaper(paperPool(12))).toThrow(/does not know/);
  expect(() => openOnPaper(paperPool(0))).toThrow(/does not know/);
  expect(() => openOnPaper(paperPool(10, { lacks: ['getEModeCategoryLtvzeroBitmap'] }))).toThrow(/calls itself 3\.6/);
  expect(() => openOnPaper(paperPool(7, { has: ['RESERVE_INTEREST_RATE_STRATEGY'] }))).toThrow(/calls itself 3\.3/);
  expect(() => openOnPaper(paperPool(3, { has: ['getVirtualUnderlyingBalance'] }))).toThrow(/calls itself 3\.0/);
});

test('behavior: up to 3.3 a debt that the Pool reckons in its own way stops the reading, and only that', () => {
  const owing = (revision: number, isBorrowed: boolean) => {
    const paper = withLoan(revision);
    Object.assign(paper.reserves.GHO, { bits: 0n, owed: 10n ** 20n, isBorrowed });
    return () => openOnPaper(paper);
  };
  expect(owing(6, true)).toThrow(/owes of GHO is not reckoned/);
  expect(owing(6, false)().reading.detail.doubt).toBeNull();
  expect(owing(8, true)().reading.detail.doubt).toBeNull();
});

test('invariant: since 3.5 no movement leaves the account with more than it brought', () => {
  const one = fc.record({
    ...{ index: fc.bigInt({ min: RAY, max: 3n * RAY }), held: fc.bigInt({ min: 2n, max: 10n ** 20n }) },
    ...{ share: fc.bigInt({ min: 1n, max: 999n }), revision: fc.constantFrom(9, 10, 11) },
  });
  fc.assert(
    fc.property(one, ({ index, held, share, revision }) => {
      const paper = paperPool(revision);
      const indices = { liquidityIndex: index, variableIndex: index };
      Object.assign(paper.reserves.WETH, {
        ...indices,
        supplied: held,
        owed: held,
        isCollateral: true,
        isBorrowed: true,
      });
      const { detail } = openOnPaper(paper).reading;
      const { WETH } = detail.reserves;
      if (!WETH) throw new Error('expected a reserve');
      const [has, owes] = [suppliedIn(detail, WETH), variableOwedIn(detail, WETH)];
      const amount = (has * share) / 1_000n + 1n;
      const after = (moved: typeof detail) => {
        const now = moved.reserves['WETH'] ?? WETH;
        return { has: suppliedIn(moved, now), owes: variableOwedIn(moved, now), now, bits: moved.bits };
      };
      expect(after(supplied(detail, WETH, amount)).has).toBeLessThanOrEqual(has + amount);
      expect(after(withdrawn(detail, WETH, amount)).has).toBeLessThanOrEqual(has - amount);
      expect(after(borrowed(detail, WETH, amount)).owes).toBeGreaterThanOrEqual(owes + amount);
      if (amount < owes) expect(after(repaid(detail, WETH, amount)).owes).toBeGreaterThanOrEqual(owes - amount);
      const emptied = after(withdrawn(detail, WETH, has));
      const free = after(repaid(detail, WETH, owes));
      expect([emptied.now.supplied, emptied.bits & 2n, free.now.owed, free.bits & 1n]).toEqual([0n, 0n, 0n, 0n]);
    }),
  );
});

test('behavior: a loan of all that is backed leaves the account as the Pool allows it since 3.5, and no unit more', () => {
  for (const revision of [8, 9, 11]) {
    const opened = openOnPaper(withLoan(revision));
    const { most } = wayIn(opened, 'borrow', 'USDC');
    const { detail } = opened.reading;
    const { USDC } = detail.reserves;
    if (!USDC) throw new Error('expected a reserve');
    const needs = (amount: bigint) => {
      const { debt, ltv } = accountOf(borrowed(detail, USDC, amount));
      return (debt * 10_000n) / ltv;
    };
    const { collateral } = accountOf(detail);
    expect(needs(most)).toBeLessThanOrEqual(collateral);
    expect(needs(most + 2n)).toBeGreaterThan(collateral - 2n);
  }
});

test('behavior: reverts of every release have a name', () => {
  const errors = parseAbi(['error HealthFactorLowerThanLiquidationThreshold()', 'error Error(string reason)']);
  expect(
    decodeError(encodeErrorResult({ abi: errors, errorName: 'HealthFactorLowerThanLiquidationThreshold' })),
  ).toEqual({ name: 'HealthFactorLowerThanLiquidationThreshold', args: { meaning: 'health would be below 1, or is' } });
  // The selectors that deployed pools are known to revert with.
  expect(decodeError('0x911ceb81')?.name).toBe('CollateralCannotCoverNewBorrow');
  expect(decodeError('0x21e5c4ae')?.name).toBe('UserHasAssetWithZeroLtv');
  expect(decodeError(encodeErrorResult({ abi: errors, errorName: 'Error', args: ['100'] }))?.name).toBe(
    'NOT_BORROWABLE_IN_EMODE',
  );
});

test('invariant: what is asked of later pools has the selectors of the deployed ones', () => {
  const selector = (name: string) => {
    const found = laterPoolAbi.find((item) => item.name === name);
    return found && toFunctionSelector(found);
  };
  expect(selector('getEModeCategoryLtvzeroBitmap')).toBe('0xfd89dee5');
  expect(selector('getEModeCategoryLabel')).toBe('0x2083e183');
  expect(selector('RESERVE_INTEREST_RATE_STRATEGY')).toBe('0x1b8feb0e');
});
