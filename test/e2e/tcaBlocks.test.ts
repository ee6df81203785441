import { expect, onTestFinished, test } from 'vitest';
import { groupsOf } from '../../src/assess/execution/groups.js';
import { qualityOf } from '../../src/assess/execution/qualityOf.js';
import { bps, toFloat, wad, wei, weiToFloat } from '../../src/model/units.js';
import { makeBlocks } from '../../src/operate/blocks/makeBlocks.js';
import { captureParents } from '../../src/record/captureParents.js';
import { listBlocks, wholeBlocks } from '../../src/record/queries/blocks.js';
import { parentsById } from '../../src/record/queries/parentOrders.js';
import { tca } from '../../src/record/queries/tca/tca.js';
import { sampleParent } from '../../src/record/testing/sampleParent.js';
import { forgetFiles, keepBooks, type ManyBook } from '../scenario/keepBooks.js';
import { useUniswapLab } from '../uniswapTrader.js';
import { orderStories } from './story.js';

const lab = useUniswapLab();

test("default: a block's members share its price, its fees and its gas, and nothing counts twice", async () => {
  const watch = [{ 'uniswap-v3': ['WETH/USDC'] }, { wallet: ['USDC', 'WETH'] }];
  const names = ['ana', 'ben'];
  const trader: ManyBook = { name: 'desk', account: await lab().createAccount({}), watch, givesTo: names };
  const members: ManyBook[] = [];
  for (const name of names)
    members.push({ name, account: await lab().createAccount({ USDC: 50_000 }), watch, givesTo: ['desk'] });
  const kept = await keepBooks(lab(), [...members, trader]);
  onTestFinished(async () => {
    await kept.stop();
    forgetFiles(kept.files);
  });
  const quantities = [1_000_000_000_000_000_000n, 3_000_000_000_000_000_001n];
  const parents = members.map(({ name, account }, i) =>
    sampleParent({
      ...{ strategy: name, account: account.address, chainId: lab().chainId, createdAt: kept.now() },
      terms: {
        ...{ venue: 'uniswap-v3', instrument: 'uniswap-v3 WETH/USDC', side: 'Buy', ordType: 'Market', price: null },
        ...{ maxSlippage: bps(100), block: true, quantity: wad(quantities[i] ?? 0n) },
      },
    }),
  );
  const ids = parents.map(({ id }) => id);
  await captureParents(kept.ledger, parents);
  await kept.until(async () => (await parentsById(kept.ledger, ids)).every(({ state }) => state.status === 'New'), 5);
  const made = { maxDeviation: bps(10), withoutWaiting: false, dryRun: false, author: 'ana' };
  await makeBlocks(kept.ledger, { ...made, book: 'desk', at: kept.now() });
  await kept.until(async () => (await listBlocks(kept.ledger))[0]?.status === 'Allocated', 30);

  const found = await tca(kept.ledger);
  expect(found.map(({ order }) => [order.kind, order.strategy])).toEqual([
    ['member', 'ana'],
    ['member', 'ben'],
    ['block', 'desk'],
  ]);
  const [block] = await wholeBlocks(kept.ledger, await listBlocks(kept.ledger));
  const [ana, ben, whole] = found;
  if (!ana?.shortfall || !ben?.shortfall || !whole?.shortfall || !block) throw new Error('there is no shortfall');
  for (const [i, member] of [ana, ben].entries()) {
    const allocation = block.allocations.find(({ parent }) => parent === ids[i]);
    if (!allocation) throw new Error('nothing was given out');
    expect(member.prices.filled).toBeCloseTo(toFloat(allocation.avgPx), 9);
    expect(member.shortfall?.parts.fee).toBeCloseTo(toFloat(allocation.fee), 9);
    expect(member.filledShare).toBeCloseTo(1, 12);
  }
  const { parts } = whole.shortfall;
  // A share by quantity, and the rounding of an average price in the last digits.
  expect(ana.shortfall.parts.impact / parts.impact).toBeCloseTo(0.25, 6);
  expect(ana.shortfall.parts.impact + ben.shortfall.parts.impact).toBeCloseTo(parts.impact, 6);
  expect(ana.shortfall.parts.fee + ben.shortfall.parts.fee).toBeCloseTo(parts.fee, 6);
  // Members carry all gas: what the block has traded with, and what was sent to and fro.
  let gas = 0;
  for (const { attempts } of await orderStories(kept.ledger))
    for (const { hash } of attempts) {
      const receipt = await lab().publicClient.getTransactionReceipt({ hash });
      gas += weiToFloat(wei(receipt.gasUsed * receipt.effectiveGasPrice)) * 2_000;
    }
  expect(ana.shortfall.parts.gas + ben.shortfall.parts.gas).toBeCloseTo(gas, 6);
  expect(parts.gas).toBeLessThan(gas);

  const [[venue, together] = ['', []]] = groupsOf(found, 'venue');
  expect([venue, together.length]).toEqual(['uniswap-v3', 2]);
  const { shortfall } = qualityOf(together);
  expect(shortfall.usd).toBeCloseTo(ana.shortfall.total + ben.shortfall.total, 9);
  expect(groupsOf(found, 'block').map(([id, all]) => [id, all.length])).toEqual([[block.id, 2]]);
  // One book alone: its member, at the price of a block that another has traded.
  const [alone, ...none] = await tca(kept.ledger, { strategy: 'ana' });
  expect(none).toEqual([]);
  expect(alone?.shortfall).toEqual(ana.shortfall);
});
