import { expect, onTestFinished, test } from 'vitest';
import { erc20Abi } from '../../abis/erc20.js';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { WorkedParent } from '../../src/model/desk.js';
import type { ParentTerms } from '../../src/model/parentOrder.js';
import { bps, milliseconds, wad } from '../../src/model/units.js';
import { makeBlocks } from '../../src/operate/blocks/makeBlocks.js';
import { captureParents } from '../../src/record/captureParents.js';
import { listBlocks, wholeBlocks } from '../../src/record/queries/blocks.js';
import { parentsById } from '../../src/record/queries/parentOrders.js';
import { sampleParent } from '../../src/record/testing/sampleParent.js';
import { useLab } from '../lab.js';
import { listed } from '../lyraTrader.js';
import { onChain } from '../onChain.js';
import { forgetFiles, type KeptBooks, keepBooks, type ManyBook } from '../scenario/keepBooks.js';

const lab = useLab();
const names = ['ana', 'ben', 'cleo'] as const;
const eth = 10n ** 18n;
const options = { maxDeviation: bps(20), withoutWaiting: false, dryRun: false, author: 'ana' };

async function setUp() {
  const wallet = { wallet: ['USDC', 'sUSD'] };
  const trader: ManyBook = {
    ...{ name: 'desk', account: await lab().createAccount({}), watch: [{ lyra: 'ETH' }, wallet], givesTo: [...names] },
  };
  const members: ManyBook[] = [];
  for (const name of names) {
    const account = await lab().createAccount({ sUSD: 5_000, USDC: 20_000 });
    await lab().openBook(account, { options: [], perp: { size: 0, margin: 8_000 } });
    members.push({ name, account, watch: [{ lyra: 'ETH' }, { 'perp-v2': 'ETH' }, wallet], givesTo: [trader.name] });
  }
  await lab().advance(3_600);
  const kept = await keepBooks(lab(), [...members, trader]);
  onTestFinished(async () => {
    await kept.stop();
    forgetFiles(kept.files);
  });
  await kept.round();
  return { members, trader, kept };
}

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
        ...{ side: 'Buy', ordType: 'Market', price: null, maxSlippage: bps(200), block: true },
        ...{ quantity: wad(quantities[i] ?? 0n), ...terms },
      },
    }),
  );
  await captureParents(kept.ledger, parents);
  const ids = parents.map(({ id }) => id);
  const now = async () => (await parentsById(kept.ledger, ids)).map(({ state }) => state);
  await kept.until(async () => (await now()).every(({ status }) => status !== 'PendingNew'), 5);
  expect((await now()).map(({ status }) => status)).toEqual(parents.map(() => 'New'));
  return { ids, now };
}

const sUSD = ({ address }: LabAccount): Promise<bigint> =>
  lab().publicClient.readContract({
    ...{ address: lab().tokens.sUSD.address, abi: erc20Abi, functionName: 'balanceOf', args: [address] },
  });
const sum = (amounts: readonly bigint[]) => amounts.reduce((all, one) => all + one, 0n);

test('default: calls that three buy are bought as one option and split, to the unit of the option and of the money', async () => {
  const { members, trader, kept } = await setUp();
  const reading = kept.last.get(trader.name)?.snapshot.readings.find(({ venue }) => venue === 'lyra');
  if (!reading) throw new Error('lyra was not read');
  const quantities = [eth, 2n * eth + 1n, 1_333_333_333_333_333_333n];
  const books = [...members, trader];
  const before = await Promise.all(books.map(({ account }) => sUSD(account)));
  const { now } = await ask(kept, members, quantities, {
    ...{ venue: 'lyra', instrument: listed(reading as never, '2000-C') },
  });
  const { blocks } = await makeBlocks(kept.ledger, { ...options, book: 'desk', at: kept.now() });
  expect(blocks.map(({ method }) => method)).toEqual(['transfer']);
  await kept.until(async () => (await listBlocks(kept.ledger))[0]?.status === 'Allocated', 30);

  expect((await now()).map(({ status, cumQty }) => [status, cumQty])).toEqual(quantities.map((one) => ['Filled', one]));
  const held = await Promise.all(
    members.map(async ({ account }) => (await onChain(lab(), account.address).options()).map(({ amount }) => amount)),
  );
  expect(held).toEqual(quantities.map((one) => [one]));
  expect(await onChain(lab(), trader.account.address).options()).toEqual([]);
  const [block] = await wholeBlocks(kept.ledger, await listBlocks(kept.ledger));
  const own = block?.parents.find(({ id }) => id === block.parent);
  const fills = (own?.children ?? []).flatMap((child) => child.fills);
  const cost = sum(fills.map((fill) => (fill.kind === 'trade' ? (fill.cash?.amount ?? 0n) : 0n)));
  const after = await Promise.all(books.map(({ account }) => sUSD(account)));
  expect(after.at(-1)).toBe(0n);
  expect(sum(before) - sum(after)).toBe(cost);
  for (const [i, quantity] of quantities.entries()) {
    const away = ((before[i] ?? 0n) - (after[i] ?? 0n)) * sum(quantities) - cost * quantity;
    expect((away < 0n ? -away : away) < sum(quantities)).toBe(true);
  }
});

test('behavior: perpetuals are traded by each account in turns, none ever more than a slice ahead', async () => {
  const { members, kept } = await setUp();
  const quantities = [eth, 2n * eth, 3n * eth];
  const slices = 4;
  const algorithm = { kind: 'twap', over: milliseconds(120_000), slices, jitter: 0 } as const;
  const { ids, now } = await ask(kept, members, quantities, {
    ...{ venue: 'perp-v2', instrument: 'perp-v2 ETH', side: 'Sell', algorithm },
  });
  const { blocks } = await makeBlocks(kept.ledger, { ...options, at: kept.now() });
  expect(blocks.map(({ method, status }) => [method, status])).toEqual([['interleave', 'Working']]);
  await kept.until(async () => {
    if ((await listBlocks(kept.ledger))[0]?.status === 'Allocated') return true;
    await lab().advance(10);
    return false;
  }, 60);
  expect((await now()).map(({ status }) => status)).toEqual(ids.map(() => 'Filled'));
  const sizes = await Promise.all(members.map(({ account }) => onChain(lab(), account.address).perpSize()));
  expect(sizes).toEqual(quantities.map((one) => -one));
  const [block] = await wholeBlocks(kept.ledger, await listBlocks(kept.ledger));
  const prices = (block?.allocations ?? []).map(({ avgPx }) => Number(avgPx));
  expect(Math.max(...prices) / Math.min(...prices) - 1).toBeLessThan(0.01);
  expect(widest(block?.parents ?? [])).toBeLessThanOrEqual(1 / slices + 1e-9);
});

/** How far apart shares of what was ordered have ever been, part by part in the order they were sent. */
function widest(parents: readonly WorkedParent[]): number {
  const parts = parents.flatMap(({ children, terms }, who) =>
    children.flatMap(({ id, fills }) =>
      fills.map((fill) => ({
        id,
        who,
        share: Number(fill.kind === 'trade' ? fill.quantity : 0n) / Number(terms.quantity),
      })),
    ),
  );
  const done = parents.map(() => 0);
  expect(parts.length).toBeGreaterThan(parents.length);
  return Math.max(
    ...parts
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ who, share }) => {
        done[who] = (done[who] ?? 0) + share;
        return Math.max(...done) - Math.min(...done);
      }),
  );
}
