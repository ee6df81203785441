import { expect, test } from 'vitest';
import { tokenAmount } from '../../model/units.js';
import { sizeTopUp } from '../../plan/sizeTopUp.js';
import { topUpRule } from '../../plan/testing/toyBook.js';
import { openOnPaper, type PaperToken, paperPool } from './testing/paperPool.js';

/** Ether stands for dollars at a health of 1.03; the wallet holds what `held` says, whole tokens. */
function account(held: Partial<Record<PaperToken, number>>, frozen: readonly PaperToken[] = [], gho = 0n) {
  const paper = paperPool(11);
  for (const token of ['WETH', 'USDC', 'GHO'] as const) {
    const reserve = paper.reserves[token];
    reserve.liquidity = BigInt(held[token] ?? 0) * 10n ** BigInt(reserve.decimals);
    if (frozen.includes(token)) reserve.bits |= 1n << 57n;
  }
  Object.assign(paper.reserves.WETH, { supplied: 10n ** 19n, isCollateral: true });
  Object.assign(paper.reserves.USDC, { owed: 16_000_000_000n, isBorrowed: true });
  Object.assign(paper.reserves.GHO, { owed: gho, isBorrowed: gho > 0n });
  const { venue, reading } = openOnPaper(paper);
  const [margin] = reading.marginAccounts;
  if (!margin) throw new Error('expected a margin account');
  return {
    topUp: (health: number, from?: readonly string[]) => venue.topUpFor(reading, margin, health, from),
    size: (from: readonly string[]) => {
      return sizeTopUp(topUpRule({ to: 1.2, from }), margin, reading, venue, 'margin');
    },
    healthAfter: (amount: bigint, kind: 'addCollateral' | 'repay', token: PaperToken) => {
      const { decimals } = paper.reserves[token];
      const whose = { venue: 'aave-v3', marginAccount: margin.id };
      const after = venue.after(reading, { kind, ...whose, token, decimals, amount: tokenAmount(amount) });
      return after.marginAccounts[0]?.health ?? Number.NaN;
    },
  };
}

test('default: of the tokens that a rule draws on, one that is enough is supplied', () => {
  const all = account({ WETH: 10, USDC: 20_000 });
  expect(all.topUp(1.2)).toMatchObject({ token: { symbol: 'USDC' } });
  const { token, amount, kind } = all.topUp(1.2, ['WETH']);
  expect([token.symbol, kind]).toEqual(['WETH', undefined]);
  expect(all.healthAfter(amount, 'addCollateral', 'WETH')).toBeGreaterThanOrEqual(1.2);
  expect(all.healthAfter(amount - 1_000_000_000_000n, 'addCollateral', 'WETH')).toBeLessThan(1.2);
});

test('behavior: what is owed is paid back where a supply of it is not taken, or would take more than there is', () => {
  const frozen = account({ USDC: 20_000 }, ['USDC']);
  const { token, amount, kind } = frozen.topUp(1.2, ['USDC']);
  expect([token.symbol, kind]).toEqual(['USDC', 'repay']);
  expect(frozen.healthAfter(amount, 'repay', 'USDC')).toBeGreaterThanOrEqual(1.2);
  expect(frozen.healthAfter(amount - 10n, 'repay', 'USDC')).toBeLessThan(1.2);
  // 3 468 USDC of supply are needed, 2 247 of repayment.
  expect(account({ USDC: 2_500 }).topUp(1.2, ['USDC'])).toMatchObject({ kind: 'repay' });
});

test('behavior: a repayment is sized and named as one; without a token of the rule it is refused as before', () => {
  const sized = account({ USDC: 20_000 }, ['USDC']).size(['USDC']);
  expect(sized).toMatchObject({ kind: 'sized', terms: { kind: 'repay', token: 'USDC' } });
  expect(sized.kind === 'sized' ? sized.size[0] : '').toMatch(/repay .* USDC/);
  expect(account({ GHO: 20_000 }).size(['GHO'])).toMatchObject({ kind: 'refused' });
});

test('behavior: where all that is owed of a token is not enough, all of it is paid back', () => {
  const { topUp } = account({ USDC: 50_000 }, ['USDC'], 500n * 10n ** 18n);
  expect(topUp(100, ['USDC'])).toMatchObject({ kind: 'repay', amount: 16_000_000_000n });
});
