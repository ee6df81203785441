import { expect, onTestFinished, test } from 'vitest';
import type { Fill, Order, RestingTerms } from '../../model/order.js';
import { HOUR } from '../../model/time.js';
import { milliseconds, type UnixMillis, unixMillis, wad } from '../../model/units.js';
import { newId } from '../id.js';
import { type Ledger, openLedger } from '../ledger.js';
import { prune } from '../prune.js';
import { insertAttempt } from '../statements/attempts.js';
import { insertFill, updateOrder } from '../statements/orders.js';
import { insertPositions, insertRisk, insertTick } from '../statements/ticks.js';
import {
  sampleAccount,
  sampleAttempt,
  sampleOrder,
  samplePosition,
  sampleTick,
  sampleTrade,
  workOf,
} from '../testing/sample.js';
import { otherBooks } from './otherBooks.js';

const now = unixMillis(1_700_000_100_000);
const at = unixMillis(now - 30_000);
const mine = { name: 'mine', account: sampleAccount };

function open(): Ledger {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

async function sampled(ledger: Ledger, when: UnixMillis, deltaUsd = 4_000, mode = 'live') {
  const tick = sampleTick({ id: newId(when), strategy: 'other', at: when, summary: { mode } });
  const positions = deltaUsd === 0 ? [] : [{ deltaUsd, charm: 0 }];
  const held = deltaUsd === 0 ? [] : [samplePosition];
  await ledger.commit([
    insertTick(tick),
    insertPositions(tick.id, held),
    insertRisk(tick.id, { positions, underlyings: [] } as never),
  ]);
  return tick;
}

const grossOf = async (ledger: Ledger, when: UnixMillis = now) => (await otherBooks(ledger, mine, when))[0]?.gross;

interface Ordered extends Partial<Order> {
  /** When it came to its status. */
  since: UnixMillis;
}

/** An order of 500 USD that was asked for before the sample; 200 USD of it have filled at each of these moments. */
async function grossWith({ since, status, ...change }: Ordered, filled: readonly UnixMillis[] = []) {
  const ledger = open();
  const order = sampleOrder({ strategy: 'other', notional: 500, createdAt: before, ...change });
  const attempt = sampleAttempt(order);
  const fill: Fill = {
    ...{ kind: 'trade', instrument: 'perp-v2 ETH', underlying: 'ETH', side: 'Sell', fee: wad(0n) },
    ...{ quantity: wad(10n ** 17n), price: wad(2_000n * 10n ** 18n) },
  };
  const fills = filled.map((when) =>
    insertFill({ id: newId(when), order: order.id, attempt: attempt.id, fill, at: when }),
  );
  const moved = updateOrder(order.id, { status: status ?? 'New', text: '', at: since });
  await ledger.commit([workOf(order), insertAttempt(attempt), fills, moved]);
  await sampled(ledger, at);
  return grossOf(ledger);
}

const [before, after] = [unixMillis(at - 1_000), unixMillis(at + 10_000)];

test('default: what is open counts whole, and so does what has filled since the sample, though it was ordered before', async () => {
  expect(await grossWith({ since: before, status: 'New' })).toBe(4_500);
  expect(await grossWith({ since: after, status: 'Filled' })).toBe(4_500);
  expect(await grossWith({ since: before, status: 'Filled' })).toBe(4_000);
  expect(await grossWith({ since: after, status: 'Filled', mode: 'shadow' })).toBe(4_000);
});

test('behavior: of what was canceled, what has filled since the sample counts', async () => {
  expect(await grossWith({ since: after, status: 'Canceled' })).toBe(4_000);
  expect(await grossWith({ since: after, status: 'Canceled' }, [before, after])).toBe(4_200);
  expect(await grossWith({ since: before, status: 'Canceled' }, [before])).toBe(4_000);
});

test('behavior: what rests counts once it has traded', async () => {
  const { venue, instrument, side, quantity } = sampleTrade;
  const terms: RestingTerms = {
    ...{ kind: 'rest', ordType: 'Limit', venue, instrument, position: null, side, quantity, reduceOnly: false },
    ...{ triggerPrice: wad(2_000n * 10n ** 18n), maxSlippage: null, replaces: null },
  };
  expect(await grossWith({ since: after, status: 'New', terms })).toBe(4_000);
  expect(await grossWith({ since: after, status: 'Filled', terms })).toBe(4_500);
});

test('behavior: a live book that has been silent for a day is exposed to nobody knows what', async () => {
  const ledger = open();
  await sampled(ledger, at);
  const later = unixMillis(at + 24 * HOUR);
  expect(await grossOf(ledger, later)).toBe(4_000);
  const [book] = await otherBooks(ledger, mine, unixMillis(later + 1));
  expect(book).toMatchObject({ gross: Number.NaN, net: Number.NaN });
  expect(book?.byInstrument).toEqual({ [samplePosition.instrument.id]: Number.NaN });
});

test('behavior: one that held nothing when it was last seen, or was kept in shadow then, counts nothing', async () => {
  const years = unixMillis(at + 9_000 * HOUR);
  const empty = open();
  await sampled(empty, at);
  await sampled(empty, unixMillis(at + 1_000), 0);
  expect(await otherBooks(empty, mine, years)).toMatchObject([{ gross: 0, net: 0 }]);
  const rehearsed = open();
  await sampled(rehearsed, at);
  await sampled(rehearsed, unixMillis(at + 1_000), 4_000, 'shadow');
  expect(await otherBooks(rehearsed, mine, years)).toEqual([]);
});

test('behavior: what a silent book was exposed to outlives what is dropped for its age', async () => {
  const ledger = open();
  await sampled(ledger, unixMillis(at - HOUR));
  await sampled(ledger, at);
  const later = unixMillis(at + 1_000 * HOUR);
  const keep = milliseconds(HOUR);
  expect(await prune(ledger, { keep, keepDecided: keep, now: later })).toMatchObject({ ticks: 1 });
  expect(await grossOf(ledger, later)).toBeNaN();
});
