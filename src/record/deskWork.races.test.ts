import { expect, onTestFinished, test } from 'vitest';
import type { Block } from '../model/block.js';
import { type DeskEvent, emptyDesk } from '../model/desk.js';
import { bps, unixMillis, wad } from '../model/units.js';
import { captureParents } from './captureParents.js';
import { deskWork } from './deskWork.js';
import { LedgerRace } from './errors.js';
import { type Ledger, openLedger } from './ledger.js';
import { blockStates } from './queries/blockStates.js';
import { parentOrders } from './queries/parentOrders.js';
import { insertBlock } from './statements/blocks.js';
import { sampleParent } from './testing/sampleParent.js';

const at = unixMillis(1_700_000_000_000);

function open(): Ledger {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

/** Two that have read the same decide the same. */
async function decidedTwice(ledger: Ledger, event: DeskEvent) {
  const work = () => deskWork({ desk: emptyDesk, events: [event], at, markOf: () => 1 });
  await ledger.commit(work());
  await expect(ledger.commit(work())).rejects.toThrow(LedgerRace);
}

/** What a plan says of an order that is to be made. */
function orderLike(
  { strategy, account, chainId, mode, orderClass, terms }: ReturnType<typeof sampleParent>,
  clOrdId: string,
) {
  return { strategy, account, chainId, mode, orderClass, terms, clOrdId, text: 'for all' };
}

test('behavior: of two that trade a leg back at once, the second is told to look again, and one order is made', async () => {
  const ledger = open();
  const leg = sampleParent({ list: 'x' });
  const list = {
    id: 'x',
    kind: 'legs',
    count: 2,
    imbalance: 0.1,
    onFailure: 'unwind',
    author: 'ann',
    createdAt: at,
  } as const;
  await captureParents(ledger, [leg], [list]);
  await decidedTwice(ledger, { kind: 'undoLeg', list: 'x', order: orderLike(leg, `undo ${leg.id} 1`) });
  expect(await parentOrders(ledger, { strategy: leg.strategy })).toHaveLength(2);
});

test('behavior: of two that begin to trade a block at once, the second is told to look again, and one order is made', async () => {
  const ledger = open();
  const member = sampleParent({});
  await captureParents(ledger, [member], []);
  const { strategy, account, chainId } = member;
  const { instrument, side, quantity } = member.terms;
  const block: Block = {
    ...{ id: 'block-1', chainId, instrument, side, quantity, method: 'transfer', strategy, account, parent: null },
    ...{ price: null, maxDeviation: bps(1), status: 'Collecting', author: 'ann', createdAt: at },
    members: [{ parent: member.id, strategy, account, quantity, gives: null }],
  };
  await ledger.commit(insertBlock(block));
  const members = [{ parent: member.id, quantity: wad(quantity / 2n) }];
  await decidedTwice(ledger, { kind: 'workBlock', block: block.id, members, order: orderLike(member, 'block 1') });
  const [state] = await blockStates(ledger, { strategy });
  expect(state).toMatchObject({ status: 'Working', members });
  expect(state?.parents.find(({ id }) => id === state.parent)?.clOrdId).toBe('block 1');
});
