import { expect, onTestFinished, test } from 'vitest';
import type { Fill, Id } from '../model/order.js';
import type { ParentOrder } from '../model/parentOrder.js';
import { unixMillis, wad } from '../model/units.js';
import { createAlarms } from '../record/alarms.js';
import { captureParents } from '../record/captureParents.js';
import { newId } from '../record/id.js';
import { type Ledger, openLedger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { executionsOf } from '../record/queries/executions.js';
import { parentsById } from '../record/queries/parentOrders.js';
import { raiseAlert } from '../record/statements/alerts.js';
import { insertAttempt } from '../record/statements/attempts.js';
import { insertFill, voidFillsOf } from '../record/statements/orders.js';
import { recordEvent } from '../record/statements/parentOrders.js';
import { sampleAttempt, sampleOrder, workOf } from '../record/testing/sample.js';
import { sampleParent } from '../record/testing/sampleParent.js';
import { createBookExecutions } from './bookExecutions.js';

const at = unixMillis(1_700_000_000_000);
const units = (value: number) => wad(BigInt(value) * 10n ** 18n);
const tradeFill = (quantity: number, changes: object = {}): Fill =>
  ({
    ...{ kind: 'trade', instrument: 'perp-v2 ETH', underlying: 'ETH', side: 'Sell' },
    ...{ quantity: units(quantity), price: units(2_000), fee: wad(0n), ...changes },
  }) as Fill;

function opened() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const errors: string[] = [];
  const log = { debug() {}, info() {}, warn() {}, error: (_: object, message: string) => void errors.push(message) };
  const alarms = createAlarms({ ledger, now: () => at, log });
  let now = at;
  const booker = () => createBookExecutions({ ledger, alarms, now: () => now, log });
  const pass = (ms: number) => {
    now = unixMillis(now + ms);
  };
  return { ledger, booker, book: booker(), errors, pass };
}

/** An accepted order of 10 with a child that has one attempt. */
async function worked(ledger: Ledger, accepted = true) {
  const parent = sampleParent();
  await captureParents(ledger, [parent]);
  if (accepted) await ledger.commit(recordEvent(parent, { kind: 'accept' }, { author: 'ballast', text: '', at }));
  const child = sampleOrder({ parent: parent.id });
  const attempt = sampleAttempt(child);
  await ledger.commit([workOf(child), insertAttempt(attempt)]);
  const fill = async (what: Fill): Promise<Id> => {
    const id = newId(at);
    await ledger.commit(insertFill({ id, order: child.id, attempt: attempt.id, fill: what, at }));
    return id;
  };
  return { parent, child, attempt, fill };
}

async function standingOf(ledger: Ledger, { id }: ParentOrder) {
  const [parent] = await parentsById(ledger, [id]);
  const events = (await executionsOf(ledger, id)).map(({ execType }) => execType);
  return { status: parent?.state.status, cumQty: parent?.state.cumQty, events };
}

test('default: fills of a child are given to its parent once, however often it is asked for', async () => {
  const { ledger, book, booker } = opened();
  const { parent, child, fill } = await worked(ledger);
  const first = await fill(tradeFill(4));
  await book();
  await book();
  expect(await standingOf(ledger, parent)).toEqual({
    ...{ status: 'PartiallyFilled', cumQty: units(4), events: ['New', 'Trade'] },
  });
  expect((await executionsOf(ledger, parent.id))[1]).toMatchObject({
    ...{ author: 'ballast', event: { kind: 'trade', child: child.id, fill: first, price: units(2_000) } },
  });
  await fill(tradeFill(3));
  await fill(tradeFill(3));
  // After a restart nothing is remembered but the ledger.
  await booker()();
  await book();
  expect(await standingOf(ledger, parent)).toEqual({
    ...{ status: 'Filled', cumQty: units(10), events: ['New', 'Trade', 'Trade', 'Trade'] },
  });
});

test('behavior: a fill whose block is gone is taken back once, before what has taken its place is counted', async () => {
  const { ledger, book, booker } = opened();
  const { parent, attempt, fill } = await worked(ledger);
  await fill(tradeFill(10));
  await book();
  await ledger.commit(voidFillsOf(attempt.id));
  await fill(tradeFill(9));
  await book();
  await booker()();
  expect(await standingOf(ledger, parent)).toEqual({
    ...{ status: 'PartiallyFilled', cumQty: units(9), events: ['New', 'Trade', 'TradeCancel', 'Trade'] },
  });
});

test('behavior: what was voided before it was booked is never booked', async () => {
  const { ledger, book } = opened();
  const { parent, attempt, fill } = await worked(ledger);
  await fill(tradeFill(10));
  await ledger.commit(voidFillsOf(attempt.id));
  await book();
  expect((await standingOf(ledger, parent)).events).toEqual(['New']);
});

test('behavior: a late fill of an order that was canceled counts', async () => {
  const { ledger, book } = opened();
  const { parent, fill } = await worked(ledger);
  const [accepted] = await parentsById(ledger, [parent.id]);
  await ledger.commit(recordEvent(accepted ?? parent, { kind: 'cancel' }, { author: 'ballast', text: '', at }));
  await fill(tradeFill(10));
  await book();
  expect(await standingOf(ledger, parent)).toMatchObject({ status: 'Canceled', cumQty: units(10) });
});

test('behavior: what was traded in another instrument, the other way, or not at all is no part of it', async () => {
  const { ledger, book } = opened();
  const { parent, fill } = await worked(ledger);
  await fill(tradeFill(1, { instrument: 'perp-v2 BTC' }));
  await fill(tradeFill(1, { side: 'Buy' }));
  await fill({ kind: 'cancel', order: '0x1' });
  await book();
  expect((await standingOf(ledger, parent)).events).toEqual(['New']);
});

test('behavior: a person who speaks at the same moment is heard, and the fill is booked', async () => {
  const { ledger, book } = opened();
  const { parent, fill } = await worked(ledger);
  await fill(tradeFill(4));
  const [accepted] = await parentsById(ledger, [parent.id]);
  const commit = ledger.commit;
  let isFirst = true;
  ledger.commit = async (work) => {
    if (isFirst) {
      isFirst = false;
      await commit(recordEvent(accepted ?? parent, { kind: 'requestCancel' }, { author: 'ana', text: '', at }));
    }
    await commit(work);
  };
  await book();
  expect(await standingOf(ledger, parent)).toEqual({
    ...{ status: 'PendingCancel', cumQty: units(4), events: ['New', 'PendingCancel', 'Trade'] },
  });
});

test('behavior: a fill that cannot be is told once, keeps no other order from its own, and is booked once it can be', async () => {
  const { ledger, book, booker, errors } = opened();
  const wrong = await worked(ledger, false);
  const right = await worked(ledger);
  const fill = await wrong.fill(tradeFill(1));
  await right.fill(tradeFill(2));
  await book();
  await book();
  expect(errors).toEqual(['a fill was not booked']);
  expect(await standingOf(ledger, right.parent)).toMatchObject({ cumQty: units(2) });
  expect(await openAlerts(ledger)).toMatchObject([{ code: 'ORDER_STALLED', subject: fill }]);
  const [parent] = await parentsById(ledger, [wrong.parent.id]);
  await ledger.commit(recordEvent(parent ?? wrong.parent, { kind: 'accept' }, { author: 'ballast', text: '', at }));
  const again = booker();
  await again();
  expect(await standingOf(ledger, wrong.parent)).toMatchObject({ cumQty: units(1) });
  expect(await openAlerts(ledger)).toEqual([]);
});

test('behavior: what was refused is looked for again after a pause, and what is new is booked meanwhile', async () => {
  const { ledger, book, pass } = opened();
  const wrong = await worked(ledger, false);
  const right = await worked(ledger);
  await wrong.fill(tradeFill(1));
  await book();
  const [parent] = await parentsById(ledger, [wrong.parent.id]);
  await ledger.commit(recordEvent(parent ?? wrong.parent, { kind: 'accept' }, { author: 'ballast', text: '', at }));
  await right.fill(tradeFill(2));
  await book();
  expect(await standingOf(ledger, right.parent)).toMatchObject({ cumQty: units(2) });
  expect(await standingOf(ledger, wrong.parent)).toMatchObject({ cumQty: units(0) });
  expect(await openAlerts(ledger)).toHaveLength(1);
  pass(10_000);
  await book();
  expect(await standingOf(ledger, wrong.parent)).toMatchObject({ cumQty: units(1) });
  expect(await openAlerts(ledger)).toEqual([]);
});

test('behavior: a fill that was refused and is voided since is told of no more, after a restart as well', async () => {
  for (const isRestarted of [false, true]) {
    const { ledger, book, booker, pass } = opened();
    const { attempt, fill, parent } = await worked(ledger, false);
    await fill(tradeFill(1));
    await book();
    await ledger.commit(raiseAlert({ code: 'ORDER_STALLED', subject: parent.id, text: 'it is stalled', at }));
    await ledger.commit(voidFillsOf(attempt.id));
    pass(10_000);
    await (isRestarted ? booker() : book)();
    // That of an order is not its own.
    expect(await openAlerts(ledger)).toMatchObject([{ subject: parent.id }]);
  }
});
