import { type Address, formatUnits } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { createLabChain } from '../../src/lab/chain.js';
import type { UnixMillis } from '../../src/model/units.js';
import { pnl } from '../../src/operate/cli/risk/pnl.js';
import { pnlBetween } from '../../src/record/queries/pnl.js';
import { latestTick } from '../../src/record/queries/ticks.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

/** USD: what the contracts say the account is worth, by their own prices; Lyra's are as of its keepers' last refresh. */
async function worthOnChain(account: Address): Promise<{ options: number; others: number }> {
  const { read } = createLabChain(lab().url);
  const { perp, lyra } = lab().contracts;
  const chain = onChain(lab(), account);
  const held = await read<readonly { strikeId: bigint; optionType: number; amount: bigint; collateral: bigint }[]>(
    lyra.OptionToken,
    'getOwnerPositions',
    [account],
  );
  let options = 0;
  for (const { strikeId, optionType, amount, collateral } of held) {
    const { greeks } = await read<{ greeks: { callPrice: bigint; putPrice: bigint } }>(
      lyra.OptionGreekCache,
      'getStrikeCache',
      [strikeId],
    );
    const price = optionType === 1 || optionType === 4 ? greeks.putPrice : greeks.callPrice;
    const worth = Number(formatUnits(amount * price, 36));
    options += optionType < 2 ? worth : Number(formatUnits(collateral, 18)) - worth;
  }
  const margin = await read<bigint>(perp.ClearingHouse, 'getAccountValue', [account]);
  const others =
    Number(formatUnits(margin, 18)) +
    Number(formatUnits(await chain.balance('USDC'), 6)) +
    Number(formatUnits(await chain.balance('sUSD'), 18));
  return { options, others };
}

/** When the newest sample was recorded, once that is of the chain's newest block: of several at once, a slow keeper samples the first. */
async function sampledAtHead(keeper: RunningKeeper, strategy: string): Promise<UnixMillis> {
  for (let looks = 0; looks < 5; looks++) {
    const tick = await latestTick(keeper.ledger, strategy);
    if (tick?.blockHash === (await lab().publicClient.getBlock()).hash) return tick.at;
    await lab().advance(3_600);
    await keeper.quiet();
  }
  throw new Error('the newest block is never the one that was sampled');
}

test('default: a hedged book of options through a moving market is explained, to the worth that the contracts state', async () => {
  const account = await settledAccount(
    lab(),
    { sUSD: 20_000, USDC: 9_000 },
    {
      options: [
        { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 4, collateral: 4500 },
        { expiry: 'near', kind: 'longPut', strike: 1850, amount: 2, collateral: 0 },
      ],
      perp: { size: 0, margin: 5000 },
    },
  );
  const keeper = await runKeeper(
    lab(),
    account,
    { rules: [{ hedge: 'ETH', when: 'abs(delta) > 0.2', to: 0, on: 'perp-v2 ETH', maxSlippage: '200bps' }] },
    onTestFinished,
  );
  await keeper.quiet();
  await lab().moveMarket(2_000, { seconds: 3_600 });
  await keeper.quiet();
  const strategy = keeper.ticks[0]?.strategy ?? '';
  const from = await sampledAtHead(keeper, strategy);
  const before = await worthOnChain(account.address);
  const gasBefore = await onChain(lab(), account.address).gasToken();
  const hedges = (await orderStories(keeper.ledger)).length;

  for (const price of [2_060, 2_140, 2_090]) {
    await lab().moveMarket(price, { seconds: 1_200 });
    await keeper.quiet();
  }
  await lab().moveMarket(2_100, { seconds: 3_600 });
  await keeper.quiet();
  const to = await sampledAtHead(keeper, strategy);
  const after = await worthOnChain(account.address);
  const gasAfter = await onChain(lab(), account.address).gasToken();
  const stories = (await orderStories(keeper.ledger)).slice(hedges);
  expect(stories.length).toBeGreaterThan(0);

  const report = await pnlBetween(keeper.ledger, strategy, { from, to });
  if (!report) throw new Error('nothing was recorded');
  const { parts, gross } = report;
  expect(report.transfers).toBe(0);
  // Valued at the price of the time it was paid at.
  const gasPaid = Number(formatUnits(gasBefore - gasAfter, 18));
  expect(report.gas / gasPaid).toBeGreaterThan(2_000);
  expect(report.gas / gasPaid).toBeLessThan(2_150);
  // Margin and wallet are what the contracts say, to a cent; Lyra keeps its prices at a vol averaged over time, which is near.
  const options = report.byPosition.filter(({ venue }) => venue === 'lyra').reduce((sum, { total }) => sum + total, 0);
  expect(report.total + report.gas - options).toBeCloseTo(after.others - before.others, 2);
  expect(Math.abs(options - (after.options - before.options))).toBeLessThan(0.5);
  expect(Math.abs(parts.unexplained)).toBeLessThan(0.01 * gross);
  const fees = stories
    .flatMap((story) => story.fills)
    .reduce((sum, { fill }) => sum + (fill.kind === 'trade' ? Number(fill.fee) / 1e18 : 0), 0);
  expect(-parts.fees - report.gas).toBeCloseTo(fees, 6);
  expect(parts.gamma).toBeLessThan(0);
  expect(parts.theta).toBeGreaterThan(0);

  const shown = await pnl(keeper.ledger, to, { strategy, days: 2 });
  expect(shown.text).toContain('unexplained');
  expect(shown.text).toContain('perp-v2 ETH');
});
