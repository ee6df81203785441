import { expect, onTestFinished, test } from 'vitest';
import { openAlerts } from '../../src/record/queries/alerts.js';
import { aaveV3 } from '../../src/venues/aave-v3/aaveV3.js';
import { uniswapV3 } from '../../src/venues/uniswap-v3/uniswapV3.js';
import { wallet } from '../../src/venues/wallet/wallet.js';
import { loan as ofLoan } from '../aaveTrader.js';
import { useWholeLab } from '../lab.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { swapTerms } from '../uniswapTrader.js';
import { openRowDesk } from './rowDesk.js';
import { orderStories } from './story.js';
import { everywhere, openWholeBook, type WholeBookText } from './wholeBook.js';

const lab = useWholeLab();

const nothing: WholeBookText['book'] = { options: [], perp: null };
/** Owes dollars against ether: 1.65 at 2 000, and 1.24 at 1 500. */
const loan = { supply: { WETH: 8 }, borrow: { USDC: 8_000 } } as const;
const repaying = {
  rebalance: 'aave-v3 account',
  when: 'health < 1.4',
  to: 1.5,
  from: ['wallet USDC', 'wallet WETH', 'perp-v2 cross'],
  swap: 'uniswap-v3 WETH/USDC',
  maxSlippage: '100bps',
};
const watching = (rules: readonly Readonly<Record<string, unknown>>[]) => ({ rules, watch: everywhere });

const healthOf = (keeper: RunningKeeper, id = 'aave-v3 account'): number =>
  keeper.ticks.at(-1)?.risk.marginAccounts.find(({ marginAccount }) => marginAccount === id)?.health ?? Number.NaN;

/** All that was said against doing what, at the last tick that wanted something. */
const refusals = (keeper: RunningKeeper): string =>
  keeper.ticks
    .flatMap(({ decisions }) => decisions.filter(({ verdict }) => verdict !== 'act'))
    .flatMap(({ size, not }) => [...size, ...not])
    .join('; ');

async function kinds(keeper: RunningKeeper): Promise<string[]> {
  return (await orderStories(keeper.ledger)).map(
    ({ order: { terms, status } }) => `${terms.kind} ${terms.venue} ${status}`,
  );
}

test('behavior: the pool is drained before the plan: nothing is sold there; what can be put in as it is, is, and what is missing is said', async () => {
  const account = await openWholeBook(lab(), { funds: { WETH: 8.2 }, book: nothing, loan });
  await lab().uniswap.drain();
  await lab().aave.setPrice('WETH', 1_600);
  const rule = { ...repaying, from: 'wallet WETH' };
  const keeper = await runKeeper(lab(), account, watching([rule]), onTestFinished);
  await keeper.quiet();
  expect(await kinds(keeper)).toEqual(['addCollateral aave-v3 Filled']);
  expect(healthOf(keeper)).toBeLessThan(1.5);
  await keeper.idle(1);
  expect(refusals(keeper)).toMatch(/aave-v3 account stays short of a health of 1\.5: [\d.]+ USD of equity are missing/);
});

test('behavior: the pool is drained, and only dollars would do: the position is made smaller, by no more than is needed', async () => {
  const account = await openWholeBook(lab(), {
    funds: { WETH: 3, USDC: 2_000 },
    book: { options: [], perp: { size: 5, margin: 2_000 } },
  });
  await lab().uniswap.drain();
  const rule = {
    ...{ rebalance: 'perp-v2 cross', when: 'health < 4', to: 5, from: 'wallet WETH', reduce: true },
    ...{ swap: 'uniswap-v3 WETH/USDC', maxSlippage: '50bps' },
  };
  const keeper = await runKeeper(lab(), account, watching([rule]), onTestFinished);
  await keeper.quiet();
  expect(await kinds(keeper)).toEqual(['trade perp-v2 Filled']);
  expect(healthOf(keeper, 'perp-v2 cross')).toBeGreaterThanOrEqual(5 * (1 - 1e-3));
  expect(healthOf(keeper, 'perp-v2 cross')).toBeLessThan(5.1);
});

/** Takes ether out of Aave, sells it, and repays with what that brings. */
async function rowOfThree() {
  const account = await openWholeBook(lab(), { funds: { WETH: 8 }, book: nothing, loan });
  const { chainId, url, wsUrl, venues, tokens } = lab();
  const desk = await openRowDesk(
    {
      ...{ chainId, url, wsUrl, account },
      venues: [
        { kind: aaveV3, deployment: venues['aave-v3'], names: ['WETH', 'USDC'], tokens },
        { kind: uniswapV3, deployment: venues['uniswap-v3'], names: ['WETH/USDC'], tokens },
        { kind: wallet, deployment: {}, names: ['WETH', 'USDC'], tokens },
      ],
    },
    onTestFinished,
  );
  return {
    ...desk,
    row: [ofLoan('removeCollateral', 'WETH', '0.5'), swapTerms('Sell', 0.5), ofLoan('repay', 'USDC', '950')],
  };
}

test.each([
  ['the pool is drained between plan and send', () => lab().uniswap.drain()],
  ['the quote moves between plan and send', () => lab().uniswap.move(1_900)],
])(
  'behavior: %s: what was taken out is not sold, nothing is repaid by it, and it is explained until it is put back',
  async (_, happen) => {
    const { plan, work, orders, loose, head, looseAlerts, row } = await rowOfThree();
    const works = await plan(row);
    await happen();
    await work(works);
    const [first, second, third] = await orders();
    expect(first).toMatchObject({ status: 'Filled' });
    expect(second).toMatchObject({ status: 'Rejected', text: expect.stringMatching(/./) });
    expect(third?.text).toMatch(/^step 2 of 3 \(order [0-9a-f-]+\), which it takes for granted, is not done$/);
    await head();
    const half = 5n * 10n ** 17n;
    expect(await loose()).toEqual([{ token: 'WETH', amount: half, marginAccount: 'aave-v3 account' }]);
    expect(await looseAlerts()).toHaveLength(1);

    await work(await plan([ofLoan('addCollateral', 'WETH', '0.5')]));
    await head();
    expect(await loose()).toEqual([]);
    expect(await looseAlerts()).toEqual([]);
  },
);

test('behavior: Aave has frozen the collateral of an account in need: it repays, which may still be done', async () => {
  const account = await openWholeBook(lab(), { funds: { WETH: 8 }, book: nothing, loan });
  await lab().aave.freeze('WETH');
  await lab().aave.setPrice('WETH', 1_600);
  const keeper = await runKeeper(lab(), account, watching([repaying]), onTestFinished);
  await keeper.quiet();
  expect(await kinds(keeper)).toEqual(['repay aave-v3 Filled']);
  expect(healthOf(keeper)).toBeGreaterThanOrEqual(1.5 * (1 - 1e-5));
});

test('behavior: Aave has paused the debt of an account in need: collateral is added instead; once all is paused nothing can be, and that is said', async () => {
  const account = await openWholeBook(lab(), { funds: { WETH: 12 }, book: nothing, loan });
  await lab().aave.pause('USDC');
  await lab().aave.setPrice('WETH', 1_600);
  const keeper = await runKeeper(lab(), account, watching([repaying]), onTestFinished);
  await keeper.quiet();
  expect(await kinds(keeper)).toEqual(['addCollateral aave-v3 Filled']);
  expect(healthOf(keeper)).toBeGreaterThanOrEqual(1.5 * (1 - 1e-5));

  await lab().aave.pause('WETH');
  await lab().aave.setPrice('WETH', 1_400);
  await keeper.idle(1);
  expect(await kinds(keeper)).toHaveLength(1);
  expect(healthOf(keeper)).toBeLessThan(1.4);
  expect(refusals(keeper)).toMatch(/paused/);
  expect(refusals(keeper)).toMatch(/stays short of a health of 1\.5/);

  // As soon as it is lifted the account is seen to.
  await lab().aave.pause('USDC', false);
  await keeper.idle(1);
  expect(healthOf(keeper)).toBeGreaterThanOrEqual(1.5 * (1 - 1e-5));
});

test('behavior: Aave’s price of ether stands still while the market falls: its account is judged by that price, as Aave liquidates by it; once it moves the account is seen to', async () => {
  const account = await openWholeBook(lab(), { funds: { WETH: 10 }, book: nothing, loan });
  lab().aave.stale('WETH');
  await lab().moveMarket(1_600);
  const keeper = await runKeeper(lab(), account, watching([repaying]), onTestFinished);
  await keeper.quiet();
  // Aave liquidates by its own price, and by that nothing is wrong.
  expect(healthOf(keeper)).toBeGreaterThan(1.6);
  expect(await kinds(keeper)).toEqual([]);
  lab().aave.stale('WETH', false);
  await lab().moveMarket(1_590);
  await keeper.quiet();
  expect(await kinds(keeper)).toEqual(['repay aave-v3 Filled']);
  expect(healthOf(keeper)).toBeGreaterThanOrEqual(1.5 * (1 - 1e-5));
  expect(await openAlerts(keeper.ledger)).toEqual([]);
});
