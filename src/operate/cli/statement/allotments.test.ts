import type { Address } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { bps, fromFloat, unixMillis, unixSeconds, wad } from '../../../model/units.js';
import { newId } from '../../../record/id.js';
import { openLedger } from '../../../record/ledger.js';
import { confirmationOfParent } from '../../../record/queries/confirmations.js';
import { parentsById } from '../../../record/queries/parentOrders.js';
import { statementOf } from '../../../record/queries/statements.js';
import { insertParents } from '../../../record/statements/parentOrders.js';
import { insertTick } from '../../../record/statements/ticks.js';
import { allocations, blockMembers, blocks } from '../../../record/tables/blocks.js';
import { sampleAccount, sampleTick } from '../../../record/testing/sample.js';
import { sampleParent } from '../../../record/testing/sampleParent.js';
import { confirmationDocument } from '../confirm/confirm.js';
import { statementDocument } from './statement.js';

const chainId = 42161;
const day = unixMillis(Date.UTC(2026, 10, 22));
const desk: Address = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
const usd = (value: number) => fromFloat(value, 'down');

/** A block that the desk has traded, of one order of `eth-book` and one of the desk's own account. */
async function blockOf(method: 'transfer' | 'interleave') {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const member = sampleParent({ chainId, text: 'as the committee has decided' });
  const worked = sampleParent({ chainId, strategy: 'desk', account: desk });
  const id = newId(day);
  const at = unixMillis(day + 60_000);
  await ledger.commit([
    insertParents([member, worked]),
    ...['eth-book', 'desk'].map((strategy, i) =>
      insertTick(
        sampleTick({
          ...{ strategy, chainId, at: unixMillis(day + 90_000), blockTimestamp: unixSeconds(day / 1_000 + 90) },
          ...{ account: i === 0 ? sampleAccount : desk },
        }),
      ),
    ),
    (db, holder) =>
      db.insert(blocks).values({
        ...{ id, holder, chainId, instrument: 'uniswap-v3 WETH/USDC', side: 'Buy', quantity: usd(2), method },
        ...{ strategy: 'desk', account: desk, parent: worked.id, maxDeviation: bps(10), status: 'Allocated' },
        ...{ text: '', author: 'ann', createdAt: day, updatedAt: at },
      }),
    (db) =>
      db.insert(blockMembers).values({
        ...{
          block: id,
          parent: member.id,
          strategy: 'eth-book',
          account: sampleAccount,
          quantity: usd(2),
          gives: null,
        },
      }),
    (db, holder) =>
      db.insert(allocations).values({
        ...{ id: newId(at), holder, block: id, parent: member.id, quantity: usd(2), at },
        ...{ avgPx: wad(usd(2_000) - 1n), grossTradeAmt: usd(4_000), fee: usd(2) },
      }),
  ]);
  const paperOf = async (parent: string) => {
    const [found] = await parentsById(ledger, [parent]);
    if (!found) throw new Error('it was not written');
    return confirmationOfParent(ledger, found);
  };
  return { ledger, member: await paperOf(member.id), worked: await paperOf(worked.id) };
}

test("default: a member's share of a block is its trade, at the block's average price", async () => {
  const { ledger, member } = await blockOf('transfer');
  expect(member.traded).toEqual({
    ...{ instrument: 'uniswap-v3 WETH/USDC', side: 'Buy', quantity: usd(2), avgPx: usd(2_000) - 1n },
    ...{ gross: usd(4_000), fee: usd(2) },
  });
  const { facts, tables } = confirmationDocument(member);
  expect(facts).toContainEqual(['quantity (CumQty)', '2']);
  expect(facts).toContainEqual(['fee usd', '2']);
  // What somebody has said of an order is no reason of where it stands.
  expect(facts).toContainEqual(['said of it', 'as the committee has decided']);
  expect(facts).toContainEqual(['status', 'PendingNew']);
  expect(tables[0]).toMatchObject({ title: 'Allotted of blocks', rows: [expect.arrayContaining([`by ${desk}`])] });
  const told = await statementOf(ledger, 'eth-book', day, ['FIFO']);
  expect(told.allotments).toMatchObject([{ quantity: usd(2), trader: 'desk' }]);
  expect(statementDocument(told).tables.map(({ title }) => title)).toContain('Allotted of blocks');
});

test('behavior: who has traded for others has it on its papers as allotted away', async () => {
  const { ledger, worked } = await blockOf('transfer');
  expect(worked.traded).toBeNull();
  expect(confirmationDocument(worked).tables[0]?.rows).toEqual([
    expect.arrayContaining([`away, to ${sampleAccount}`, 'eth-book']),
  ]);
  const told = statementDocument(await statementOf(ledger, 'desk', day, ['FIFO']));
  expect(told.tables.find(({ title }) => title === 'Allotted of blocks')?.rows).toEqual([
    expect.arrayContaining([`away, to ${sampleAccount}`]),
  ]);
});

test('behavior: what a member of an interleaved block has traded by itself is not told twice', async () => {
  const { ledger, member } = await blockOf('interleave');
  expect(member).toMatchObject({ traded: null, allotments: [] });
  expect((await statementOf(ledger, 'eth-book', day, ['FIFO'])).allotments).toEqual([]);
});
