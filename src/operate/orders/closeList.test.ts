import { expect, onTestFinished, test } from 'vitest';
import { ballast } from '../../model/author.js';
import { unixMillis } from '../../model/units.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { executionsOf } from '../../record/queries/executions.js';
import { legsStanding } from '../../record/queries/legsStates.js';
import { parentOrders, parentsById, type RecordedParent } from '../../record/queries/parentOrders.js';
import { recordLegsEvent } from '../../record/statements/legs.js';
import { recordEvents } from '../../record/statements/parentOrders.js';
import { operatorCommands } from '../../record/tables/runs.js';
import { openBookShelf } from './bookShelf.js';
import { closeList } from './closeList.js';
import { newOrder } from './newOrder.js';
import { seedBook } from './testing/deskLedger.js';

const now = unixMillis(Date.UTC(2026, 5, 1));
const by = { author: 'bob', at: now, text: 'the client trades the rest' };

/** Two legs, of which one has failed. */
async function desk(): Promise<{ ledger: Ledger; legs: readonly RecordedParent[] }> {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  await seedBook(ledger, 'eth-book', { at: unixMillis(now - 60_000) });
  const shelf = await openBookShelf(ledger, { env: {}, chainOf: () => undefined });
  const rule = { count: 2, imbalance: 0.1, onFailure: 'complete' } as const;
  const ask = async (clOrdId: string, side: string, instrument: string) =>
    (
      await newOrder(
        ledger,
        shelf,
        { clOrdId, side, instrument, quantity: '2', list: 'spread', book: 'eth-book' },
        { author: 'ann', at: now },
        rule,
      )
    ).order;
  const legs = [await ask('a', 'sell', 'perp-v2 ETH'), await ask('b', 'buy', 'perp-v2 BTC')];
  const failed = { kind: 'moveList', list: 'spread', from: 'Executing', to: 'Alert', text: 'leg b failed' } as const;
  const apart = { kind: 'legsApart', list: 'spread', from: '', text: 'a 50 %, b 0 %' } as const;
  await ledger.commit([failed, apart].map((event) => recordLegsEvent(event, { author: ballast, at: now })));
  return { ledger, legs };
}

const statusesOf = async (ledger: Ledger) => (await parentOrders(ledger)).map(({ state }) => state.status);
const problemOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'it was done',
    (error: { problems?: { message: string }[] }) => error.problems?.map(({ message }) => message).join('; '),
  );
const end = (ledger: Ledger, order: RecordedParent) =>
  ledger.commit(recordEvents(order, [{ event: { kind: 'cancel' }, text: 'as asked' }], { author: ballast, at: now }));

test('default: what is open is asked to end, with who and why', async () => {
  const { ledger, legs } = await desk();
  const { status, orders } = await closeList(ledger, 'spread', by);
  expect([status, orders.map(({ clOrdId }) => clOrdId)]).toEqual(['Cancelling', ['a', 'b']]);
  expect(await statusesOf(ledger)).toEqual(['PendingCancel', 'PendingCancel']);
  const text = 'leg b failed; closed by bob: the client trades the rest';
  // The keeper closes the alert, once nothing of them is in flight.
  expect(await legsStanding(ledger, 'spread')).toMatchObject({ status: 'Cancelling', text, apart: 'a 50 %, b 0 %' });
  const [event] = await executionsOf(ledger, legs[0]?.id ?? '');
  expect(event).toMatchObject({ author: 'bob', text: 'closed by bob: the client trades the rest' });
  const commands = await ledger.db.select().from(operatorCommands);
  expect(commands.map(({ author, verb }) => [author, verb])).toEqual([
    ['ann', 'order new'],
    ['ann', 'order new'],
    ['bob', 'order close-list'],
  ]);
  expect(commands[2]?.args).toEqual(['spread', 'the client trades the rest']);
});

test('behavior: where all legs are over, it is over at once and the alert closes', async () => {
  const { ledger, legs } = await desk();
  for (const leg of legs) await end(ledger, leg);
  expect(await openAlerts(ledger)).toHaveLength(1);
  expect(await closeList(ledger, 'spread', by)).toEqual({ list: 'spread', status: 'AllDone', orders: [] });
  expect(await legsStanding(ledger, 'spread')).toMatchObject({ status: 'AllDone', apart: '' });
  expect(await openAlerts(ledger)).toEqual([]);
});

test('args: what there is not, what is over and what steers a terminal is refused, and nothing is written', async () => {
  const { ledger, legs } = await desk();
  expect(await problemOf(closeList(ledger, 'other', by))).toBe('there are no legs of that name');
  expect(await problemOf(closeList(ledger, 'spread', { ...by, text: '\u001b[2J' }))).toMatch(/steer a terminal/);
  await closeList(ledger, 'spread', by);
  expect(await problemOf(closeList(ledger, 'spread', by))).toBe('its legs are asked to end already');
  for (const { id } of legs) {
    const [asked] = await parentsById(ledger, [id]);
    if (asked) await end(ledger, asked);
  }
  const over = { kind: 'moveList', list: 'spread', from: 'Cancelling', to: 'AllDone', text: '' } as const;
  await ledger.commit(recordLegsEvent(over, { author: ballast, at: now }));
  expect(await problemOf(closeList(ledger, 'spread', by))).toBe('its legs are over already');
  expect(await ledger.db.select().from(operatorCommands)).toHaveLength(3);
});
