import type { Address } from 'viem';
import { beforeAll, describe, expect, test } from 'vitest';
import { useWholeLab } from '../../../../test/lab.js';
import { useUniswapLab } from '../../../../test/uniswapTrader.js';
import { expectHarmless } from './testing/executeOnAnvil.js';
import { expectDayInTwoPieces, expectHonest, expectRefused } from './testing/expectations.js';
import { acceptedOf } from './testing/fuzz.js';
import { type HostileBook, judge } from './testing/hostile.js';
import { hostileAnywhere } from './testing/hostileAnywhere.js';
import { aaveBook, uniswapBook } from './testing/labBooks.js';
import { policyOf } from './testing/perpBook.js';

const none = policyOf({
  ...{ profile: 'reduceOnly', transaction: { notional: 0, gas: 0 }, day: { notional: 0, gas: 0 } },
});

describe('aave-v3', () => {
  const lab = useWholeLab();
  let book: HostileBook;
  beforeAll(async () => {
    book = await aaveBook(lab());
  });

  test.each(Object.entries(hostileAnywhere))('behavior: %s is refused', (_, hostile) => expectRefused(book, hostile));
  test('default: everything that the venue itself prepares is signed', () => expectHonest(book));
  test('behavior: over the budget of a day in two pieces, the second is refused', () => expectDayInTwoPieces(book));
  test.each(['supplies', 'repays'])('invariant: no budget and no profile stops what lowers risk: %s', (name) => {
    const steps = book.honest[name] ?? [];
    expect(steps.length).toBeGreaterThan(0);
    for (const [step, call] of steps.entries())
      expect(judge(book, call, steps.slice(step + 1), none)).toMatchObject({ refused: null, lowersRisk: true });
  });

  test('invariant: what is accepted takes nothing to a stranger when it is mined', { timeout: 120_000 }, async () => {
    book = await aaveBook(lab());
    const { Pool, reserves } = lab().contracts.aave;
    const nobody: Address = '0x0000000000000000000000000000000000000000';
    const known = [Pool.address, nobody, ...Object.values(reserves).map(({ aToken }) => aToken)];
    const accepted = acceptedOf(book, 500).slice(0, 60);
    const calls = accepted.map(({ call }) => call);
    expect(await expectHarmless(lab(), book, calls, known)).toBeGreaterThan(5);
  });
});

describe('uniswap-v3', () => {
  const lab = useUniswapLab();
  let book: HostileBook;
  beforeAll(async () => {
    book = await uniswapBook(lab());
  });

  test.each(Object.entries(hostileAnywhere))('behavior: %s is refused', (_, hostile) => expectRefused(book, hostile));
  test('default: everything that the venue itself prepares is signed', () => expectHonest(book));
  test('behavior: over the budget of a day in two pieces, the second is refused', () => expectDayInTwoPieces(book));

  test('invariant: what is accepted takes nothing to a stranger when it is mined', { timeout: 120_000 }, async () => {
    book = await uniswapBook(lab());
    const accepted = acceptedOf(book, 500).slice(0, 60);
    const calls = accepted.map(({ call }) => call);
    const known = [lab().venues['uniswap-v3'].pools['WETH/USDC']];
    expect(await expectHarmless(lab(), book, calls, known)).toBeGreaterThan(5);
  });
});
