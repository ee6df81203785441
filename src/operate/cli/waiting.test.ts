import { expect, onTestFinished, test } from 'vitest';
import { tokenAmount, unixMillis, unixSeconds, WAD, wad, wei } from '../../model/units.js';
import type { VenueOrder } from '../../model/venueOrder.js';
import { stopOf } from '../../plan/testing/toyBook.js';
import { newId } from '../../record/id.js';
import { openLedger } from '../../record/ledger.js';
import { insertAttempt } from '../../record/statements/attempts.js';
import { updateOrder } from '../../record/statements/orders.js';
import { insertTick } from '../../record/statements/ticks.js';
import { insertUnsolicited } from '../../record/statements/unsolicited.js';
import { insertVenueOrder, updateVenueOrder } from '../../record/statements/venueOrders.js';
import { sampleAccount, sampleAttempt, sampleOrder, sampleTick, workOf } from '../../record/testing/sample.js';
import { orders } from './orders.js';
import { positions } from './positions.js';
import { status } from './status.js';
import { why } from './why.js';

const ours = `0x1f22a4b0${'0'.repeat(56)}`;
const byHand = `0xbeef0000${'0'.repeat(56)}`;
const made = unixMillis(1_700_000_000_000);
const now = made + 60_000;

const waiting = (id: string, change: Partial<VenueOrder> = {}): VenueOrder => ({
  id,
  venue: 'gmx-v2',
  account: sampleAccount,
  ordType: 'Market',
  instrument: 'gmx-v2 ETH/USD',
  position: null,
  triggerPrice: null,
  terms: null,
  held: null,
  status: 'New',
  since: unixSeconds(1_699_999_970),
  overdue: false,
  cancelable: false,
  describe: 'open long 2.41 ETH/USD',
  ...change,
});

/** A ledger whose newest tick shows an order of ours at the venue, and a suspended one by hand. */
async function ledgerWith() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const order = sampleOrder({ status: 'New', chainId: 42161, createdAt: made });
  const attempt = sampleAttempt(order, { chainId: 42161, state: 'Mined', blockNumber: 9n });
  const weth = { symbol: 'WETH', address: sampleAccount, decimals: 18, price: wad(2_000n * WAD) };
  const held = { token: weth, amount: tokenAmount(WAD / 2n) };
  const summary = {
    mode: 'live',
    unread: [],
    waiting: [
      waiting(ours, { held, overdue: true }),
      waiting(byHand, { ordType: 'Stop', status: 'Suspended', describe: 'stop-loss: sell all of ETH/USD at 1 890.00' }),
    ],
  };
  const venueOrder = {
    chainId: 42161,
    id: ours,
    venue: 'gmx-v2',
    account: sampleAccount,
    order: order.id,
    attempt: attempt.id,
  } as const;
  const place = {
    createdBlock: 9n,
    seenTo: 9n,
    looks: 0,
    keeperPaid: wei(0n),
    endBlock: null,
    endBlockHash: null,
    endTransaction: null,
  } as const;
  await ledger.commit([
    workOf(order),
    insertTick(
      sampleTick({ chainId: 42161, at: unixMillis(made + 1_000), blockTimestamp: unixSeconds(1_700_000_000), summary }),
    ),
    insertAttempt(attempt),
    insertVenueOrder({
      ...venueOrder,
      ...place,
      handovers: [],
      transactions: [],
      status: 'New',
      text: '',
      settled: false,
      createdAt: unixMillis(made + 2_000),
    }),
    insertUnsolicited({
      id: newId(made),
      chainId: 42161,
      account: sampleAccount,
      venue: 'gmx-v2',
      kind: 'liquidation',
      order: byHand,
      marginAccount: 'gmx-v2 ETH/USD long USDC',
      fill: { kind: 'cancel', order: byHand },
      text: 'GMX liquidated 2.41 ETH at 1 840.00',
      blockNumber: 10n,
      blockHash: `0x${'22'.repeat(32)}`,
      transactionHash: `0x${'33'.repeat(32)}`,
      logIndex: 1,
      at: made,
    }),
  ]);
  return { ledger, order };
}

test('default: `positions` shows what waits at the venues, what it holds and whose it is', async () => {
  const { ledger, order } = await ledgerWith();
  const { text, json } = await positions(ledger);
  expect(text).toMatch(
    new RegExp(
      `gmx-v2 +0x1f22a4b0… +open long 2.41 ETH/USD +overdue +30.0 s +0.5000 WETH in the order vault +${order.id.slice(0, 13)}`,
    ),
  );
  expect(text).toMatch(/0xbeef0000… +stop-loss: sell all of ETH\/USD at 1 890.00 +suspended +30.0 s +- +by hand/);
  expect(json).toMatchObject([
    {
      orders: [
        { id: ours, order: order.id },
        { id: byHand, order: null },
      ],
    },
  ]);
});

test('default: `orders` names them, and tells what nobody of ours asked for', async () => {
  const { ledger } = await ledgerWith();
  const { text, json } = await orders(ledger, now, { limit: 10 });
  expect(text).toContain('0x1f22a4b0…');
  expect(text).toMatch(
    /liquidation +1 min ago +gmx-v2 ETH\/USD long USDC +GMX liquidated 2.41 ETH at 1 840.00 +0x3333/,
  );
  expect(json).toMatchObject([{ venueOrders: [{ id: ours, status: 'New' }] }]);
});

test('default: `status` counts them, and keeps for a day in view what nobody of ours asked for', async () => {
  const { ledger } = await ledgerWith();
  const told = await status(ledger, now);
  expect(told.text).toContain('GMX liquidated 2.41 ETH');
  expect(told.json).toMatchObject({ strategies: [{ waiting: 2 }], unsolicited: [{ kind: 'liquidation' }] });
  expect((await status(ledger, now + 86_400_000)).text).not.toContain('liquidated');
});

test('default: `why` tells of an order’s stay at the venue', async () => {
  const { ledger, order } = await ledgerWith();
  expect((await why(ledger, order.id, now)).text).toContain(`+2.00 s  waits   at gmx-v2 as ${ours}`);
  const key = { chainId: 42161, venue: 'gmx-v2', id: ours };
  const end = { endBlock: 11n, endBlockHash: `0x${'44'.repeat(32)}`, endTransaction: `0x${'55'.repeat(32)}` } as const;
  const change = { status: 'Canceled', text: 'the price is not acceptable', ...end } as const;
  await ledger.commit(updateVenueOrder(key, change, unixMillis(made + 5_000)));
  const told = () => why(ledger, order.id, now).then(({ text }) => text);
  expect(await told()).toContain(
    `+5.00 s  venue   canceled 0x1f22a4b0…  the price is not acceptable  tx ${end.endTransaction}`,
  );
  // Its row is written once more when nothing can undo its end; that is not when it ended.
  await ledger.commit([
    updateOrder(order.id, { status: 'Canceled', text: '', at: unixMillis(made + 5_000) }),
    updateVenueOrder(key, { settled: true }, unixMillis(made + 50_000)),
  ]);
  expect(await told()).toContain('+5.00 s  venue   canceled');
});

test('behavior: `why` says of a stop in its place that it rests; on its way there it is in flight', async () => {
  const { ledger, order } = await ledgerWith();
  expect((await why(ledger, order.id, now)).text).toMatch(/IN FLIGHT/);
  const stop = sampleOrder({ status: 'New', chainId: 42161, createdAt: made, terms: stopOf(2, 1_890) });
  await ledger.commit(workOf(stop));
  const told = async () => (await why(ledger, stop.id, now)).text;
  expect(await told()).toMatch(/IN FLIGHT/);
  await ledger.commit([
    insertAttempt(sampleAttempt(stop, { chainId: 42161, nonce: 9, state: 'Mined', blockNumber: 9n })),
    updateVenueOrder({ chainId: 42161, venue: 'gmx-v2', id: ours }, { order: stop.id }, made),
  ]);
  expect(await told()).toMatch(/RESTS/);
  expect(await told()).toMatch(/became +order \S+ {2}rests/);
});
