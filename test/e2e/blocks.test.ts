import { expect, onTestFinished, test } from 'vitest';
import { erc20Abi } from '../../abis/erc20.js';
import { loadConfig } from '../../src/config/loadConfig.js';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { ParentTerms } from '../../src/model/parentOrder.js';
import { bps, milliseconds, wad } from '../../src/model/units.js';
import { makeBlocks } from '../../src/operate/blocks/makeBlocks.js';
import { blockCancel } from '../../src/operate/cli/block/blockCancel.js';
import { venueRequestsOf } from '../../src/operate/openBooks.js';
import { captureParents } from '../../src/record/captureParents.js';
import { listBlocks, wholeBlocks } from '../../src/record/queries/blocks.js';
import { parentsById } from '../../src/record/queries/parentOrders.js';
import { snapshotOf } from '../../src/record/queries/snapshotOf.js';
import { stepsOf } from '../../src/record/queries/stepsOf.js';
import type { RecordedInputs } from '../../src/record/recorder.js';
import { replayDecision } from '../../src/record/replayDecision.js';
import { cancelCollecting } from '../../src/record/statements/blocks.js';
import { sampleParent } from '../../src/record/testing/sampleParent.js';
import { forgetFiles, type KeptBooks, keepBooks, type ManyBook } from '../scenario/keepBooks.js';
import { useUniswapLab } from '../uniswapTrader.js';
import { decisionsOf, orderStories } from './story.js';

const lab = useUniswapLab();
const names = ['ana', 'ben', 'cleo'] as const;

/** Three members and the account that trades for them. */
async function setUp(
  funds: Parameters<ReturnType<typeof lab>['createAccount']>[0],
  mayNotGive: readonly string[] = [],
) {
  const watch = [{ 'uniswap-v3': ['WETH/USDC'] }, { wallet: ['USDC', 'WETH'] }];
  const trader: ManyBook = { name: 'desk', account: await lab().createAccount({}), watch, givesTo: [...names] };
  const members: ManyBook[] = [];
  for (const name of names)
    members.push({
      ...{ name, account: await lab().createAccount(funds), watch },
      givesTo: mayNotGive.includes(name) ? [] : [trader.name],
    });
  const books = [...members, trader];
  const kept = await keepBooks(lab(), books);
  onTestFinished(async () => {
    await kept.stop();
    forgetFiles(kept.files);
  });
  return { books, members, trader, kept };
}

/** A keeper that takes up what another has left. */
async function restarted(kept: KeptBooks, books: readonly ManyBook[]): Promise<KeptBooks> {
  await kept.stop();
  const again = await keepBooks(lab(), books, kept.files);
  onTestFinished(() => again.stop());
  return again;
}

const balance = (account: LabAccount, token: 'USDC' | 'WETH'): Promise<bigint> =>
  lab().publicClient.readContract({
    ...{ address: lab().tokens[token].address, abi: erc20Abi, functionName: 'balanceOf', args: [account.address] },
  });

const sum = (amounts: readonly bigint[]) => amounts.reduce((all, one) => all + one, 0n);

async function ask(
  kept: KeptBooks,
  members: readonly ManyBook[],
  quantities: readonly bigint[],
  terms: Partial<ParentTerms>,
) {
  const parents = members.map(({ name, account }, i) =>
    sampleParent({
      ...{ strategy: name, account: account.address, chainId: lab().chainId, createdAt: kept.now() },
      terms: {
        ...{ venue: 'uniswap-v3', instrument: 'uniswap-v3 WETH/USDC', side: 'Buy', ordType: 'Market', price: null },
        ...{ maxSlippage: bps(100), block: true, quantity: wad(quantities[i] ?? 0n), ...terms },
      },
    }),
  );
  await captureParents(kept.ledger, parents);
  const now = async () =>
    (
      await parentsById(
        kept.ledger,
        parents.map(({ id }) => id),
      )
    ).map(({ state }) => state);
  await kept.until(async () => (await now()).every(({ status }) => status !== 'PendingNew'), 5);
  return { parents, now };
}

const options = { maxDeviation: bps(10), withoutWaiting: false, dryRun: false, author: 'ana' };

async function blocksOf(kept: KeptBooks) {
  return wholeBlocks(kept.ledger, await listBlocks(kept.ledger));
}

test('default: three buy as one: what is bought, what it cost and the change are theirs to the unit, and nothing is lost', async () => {
  const { books, members, trader, kept } = await setUp({ USDC: 50_000 });
  const quantities = [1_100_000_000_000_000_000n, 2_200_000_000_000_000_001n, 3_333_333_333_333_333_333n];
  const before = await Promise.all(books.map(({ account }) => balance(account, 'USDC')));
  const { now } = await ask(kept, members, quantities, {});
  expect((await now()).map(({ status }) => status)).toEqual(['New', 'New', 'New']);

  const { blocks } = await makeBlocks(kept.ledger, { ...options, book: 'desk', at: kept.now() });
  expect(blocks).toMatchObject([{ method: 'transfer', status: 'Collecting', strategy: 'desk' }]);
  await kept.until(async () => (await listBlocks(kept.ledger))[0]?.status === 'Allocated', 30);

  const states = await now();
  expect(states.map(({ status, cumQty }) => [status, cumQty])).toEqual(quantities.map((one) => ['Filled', one]));
  expect(await Promise.all(members.map(({ account }) => balance(account, 'WETH')))).toEqual(quantities);
  expect([await balance(trader.account, 'WETH'), await balance(trader.account, 'USDC')]).toEqual([0n, 0n]);

  const [block] = await blocksOf(kept);
  const own = block?.parents.find(({ id }) => id === block.parent);
  const cost = sum(
    (own?.children ?? []).flatMap(({ fills }) =>
      fills.map((fill) => (fill.kind === 'trade' ? (fill.cash?.amount ?? 0n) : 0n)),
    ),
  );
  const after = await Promise.all(books.map(({ account }) => balance(account, 'USDC')));
  expect(sum(before) - sum(after)).toBe(cost);
  // Each has paid the same per unit, to the unit.
  for (const [i, quantity] of quantities.entries()) {
    const paid = (before[i] ?? 0n) - (after[i] ?? 0n);
    const away = paid * sum(quantities) - cost * quantity;
    expect((away < 0n ? -away : away) < sum(quantities)).toBe(true);
  }
  expect(block?.allocations.map(({ quantity }) => quantity)).toEqual(quantities);
});

test('behavior: three sell, one of whom may not send; it is left out, and a keeper that starts anew at every stage sends nothing twice', async () => {
  const { books, members, trader, kept } = await setUp({ WETH: 5 }, ['ben']);
  const quantities = [1_000_000_000_000_000_001n, 3_000_000_000_000_000_000n, 1_700_000_000_000_000_003n];
  const first = await ask(kept, members, quantities, { side: 'Sell' });
  await makeBlocks(kept.ledger, { ...options, book: 'desk', at: kept.now() });

  let keeper = kept;
  const stages = new Set<string>();
  for (let round = 0; round < 60; round++) {
    const [block] = await listBlocks(keeper.ledger);
    if (!block || block.status === 'Allocated') break;
    const stage = `${block.status} ${block.members.every(({ gives }) => gives !== null)}`;
    if (!stages.has(stage)) keeper = await restarted(keeper, books);
    stages.add(stage);
    // Whoever has sent nothing by then is left out.
    if (round === 8) await lab().testClient.increaseTime({ seconds: 700 });
    await keeper.round();
  }
  expect([...stages]).toEqual(['Collecting false', 'Collecting true', 'Working true', 'Allocating true']);

  const [block] = await blocksOf(keeper);
  expect(block?.members.map(({ quantity }) => quantity)).toEqual([quantities[0], 0n, quantities[2]]);
  const states = (
    await parentsById(
      keeper.ledger,
      first.parents.map(({ id }) => id),
    )
  ).map(({ state }) => state);
  expect(states.map(({ status, cumQty }) => [status, cumQty])).toEqual([
    ['Filled', quantities[0]],
    ['New', 0n],
    ['Filled', quantities[2]],
  ]);
  const tokens = async (token: 'USDC' | 'WETH') => Promise.all(books.map(({ account }) => balance(account, token)));
  expect(await tokens('WETH')).toEqual([
    5n * 10n ** 18n - (quantities[0] ?? 0n),
    5n * 10n ** 18n,
    5n * 10n ** 18n - (quantities[2] ?? 0n),
    0n,
  ]);
  const own = block?.parents.find(({ id }) => id === block.parent);
  const fills = (own?.children ?? []).flatMap((child) => child.fills);
  const proceeds = sum(fills.map((fill) => (fill.kind === 'trade' ? (fill.cash?.amount ?? 0n) : 0n)));
  expect(sum(await tokens('USDC'))).toBe(proceeds);
  expect(await balance(trader.account, 'USDC')).toBe(0n);
  // Sent once each way, and no more.
  const sent =
    block?.parents.flatMap(({ children }) => children.filter(({ terms }) => terms.kind === 'transfer')) ?? [];
  expect(sent.filter(({ status }) => status === 'Filled')).toHaveLength(4);
});

test('behavior: a block that is canceled before it is worked gives back what was sent; its members may be put into another', async () => {
  const { books, members, kept } = await setUp({ USDC: 20_000 });
  const before = await Promise.all(books.map(({ account }) => balance(account, 'USDC')));
  const { now } = await ask(
    kept,
    members,
    members.map(() => 10n ** 18n),
    {},
  );
  await makeBlocks(kept.ledger, { ...options, book: 'desk', at: kept.now() });
  const sums = async () => sum(await Promise.all(members.map(({ account }) => balance(account, 'USDC'))));
  await kept.until(async () => (await sums()) < sum(before), 10);
  const [block] = await listBlocks(kept.ledger);
  if (block?.status === 'Collecting')
    await kept.ledger.commit(cancelCollecting(block.id, { text: 'canceled', at: kept.now() }));
  await kept.until(async () => (await listBlocks(kept.ledger))[0]?.status === 'Canceled', 15);
  expect(await Promise.all(books.map(({ account }) => balance(account, 'USDC')))).toEqual(before);
  expect((await now()).map(({ status }) => status)).toEqual(['New', 'New', 'New']);
  const again = await makeBlocks(kept.ledger, { ...options, book: 'desk', at: kept.now(), dryRun: true });
  expect(again.blocks.map((one) => one.members.length)).toEqual([3]);
});

/** Makes every decision about a block again, from nothing but the ledger and the files, and says what of blocks it wrote down. */
async function replayedEvents({ files, ledger }: KeptBooks): Promise<string[]> {
  const { settings, strategies } = loadConfig({
    ...{ settingsFile: files.settings, strategyFiles: [...files.strategies], env: {} },
  });
  const chain = settings.chains['lab'];
  if (!chain) throw new Error('there is no chain');
  const recorded = (await decisionsOf(ledger)).filter(({ rule }) => rule.startsWith('block '));
  expect(recorded.length).toBeGreaterThan(6);
  const events: string[] = [];
  for (const tick of new Set(recorded.map((decision) => decision.tick))) {
    const own = recorded.filter((decision) => decision.tick === tick);
    const strategy = strategies.find(({ name }) => name === own[0]?.strategy);
    if (!strategy) throw new Error('nobody knows whose it was');
    const inputs = (await snapshotOf(ledger, tick)) as RecordedInputs;
    const { plan, prepared } = replayDecision(inputs, strategy, venueRequestsOf(strategy, chain));
    for (const { id, holder: _, tick: __, strategy: ___, strategyHash: ____, at: _____, ...decision } of own) {
      const order = (await orderStories(ledger)).find((story) => story.order.decision === id);
      expect(prepared).toContainEqual({ decision, steps: order ? await stepsOf(ledger, order.order.id) : [] });
    }
    events.push(...(plan.desk ?? []).map(({ kind }) => `${strategy.name} ${kind}`));
  }
  return events;
}

test('behavior: a block that is canceled while it is worked gives out what was bought, and the rest goes back; all is decided again the same', async () => {
  const { books, members, trader, kept } = await setUp({ USDC: 20_000 });
  const before = await Promise.all(books.map(({ account }) => balance(account, 'USDC')));
  const quantities = [1_000_000_000_000_000_000n, 2_000_000_000_000_000_001n, 3_000_000_000_000_000_000n];
  const algorithm = { kind: 'twap', over: milliseconds(3_600_000), slices: 3, jitter: 0 } as const;
  const { now } = await ask(kept, members, quantities, { algorithm });
  await makeBlocks(kept.ledger, { ...options, book: 'desk', at: kept.now() });
  const own = async () => {
    const [block] = await blocksOf(kept);
    return block?.parents.find(({ id }) => id === block.parent);
  };
  await kept.until(async () => ((await own())?.state.cumQty ?? 0n) > 0n, 20);
  const [working] = await listBlocks(kept.ledger);
  expect(working?.status).toBe('Working');
  const answer = await blockCancel(kept.ledger, working?.id ?? '', 'the client has called', kept.now());
  expect(answer.text).toContain('what was traded is given out, and what is left goes back');
  await kept.until(async () => (await listBlocks(kept.ledger))[0]?.status === 'Allocated', 30);
  await expect(blockCancel(kept.ledger, working?.id ?? '', '', kept.now())).rejects.toThrow(/nothing more of it/);

  const done = (await own())?.state;
  expect(done?.status).toBe('Canceled');
  const [filled, whole] = [done?.cumQty ?? 0n, sum(quantities)];
  expect(filled < whole / 2n && filled > 0n).toBe(true);
  const states = await now();
  for (const [i, quantity] of quantities.entries()) {
    const away = (states[i]?.cumQty ?? 0n) * whole - filled * quantity;
    expect((away < 0n ? -away : away) < whole).toBe(true);
  }
  expect(sum(states.map(({ cumQty }) => cumQty))).toBe(filled);
  expect(await Promise.all(members.map(({ account }) => balance(account, 'WETH')))).toEqual(
    states.map(({ cumQty }) => cumQty),
  );
  const fills = ((await own())?.children ?? []).flatMap((child) => child.fills);
  const cost = sum(fills.map((fill) => (fill.kind === 'trade' ? (fill.cash?.amount ?? 0n) : 0n)));
  const after = await Promise.all(books.map(({ account }) => balance(account, 'USDC')));
  expect(sum(before) - sum(after)).toBe(cost);
  expect([await balance(trader.account, 'WETH'), await balance(trader.account, 'USDC')]).toEqual([0n, 0n]);

  // Each member holds the block where it is with what it sends.
  expect(await replayedEvents(kept)).toEqual(
    expect.arrayContaining(['ana moveBlock', 'ben moveBlock', 'cleo moveBlock']),
  );
});
