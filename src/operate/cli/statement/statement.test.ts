import { eq, sql } from 'drizzle-orm';
import type { Address, Hash } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { noParts } from '../../../assess/pnl/parts.js';
import type { Option } from '../../../model/instrument.js';
import type { Fill, Order, OrderTerms } from '../../../model/order.js';
import type { Position } from '../../../model/position.js';
import { DAY, HOUR } from '../../../model/time.js';
import { bps, fromFloat, tokenAmount, unixMillis, unixSeconds, type Wad, wad, wei } from '../../../model/units.js';
import { newId } from '../../../record/id.js';
import { type Ledger, openLedger } from '../../../record/ledger.js';
import { statementOf } from '../../../record/queries/statements.js';
import { insertAttempt } from '../../../record/statements/attempts.js';
import { saveBlockTime } from '../../../record/statements/blockTimes.js';
import { insertDecision, insertFill, insertOrder } from '../../../record/statements/orders.js';
import { insertParents } from '../../../record/statements/parentOrders.js';
import { insertPositions, insertTick } from '../../../record/statements/ticks.js';
import { insertUnsolicited } from '../../../record/statements/unsolicited.js';
import { blockMembers, blocks } from '../../../record/tables/blocks.js';
import { prices } from '../../../record/tables/prices.js';
import { positions as positionsTable, ticks } from '../../../record/tables/ticks.js';
import {
  sampleAccount,
  sampleAttempt,
  sampleDecision,
  sampleOrder,
  sampleTick,
} from '../../../record/testing/sample.js';
import { sampleParent } from '../../../record/testing/sampleParent.js';
import { exportAccounting } from './exportAccounting.js';
import { statement, statementDocument } from './statement.js';

const chainId = 42161;
const day = unixMillis(Date.UTC(2026, 10, 22));
const name = (at: number) => new Date(at).toISOString().slice(0, 10);
const usd = (value: number): Wad => fromFloat(value, 'down');
const desk: Address = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
const hashOf = (block: number): Hash => `0x${block.toString(16).padStart(64, '0')}`;

function ledgerFor(): Ledger {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

const trade = (side: 'Buy' | 'Sell', quantity: number, price: number, instrument = 'perp-v2 ETH'): Fill => ({
  ...{ kind: 'trade', instrument, underlying: 'ETH', side, quantity: usd(quantity), price: usd(price), fee: usd(1) },
});

interface Done {
  fill: Fill | null;
  /** When its block was made. */
  at: number;
  block: number;
  noticedAt?: number;
  account?: Address;
  strategy?: string;
  terms?: OrderTerms;
  gas?: bigint;
  isDated?: boolean;
}

let nonce = 0;
async function done(ledger: Ledger, { fill, at, block, account = sampleAccount, ...rest }: Done): Promise<Order> {
  const { noticedAt = at, strategy = 'eth-book', gas = 0n, isDated = true } = rest;
  const order = sampleOrder({
    ...{ chainId, account, strategy, createdAt: unixMillis(at - 1_000) },
    ...(rest.terms ? { terms: rest.terms } : {}),
  });
  // The ticks that decided are no samples of the book here.
  const tick = sampleTick({ strategy: 'another', chainId: 1, at: order.createdAt });
  const attempt = sampleAttempt(order, {
    ...{ chainId, nonce: ++nonce, state: fill ? 'Final' : 'Reverted', settled: true, gasCost: wei(gas) },
    ...{ blockNumber: BigInt(block), blockHash: hashOf(block) },
  });
  await ledger.commit([
    insertTick(tick),
    insertDecision(sampleDecision({ id: order.decision }), {
      ...{ tick: tick.id, strategy, strategyHash: tick.strategyHash, at: tick.at },
    }),
    insertOrder(order, []),
    insertAttempt(attempt),
    fill
      ? insertFill({ id: newId(noticedAt), order: order.id, attempt: attempt.id, fill, at: unixMillis(noticedAt) })
      : [],
    isDated
      ? saveBlockTime({ chainId, hash: hashOf(block), number: BigInt(block), timestamp: unixSeconds(at / 1_000) })
      : [],
  ]);
  return order;
}

async function sampled(
  ledger: Ledger,
  at: number,
  block: number,
  held: readonly Position[] = [],
  strategy = 'eth-book',
) {
  const tick = sampleTick({
    ...{
      strategy,
      chainId,
      at: unixMillis(at + 500),
      blockTimestamp: unixSeconds(at / 1_000),
      blockNumber: BigInt(block),
    },
    ...{ summary: { nativeBalance: wei(5n), unread: [] } },
  });
  await ledger.commit([insertTick(tick), insertPositions(tick.id, held)]);
  return tick;
}

const perp = (quantity: number, mark: number): Position => ({
  ...{ id: 'perp-v2 ETH', venue: 'perp-v2', account: sampleAccount, marginAccount: null, pricing: null },
  ...{ instrument: { kind: 'perpetual', id: 'perp-v2 ETH', venue: 'perp-v2', underlying: 'ETH' } },
  ...{ quantity: usd(quantity), mark: usd(mark), value: wad(0n) },
});

test('default: a day has what was mined on it, whenever it was noticed, and the gas of that day, failed transactions too', async () => {
  const ledger = ledgerFor();
  await sampled(ledger, day - HOUR, 10);
  await done(ledger, { fill: trade('Buy', 1, 2_000), at: day - 1_000, block: 11, noticedAt: day + HOUR, gas: 100n });
  await done(ledger, {
    fill: trade('Buy', 2, 2_000),
    at: day + 60_000,
    block: 12,
    noticedAt: day + DAY + HOUR,
    gas: 20n,
  });
  await done(ledger, { fill: null, at: day + 2 * HOUR, block: 13, gas: 3n });
  await sampled(ledger, day + 3 * HOUR, 14, [perp(3, 2_100)]);
  const told = await statementOf(ledger, 'eth-book', day, ['FIFO']);
  expect(told.fills).toMatchObject([{ fill: { quantity: usd(2) }, at: day + 60_000, isDated: true }]);
  expect(told.gas).toEqual({ gas: 23n, keeper: 0n });
  expect(told.lots).toMatchObject([{ mark: usd(2_100), realised: 0n }]);
  expect(told.gaps.filter((gap) => gap.includes('before the day'))).toHaveLength(1);
  const { json } = await exportAccounting(ledger, { since: name(day), until: name(day), method: 'FIFO' });
  const rows = json as Record<string, string>[];
  expect(rows.filter(({ ledger: side }) => side === 'gas').map(({ amount }) => amount)).toEqual([
    '0.00000000000000002',
    '0.000000000000000003',
  ]);
  expect(rows.filter(({ ledger: side }) => side === 'cash').map(({ amount }) => amount)).toEqual(['-4001']);
});

test('behavior: what is dated by when it was noticed is said', async () => {
  const ledger = ledgerFor();
  await done(ledger, { fill: trade('Buy', 1, 2_000), at: day + 1_000, block: 11, isDated: false });
  await sampled(ledger, day + HOUR, 14, [perp(1, 2_100)]);
  const { gaps } = await statementOf(ledger, 'eth-book', day, ['FIFO']);
  expect(gaps.filter((gap) => gap.includes('dated by when they were noticed'))).toHaveLength(1);
});

test('behavior: a liquidation is in the lots, in the statement and in the accounting', async () => {
  const ledger = ledgerFor();
  await done(ledger, { fill: trade('Buy', 2, 2_000), at: day + 1_000, block: 11 });
  await ledger.commit([
    insertUnsolicited({
      ...{ id: newId(day + HOUR), chainId, account: sampleAccount, venue: 'perp-v2', kind: 'liquidation', order: '#1' },
      ...{ marginAccount: 'perp-v2 cross', fill: trade('Sell', 2, 1_600), text: 'liquidated', logIndex: 3 },
      ...{ blockNumber: 12n, blockHash: hashOf(12), transactionHash: hashOf(1_012), at: unixMillis(day + 2 * HOUR) },
    }),
    saveBlockTime({ chainId, hash: hashOf(12), number: 12n, timestamp: unixSeconds((day + HOUR) / 1_000) }),
  ]);
  await sampled(ledger, day + 3 * HOUR, 14);
  const told = await statementOf(ledger, 'eth-book', day, ['FIFO']);
  expect(told.fills.map(({ by, at }) => [by, at])).toEqual([
    ['ballast', day + 1_000],
    ['liquidation', day + HOUR],
  ]);
  expect(told.lots).toMatchObject([{ lots: [], realised: usd(-802) }]);
  const { json } = await exportAccounting(ledger, { since: name(day), until: name(day), method: 'FIFO' });
  const closing = (json as Record<string, string>[]).filter(({ note }) => note === 'liquidation');
  expect(closing.map(({ ledger: side, amount }) => [side, amount])).toEqual([
    ['cash', '3199'],
    ['asset', '-4001'],
    ['gain', '802'],
  ]);
});

const optionOf = (expiry: number): Option => ({
  ...{ kind: 'option', id: 'lyra ETH-22NOV26-2000-C', venue: 'lyra', underlying: 'ETH', right: 'call' },
  ...{ expiry: unixSeconds(expiry / 1_000), strike: usd(2_000) },
});
const held = (instrument: Option, quantity: number): Position => ({
  ...{ id: 'lyra #1', venue: 'lyra', account: sampleAccount, marginAccount: null, pricing: null, instrument },
  ...{ quantity: usd(quantity), mark: usd(20), value: wad(0n) },
});

test('behavior: an option that expires is told by lots and accounting, and what nothing tells any more is a gap', async () => {
  const ledger = ledgerFor();
  const option = optionOf(day + 8 * HOUR);
  await done(ledger, { fill: trade('Buy', 1, 50, option.id), at: day + 1_000, block: 11 });
  const seen = await sampled(ledger, day + HOUR, 12, [held(option, 1)]);
  await sampled(ledger, day + 9 * HOUR, 20);
  const asked = { since: name(day), until: name(day), method: 'FIFO' as const };
  const unpriced = await statementOf(ledger, 'eth-book', day, ['FIFO']);
  expect(unpriced.gaps.filter((gap) => gap.includes('no price of ETH'))).toHaveLength(1);
  await ledger.commit((db) =>
    db.insert(prices).values({ underlying: 'ETH', hour: unixMillis(day + 7 * HOUR), price: usd(2_030), imported: 0 }),
  );
  const told = await statementOf(ledger, 'eth-book', day, ['FIFO']);
  expect(told.lots).toMatchObject([{ lots: [], realised: usd(30 - 51) }]);
  expect(told.gaps).not.toContainEqual(expect.stringContaining('expire'));
  const { json } = await exportAccounting(ledger, asked);
  expect((json as Record<string, string>[]).filter(({ note }) => note === 'expired')).toHaveLength(3);
  await ledger.commit((db) => db.delete(positionsTable).where(eq(positionsTable.tick, seen.id)));
  const pruned = await exportAccounting(ledger, asked);
  expect((pruned.json as Record<string, string>[]).map(({ note }) => note)).toContainEqual(
    expect.stringContaining('its lots stand open'),
  );
});

test('behavior: what another account of ours has given keeps its cost; money that went for it is no lot', async () => {
  const ledger = ledgerFor();
  const option = optionOf(day + 30 * DAY);
  const asset = { instrument: option.id, position: 'lyra #9', quantity: usd(2) };
  const usdc = { token: 'USDC', address: desk, decimals: 6, amount: tokenAmount(300_000_000n) };
  const reference = newId(day);
  const give = (to: Address, what: typeof asset | typeof usdc): OrderTerms & Fill => ({
    ...{ kind: 'transfer', venue: 'wallet', asset: what, to, reference },
  });
  const parent = sampleParent({ chainId });
  await ledger.commit([
    insertParents([parent]),
    (db, holder) =>
      db.insert(blocks).values({
        ...{ id: reference, holder, chainId, instrument: option.id, side: 'Buy', quantity: usd(2), method: 'transfer' },
        ...{ strategy: 'desk', account: desk, maxDeviation: bps(10), status: 'Working', text: '', author: 'ann' },
        ...{ createdAt: unixMillis(day), updatedAt: unixMillis(day) },
      }),
    (db) =>
      db.insert(blockMembers).values({
        block: reference,
        parent: parent.id,
        strategy: 'eth-book',
        account: sampleAccount,
        quantity: usd(2),
        gives: usdc,
      }),
  ]);
  await done(ledger, { fill: give(desk, usdc), terms: give(desk, usdc), at: day + 1_000, block: 11 });
  await done(ledger, {
    fill: trade('Buy', 3, 100, option.id),
    at: day + 2_000,
    block: 12,
    account: desk,
    strategy: 'desk',
  });
  const given = give(sampleAccount, asset);
  await done(ledger, { fill: given, terms: given, at: day + 3_000, block: 13, account: desk, strategy: 'desk' });
  await sampled(ledger, day + HOUR, 14, [held(option, 2)]);
  const told = await statementOf(ledger, 'eth-book', day, ['FIFO']);
  expect(told.gaps.filter((gap) => !gap.includes('sample') && !gap.includes('recorded'))).toEqual([]);
  expect(told.lots).toMatchObject([{ lots: [{ quantity: usd(2), cost: (usd(301) * 2n) / 3n }], realised: 0n }]);
  expect(told.fills.map(({ by, giver }) => [by, giver])).toEqual([
    ['ballast', null],
    ['given', desk],
  ]);
  const asked = { since: name(day), until: name(day), method: 'FIFO' as const };
  const { json } = await exportAccounting(ledger, { ...asked, book: 'eth-book' });
  expect((json as Record<string, string>[]).map((row) => [row['ledger'], row['instrument'], row['amount']])).toEqual([
    [`given to ${desk}`, 'USDC', '300'],
    ['wallet', 'USDC', '-300'],
    ['received at cost', option.id, '-200.666666666666666666'],
    ['asset', option.id, '200.666666666666666666'],
  ]);
});

test('behavior: further chains have statements of their own, and the paper says so in every form', async () => {
  const ledger = ledgerFor();
  await sampled(ledger, day + HOUR, 12);
  await sampled(ledger, day + 2 * HOUR, 14);
  await sampled(ledger, day + HOUR, 12, [perp(1, 2_000)], 'eth-book@base');
  const asked = { book: 'eth-book', day: name(day) };
  const { text, json } = await statement(ledger, asked);
  expect(text).toContain('eth-book@base');
  expect((await statement(ledger, { ...asked, csv: true })).text).toContain('eth-book@base');
  expect(json).toMatchObject({ gaps: expect.arrayContaining([expect.stringContaining('eth-book@base')]) });
  const far = await statement(ledger, { ...asked, book: 'eth-book@base' });
  expect(far.text).toContain('perp-v2 ETH');
  await expect(statement(ledger, { ...asked, book: 'eth-book@moon' })).rejects.toThrow('knows no strategy');
});

test('behavior: a venue that was not read, and a row that cannot be, are gaps, and the rest is told', async () => {
  const ledger = ledgerFor();
  const tick = await sampled(ledger, day + HOUR, 12, [perp(1, 2_000)]);
  await ledger.commit([
    (db) =>
      db
        .update(ticks)
        .set({ summary: { unread: [{ venue: 'lyra' }] } })
        .where(eq(ticks.id, tick.id)),
    (db) => db.update(positionsTable).set({ instrument: sql`'{broken'` }).where(eq(positionsTable.tick, tick.id)),
  ]);
  const { gaps, fills } = await statementOf(ledger, 'eth-book', day, ['FIFO']);
  expect(fills).toEqual([]);
  expect(gaps).toContainEqual(expect.stringContaining('lyra could not be read at closing'));
  expect(gaps).toContainEqual(expect.stringContaining('what was held at closing cannot be read'));
});

test('behavior: what was traded after the sample is said where lots and positions differ by it', async () => {
  const ledger = ledgerFor();
  await done(ledger, { fill: trade('Buy', 1, 2_000), at: day + 1_000, block: 11 });
  await sampled(ledger, day + HOUR, 14, [perp(1, 2_100)]);
  const told = async () =>
    (await statementOf(ledger, 'eth-book', day, ['FIFO'])).gaps.filter((gap) => gap.includes('held'));
  expect(await told()).toEqual([]);
  await done(ledger, { fill: trade('Buy', 2, 2_000), at: day + 2 * HOUR, block: 20 });
  expect(await told()).toContainEqual(
    '1 of perp-v2 ETH was held at the sample; it was traded since, and its lots hold 3',
  );
});

test('behavior: a perpetual has a notional, and is worth what its margin account says', async () => {
  const ledger = ledgerFor();
  await sampled(ledger, day + HOUR, 12, [perp(1, 2_000)]);
  await sampled(ledger, day + 2 * HOUR, 14, [perp(1, 2_000)]);
  const { text } = await statement(ledger, { book: 'eth-book', day: name(day) });
  expect(text).toMatch(/notional usd\nperp-v2 ETH {2}perp-v2 ETH +1 +2 000 +2 000\n/);
  expect(text).toContain('what a perpetual is worth is in its margin account');
});

test('behavior: gas is told apart from fees, and both add up to what they were together', async () => {
  const ledger = ledgerFor();
  await sampled(ledger, day + HOUR, 12);
  const told = await statementOf(ledger, 'eth-book', day, ['FIFO']);
  const pnl = {
    ...{ from: day, to: day, total: -3, parts: { ...noParts(), fees: -5 }, gross: 5, byUnderlying: [], byPosition: [] },
    ...{ transfers: 0, gas: 2, gaps: [] },
  };
  const table = statementDocument({ ...told, pnl }).tables.find(({ title }) => title.startsWith('Profit'));
  expect(table?.rows).toEqual(
    expect.arrayContaining([
      ['fees', '-3'],
      ['gas', '-2'],
      ['total', '-3'],
    ]),
  );
});
