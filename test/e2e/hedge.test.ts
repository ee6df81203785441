import { formatEther } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { BookOption } from '../../src/lab/book.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

const hedge = (to: number, when: string, minimum = 0.02) => ({
  hedge: 'ETH',
  when,
  to,
  on: 'perp-v2 ETH',
  maxSlippage: '200bps',
  minimum,
});
const calls: BookOption = { expiry: 'near', kind: 'shortCallQuote', strike: 2000, amount: 4, collateral: 6000 };
const puts: BookOption = { expiry: 'near', kind: 'shortPutQuote', strike: 2000, amount: 4, collateral: 6000 };

/** The one order there is: filled by the one transaction there is, and by what changed on chain. */
async function onlyTrade(keeper: RunningKeeper, { nonce }: { nonce: number }) {
  const [story, ...more] = await orderStories(keeper.ledger);
  expect(more).toEqual([]);
  expect(story).toMatchObject({
    order: { status: 'Filled', orderClass: 'delta', rule: 'hedge ETH', text: '' },
    steps: [{ purpose: 'trade' }],
    attempts: [{ state: 'Final', step: 0, nonce, cancels: false }],
    fills: [{ fill: { kind: 'trade', instrument: 'perp-v2 ETH' } }],
  });
  const fill = story?.fills[0]?.fill;
  if (fill?.kind !== 'trade' || story?.order.terms.kind !== 'trade') throw new Error('not a trade');
  return { fill, terms: story.order.terms, attempt: story.attempts[0], decision: story.order.decision };
}

test('default: the delta of short options is hedged with the perpetual, once, to the target', async () => {
  const account = await settledAccount(
    lab(),
    { sUSD: 20_000, USDC: 5_000 },
    { options: [calls], perp: { size: 0, margin: 5000 } },
  );
  const chain = onChain(lab(), account.address);
  const keeper = await runKeeper(lab(), account, { rules: [hedge(0, 'abs(delta) > 0.3')] }, onTestFinished);

  const first = await keeper.tick();
  expect(first.risk.underlyings[0]?.delta).toBeLessThan(-1.5);
  const after = await keeper.quiet();
  expect(Math.abs(after.risk.underlyings[0]?.delta ?? Number.NaN)).toBeLessThanOrEqual(0.02);

  const { fill, terms, attempt, decision } = await onlyTrade(keeper, account);
  expect(terms).toMatchObject({ side: 'Buy', reduceOnly: false, quantity: fill.quantity });
  const size = await chain.perpSize();
  expect(size).toBe(fill.quantity);
  // Against the Greeks that Lyra itself keeps.
  const [option] = await chain.options();
  expect(Number(formatEther(size)) / -(option?.delta ?? Number.NaN)).toBeCloseTo(1, 2);
  const receipt = await lab().publicClient.getTransactionReceipt({ hash: attempt?.hash ?? '0x' });
  expect(attempt).toMatchObject({
    blockHash: receipt.blockHash,
    blockNumber: receipt.blockNumber,
    gasCost: receipt.gasUsed * receipt.effectiveGasPrice,
  });
  expect(first.decisions.find(({ id }) => id === decision)).toMatchObject({ verdict: 'act', kind: 'hedge' });

  await keeper.idle(5);
  await onlyTrade(keeper, account);
  expect(await chain.nonce()).toBe(account.nonce + 1);
  expect(await chain.perpSize()).toBe(size);
});

test('behavior: a short becomes a long in one trade through zero', async () => {
  const account = await settledAccount(
    lab(),
    { sUSD: 20_000, USDC: 8_000 },
    { options: [calls], perp: { size: -1, margin: 8000 } },
  );
  const chain = onChain(lab(), account.address);
  const keeper = await runKeeper(lab(), account, { rules: [hedge(0, 'abs(delta) > 0.3')] }, onTestFinished);
  await keeper.quiet();

  const { fill, terms } = await onlyTrade(keeper, account);
  expect(terms).toMatchObject({ side: 'Buy', reduceOnly: false, position: 'perp-v2 ETH' });
  expect(await chain.perpSize()).toBe(fill.quantity - 10n ** 18n);
  expect(await chain.perpSize()).toBeGreaterThan(10n ** 18n);
  await keeper.idle(3);
  await onlyTrade(keeper, account);
});

test('behavior: a hedge that only shrinks the position is reduce-only', async () => {
  const account = await settledAccount(lab(), { USDC: 5_000 }, { options: [], perp: { size: -3, margin: 5000 } });
  const chain = onChain(lab(), account.address);
  const keeper = await runKeeper(lab(), account, { rules: [hedge(-1, 'delta < -1.5')] }, onTestFinished);
  await keeper.quiet();

  const { fill, terms } = await onlyTrade(keeper, account);
  expect(terms).toMatchObject({ side: 'Buy', reduceOnly: true, quantity: 2n * 10n ** 18n });
  expect(fill.quantity).toBe(2n * 10n ** 18n);
  expect(await chain.perpSize()).toBe(-(10n ** 18n));
});

test('behavior: the market moves while it watches, and each move is hedged once', async () => {
  const account = await settledAccount(
    lab(),
    { sUSD: 40_000, USDC: 10_000 },
    { options: [calls, puts], perp: { size: 0, margin: 10_000 } },
  );
  const chain = onChain(lab(), account.address);
  const rules = [hedge(0, 'abs(delta) > 0.3', 0.05)];
  const keeper = await runKeeper(lab(), account, { rules }, onTestFinished);
  await keeper.quiet();
  const sizes = [await chain.perpSize()];
  // Small enough for the lab to make in one step: a trade that falls between two is rightly refused by its own bound.
  for (const price of [2080, 1975]) {
    await lab().moveMarket(price, { seconds: 60 });
    const after = await keeper.quiet();
    expect(Math.abs(after.risk.underlyings[0]?.delta ?? Number.NaN)).toBeLessThanOrEqual(0.3);
    sizes.push(await chain.perpSize());
  }
  expect(sizes[1]).toBeGreaterThan(sizes[0] ?? 0n);
  expect(sizes[2]).toBeLessThan(sizes[1] ?? 0n);

  const stories = await orderStories(keeper.ledger);
  expect(stories.map(({ order }) => order.status)).toEqual(stories.map(() => 'Filled'));
  const traded = stories
    .flatMap(({ fills }) => fills)
    .reduce((sum, { fill }) => {
      if (fill.kind !== 'trade') throw new Error('not a trade');
      return sum + (fill.side === 'Buy' ? fill.quantity : -fill.quantity);
    }, 0n);
  expect(await chain.perpSize()).toBe(traded);
  expect(await chain.nonce()).toBe(account.nonce + stories.length);
});
