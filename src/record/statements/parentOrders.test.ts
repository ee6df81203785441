import { expect, onTestFinished, test } from 'vitest';
import type { ParentEvent } from '../../model/parentEvent.js';
import type { OrderList } from '../../model/parentOrder.js';
import { IllegalEventError, orderAfter } from '../../model/parentState.js';
import { unixMillis, wad } from '../../model/units.js';
import { captureParents, NameTakenError } from '../captureParents.js';
import { LedgerRace } from '../errors.js';
import { newId } from '../id.js';
import { openLedger } from '../ledger.js';
import { executionsOf } from '../queries/executions.js';
import { listsById, parentOrders, parentsNamed } from '../queries/parentOrders.js';
import { sampleParent } from '../testing/sampleParent.js';
import { recordEvent, recordEvents } from './parentOrders.js';

const at = unixMillis(1_700_000_000_000);
const units = (value: number) => wad(BigInt(value) * 10n ** 18n);
const tradeOf = (quantity: number, fill = newId(at)): ParentEvent => ({
  ...{ kind: 'trade', child: newId(at), fill },
  ...{ quantity: units(quantity), price: units(2_000) },
});
const by = { author: 'keeper', text: '', at };

function opened() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

test('default: an order, its events and where they have led it', async () => {
  const ledger = opened();
  const parent = sampleParent();
  await captureParents(ledger, [parent]);
  await ledger.commit(recordEvent(parent, { kind: 'accept' }, { ...by, arrivalPrice: 2_101.5 }));
  const accepted = orderAfter(parent, { kind: 'accept' });
  const trade = tradeOf(4);
  await ledger.commit(recordEvent(accepted, trade, { ...by, text: 'child 1' }));
  const [found] = await parentOrders(ledger);
  expect(found).toEqual({
    ...orderAfter(accepted, trade),
    ...{ acceptedAt: at, arrivalPrice: 2_101.5, updatedAt: at, holder: ledger.holder },
  });
  expect(await executionsOf(ledger, parent.id)).toMatchObject([
    { number: 1, execType: 'New', ordStatus: 'New', cumQty: 0n, leavesQty: units(10), author: 'keeper' },
    { number: 2, execType: 'Trade', ordStatus: 'PartiallyFilled', cumQty: units(4), leavesQty: units(6), event: trade },
  ]);
});

test('behavior: several events at once are one change of the order', async () => {
  const ledger = opened();
  const parent = sampleParent();
  await captureParents(ledger, [parent]);
  const happened = [{ kind: 'accept' } as const, tradeOf(10)];
  await ledger.commit(
    recordEvents(
      parent,
      happened.map((event) => ({ event, text: '' })),
      by,
    ),
  );
  expect((await parentOrders(ledger))[0]).toMatchObject({ executions: 2, state: { status: 'Filled' } });
});

test('behavior: of two who write the next event one is told, and nothing of its unit of work is written', async () => {
  const ledger = opened();
  const [parent, other] = [sampleParent(), sampleParent()];
  await captureParents(ledger, [parent, other]);
  await ledger.commit(recordEvent(parent, { kind: 'requestCancel' }, { ...by, author: 'ana' }));
  const late = ledger.commit([recordEvent(other, { kind: 'accept' }, by), recordEvent(parent, { kind: 'accept' }, by)]);
  await expect(late).rejects.toThrow(LedgerRace);
  await expect(late).rejects.toMatchObject({ retryable: true });
  const states = (await parentOrders(ledger)).map(({ id, state }) => [id, state.status]);
  expect(states).toEqual([
    [other.id, 'PendingNew'],
    [parent.id, 'PendingCancel'],
  ]);
  expect(await executionsOf(ledger, other.id)).toEqual([]);
  expect((await executionsOf(ledger, parent.id)).map(({ author }) => author)).toEqual(['ana']);
});

test('behavior: an event that cannot be is refused before anything is written', async () => {
  const ledger = opened();
  const parent = sampleParent();
  await captureParents(ledger, [parent]);
  expect(() => recordEvent(parent, { kind: 'resume' }, by)).toThrow(IllegalEventError);
});

test('behavior: a granted change is in the terms', async () => {
  const ledger = opened();
  const parent = sampleParent();
  await captureParents(ledger, [parent]);
  const change = { quantity: units(6), price: units(1_900) };
  const events: ParentEvent[] = [{ kind: 'accept' }, { kind: 'requestReplace', change }, { kind: 'replace' }];
  await ledger.commit(
    recordEvents(
      parent,
      events.map((event) => ({ event, text: '' })),
      by,
    ),
  );
  expect((await parentOrders(ledger))[0]).toMatchObject({ terms: change, state: { quantity: units(6) } });
});

test('behavior: the same asked again is the same order, whatever has become of it', async () => {
  const ledger = opened();
  const list: OrderList = {
    ...{ id: 'monday', kind: 'list', count: 2, imbalance: 1, onFailure: 'hold', author: 'ana', createdAt: at },
  };
  const first = sampleParent({ clOrdId: 'a', list: 'monday' });
  const second = sampleParent({ clOrdId: 'b', list: 'monday' });
  expect(await captureParents(ledger, [first, second], [list])).toEqual({ captured: [first, second], already: [] });
  const events: ParentEvent[] = [
    { kind: 'accept' },
    { kind: 'requestReplace', change: { quantity: units(6) } },
    { kind: 'replace' },
  ];
  await ledger.commit(
    recordEvents(
      first,
      events.map((event) => ({ event, text: '' })),
      by,
    ),
  );

  const again = await captureParents(
    ledger,
    [
      { ...first, id: newId(at), text: 'again', author: 'ben' },
      { ...second, id: newId(at) },
    ],
    [{ ...list, author: 'ben' }],
  );
  expect(again.captured).toEqual([]);
  expect(again.already.map(({ id }) => id)).toEqual([first.id, second.id]);
  expect(again.already[0]?.terms.quantity).toBe(units(6));
  expect(await listsById(ledger, ['monday', 'tuesday'])).toEqual([list]);
});

test('behavior: something else under a name that is taken is refused by name, and nothing of it is written', async () => {
  const ledger = opened();
  const first = sampleParent({ clOrdId: 'a' });
  await captureParents(ledger, [first]);
  const other = { ...sampleParent({ clOrdId: 'a' }), terms: { ...first.terms, quantity: units(11) } };
  const asked = captureParents(ledger, [sampleParent({ clOrdId: 'c' }), other]);
  await expect(asked).rejects.toThrow(NameTakenError);
  await expect(asked).rejects.toThrow(/eth-book a is taken/);
  await expect(
    captureParents(ledger, [sampleParent({ clOrdId: 'd' }), sampleParent({ clOrdId: 'd' })]),
  ).rejects.toThrow(/eth-book d is taken\n {2}eth-book d: it is asked for twice here/);
  expect(await parentOrders(ledger)).toHaveLength(1);
  // Another book's names are its own.
  expect((await captureParents(ledger, [sampleParent({ clOrdId: 'a', strategy: 'b' })])).captured).toHaveLength(1);
});

test('behavior: thousands are one unit of work, and one that does not fit keeps all of them out', async () => {
  const ledger = opened();
  const many = Array.from({ length: 3_000 }, (_, i) => sampleParent({ clOrdId: `n${i}` }));
  await expect(captureParents(ledger, [...many, sampleParent({ clOrdId: 'n7' })])).rejects.toThrow(NameTakenError);
  expect(await parentOrders(ledger)).toEqual([]);
  await captureParents(ledger, many);
  expect(await parentOrders(ledger)).toHaveLength(3_000);
  expect((await captureParents(ledger, many)).already).toHaveLength(3_000);
});

test('args: filters narrow; names are an id, its beginning, or a ClOrdID', async () => {
  const ledger = opened();
  const [a, b] = [sampleParent({ clOrdId: 'one' }), sampleParent({ clOrdId: 'two', terms: { side: 'Buy' } })];
  await captureParents(ledger, [a, b]);
  await ledger.commit(recordEvent(a, { kind: 'reject' }, by));
  const ids = async (filter: Parameters<typeof parentOrders>[1]) =>
    (await parentOrders(ledger, filter)).map(({ clOrdId }) => clOrdId);
  expect(await ids({})).toEqual(['two', 'one']);
  expect(await ids({ open: true })).toEqual(['two']);
  expect(await ids({ status: 'Rejected' })).toEqual(['one']);
  expect(await ids({ side: 'Buy', instrument: 'perp-v2 ETH', strategy: 'eth-book', since: at })).toEqual(['two']);
  expect(await ids({ strategy: 'other' })).toEqual([]);
  expect(await ids({ limit: 1 })).toEqual(['two']);
  expect((await parentsNamed(ledger, a.id)).map(({ id }) => id)).toEqual([a.id]);
  expect((await parentsNamed(ledger, a.id.slice(0, 13))).map(({ id }) => id)).toEqual([a.id]);
  expect((await parentsNamed(ledger, 'two')).map(({ id }) => id)).toEqual([b.id]);
  expect(await parentsNamed(ledger, 'three')).toEqual([]);
});
