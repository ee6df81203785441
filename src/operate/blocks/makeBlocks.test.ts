import { expect, onTestFinished, test } from 'vitest';
import type { Block } from '../../model/block.js';
import { emptyDesk } from '../../model/desk.js';
import type { ParentTerms } from '../../model/parentOrder.js';
import { bps, unixMillis, WAD, wad } from '../../model/units.js';
import { captureParents } from '../../record/captureParents.js';
import { openLedger } from '../../record/ledger.js';
import { blocksNamed, listBlocks, wholeBlocks } from '../../record/queries/blocks.js';
import { parentsById } from '../../record/queries/parentOrders.js';
import { insertBlock, recordBlockEvent } from '../../record/statements/blocks.js';
import { recordEvent } from '../../record/statements/parentOrders.js';
import { insertTick } from '../../record/statements/ticks.js';
import { sampleTick } from '../../record/testing/sample.js';
import { sampleParent } from '../../record/testing/sampleParent.js';
import { makeBlocks } from './makeBlocks.js';

const at = unixMillis(1_700_000_100_000);
const options = { maxDeviation: bps(10), withoutWaiting: false, dryRun: false, author: 'ana', at };

/** Orders of so many books, accepted unless told. */
async function asked(count: number, terms: Partial<ParentTerms> = {}, accepted = count) {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const parents = Array.from({ length: count }, (_, i) =>
    sampleParent({ strategy: `book-${i}`, list: 'monday', terms: { block: true, quantity: WAD, ...terms } }),
  );
  const list = {
    id: 'monday',
    kind: 'list',
    count,
    imbalance: 1,
    onFailure: 'hold',
    author: 'ana',
    createdAt: at,
  } as const;
  await captureParents(ledger, parents, [list]);
  for (const parent of parents.slice(0, accepted))
    await ledger.commit(recordEvent(parent, { kind: 'accept' }, { author: 'ballast', at, text: '' }));
  return { ledger, parents };
}

test('default: what was accepted becomes blocks, and is in no second one', async () => {
  const { ledger, parents } = await asked(3);
  const { blocks } = await makeBlocks(ledger, { ...options, list: 'monday' });
  expect(blocks).toMatchObject([{ method: 'interleave', status: 'Working', quantity: 3n * WAD, strategy: null }]);
  expect(await listBlocks(ledger)).toMatchObject(blocks);
  expect((await blocksNamed(ledger, blocks[0]?.id.slice(0, 13) ?? '')).map(({ id }) => id)).toEqual([blocks[0]?.id]);
  const [state] = await wholeBlocks(ledger, await listBlocks(ledger));
  expect(state?.parents.map(({ id }) => id)).toEqual(parents.map(({ id }) => id));
  await expect(makeBlocks(ledger, options)).rejects.toThrow(/none of the orders can be put into a block/);
});

test('behavior: of two who make blocks at once, one is told; nothing of theirs is written', async () => {
  const { ledger } = await asked(2);
  const { blocks } = await makeBlocks(ledger, { ...options, dryRun: true });
  expect(await listBlocks(ledger)).toEqual([]);
  const [block] = blocks;
  if (!block) throw new Error('no block');
  await ledger.commit(insertBlock(block));
  const other = { ...block, id: `${block.id.slice(0, -1)}f` };
  await expect(ledger.commit(insertBlock(other))).rejects.toThrow(/is in a block already/);
  expect(await listBlocks(ledger)).toHaveLength(1);
});

test('behavior: a block that has moved on is not moved again; an ended one frees its members', async () => {
  const { ledger } = await asked(2);
  const { blocks } = await makeBlocks(ledger, options);
  const desk = emptyDesk;
  const end = () =>
    ledger.commit(
      recordBlockEvent(
        { kind: 'moveBlock', block: blocks[0]?.id ?? '', from: 'Working', to: 'Canceled', text: 'nothing was traded' },
        desk,
        { author: 'ballast', at },
      ),
    );
  await end();
  expect(await listBlocks(ledger)).toMatchObject([{ status: 'Canceled', text: 'nothing was traded' }]);
  await expect(end()).rejects.toThrow(/is not Working any more/);
  expect((await makeBlocks(ledger, options)).blocks).toHaveLength(1);
});

test('behavior: a share is written with the event of its order, or neither', async () => {
  const { ledger, parents } = await asked(1, { venue: 'uniswap-v3', instrument: 'uniswap-v3 WETH/USDC' });
  const [parent] = parents;
  if (!parent) throw new Error('no order');
  const block: Block = {
    ...{ id: 'b1', chainId: 1, instrument: 'x', side: 'Buy', quantity: WAD, method: 'transfer', strategy: 'desk' },
    ...{
      account: parent.account,
      parent: null,
      price: null,
      maxDeviation: bps(1),
      status: 'Allocating',
      author: 'ana',
    },
    ...{
      members: [{ parent: parent.id, strategy: 's', account: parent.account, quantity: WAD, gives: null }],
      createdAt: at,
    },
  };
  await ledger.commit(insertBlock(block));
  const [state] = await wholeBlocks(ledger, await listBlocks(ledger));
  if (!state) throw new Error('no block');
  const desk = { ...emptyDesk, blocks: [state] };
  const share = { block: 'b1', parent: parent.id, quantity: WAD, avgPx: WAD, grossTradeAmt: WAD, fee: wad(0n) };
  const give = () =>
    ledger.commit(
      recordBlockEvent({ kind: 'allocate', allocation: share, child: 'c1' }, desk, { author: 'ballast', at }),
    );
  await give();
  expect((await parentsById(ledger, [parent.id])).map(({ state: { status, cumQty } }) => [status, cumQty])).toEqual([
    ['Filled', WAD],
  ]);
  await expect(give()).rejects.toThrow(/has changed meanwhile/);
  expect((await wholeBlocks(ledger, await listBlocks(ledger)))[0]?.allocations).toHaveLength(1);
});

/** Of a book whose account is nobody else's. */
const deskTick = { strategy: 'desk', chainId: 42_161, account: '0x00000000000000000000000000000000000000de' } as const;

test('args: a book that is kept in shadow trades for nobody; kept live again, it does', async () => {
  const { ledger } = await asked(2, { venue: 'uniswap-v3', instrument: 'uniswap-v3 WETH/USDC' });
  const make = () => makeBlocks(ledger, { ...options, book: 'desk' });
  await ledger.commit(insertTick(sampleTick({ ...deskTick, summary: { mode: 'shadow' } })));
  await expect(make()).rejects.toThrow(/desk is kept in shadow, which sends nothing; no block was made/);
  expect(await listBlocks(ledger)).toEqual([]);
  await ledger.commit(insertTick(sampleTick({ ...deskTick, summary: { mode: 'live' }, at })));
  expect((await make()).blocks).toMatchObject([{ method: 'transfer', strategy: 'desk' }]);
});

test('args: what waits, a book that nobody knows, a list of nothing: each is said, and nothing is made', async () => {
  const { ledger } = await asked(3, {}, 1);
  await expect(makeBlocks(ledger, options)).rejects.toThrow(/2 of the orders wait to be accepted/);
  expect((await makeBlocks(ledger, { ...options, withoutWaiting: true, dryRun: true })).blocks).toHaveLength(1);
  await expect(makeBlocks(ledger, { ...options, withoutWaiting: true, book: 'nobody' })).rejects.toThrow(
    /knows no book `nobody`/,
  );
  await expect(makeBlocks(ledger, { ...options, list: 'tuesday' })).rejects.toThrow(
    /no order of list `tuesday` is open/,
  );
  const plain = await asked(1, { block: false });
  await expect(makeBlocks(plain.ledger, options)).rejects.toThrow(/none of the 1 open orders is for a block/);
  expect(await listBlocks(ledger)).toEqual([]);
});
