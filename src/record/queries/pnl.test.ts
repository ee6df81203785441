import type { Address } from 'viem';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { PnlSide } from '../../assess/pnl/pnlSide.js';
import { worthOf } from '../../assess/pnl/pnlSide.js';
import { margin, perp, side, start, token, tradeFill } from '../../assess/pnl/testing/book.js';
import type { RiskReport } from '../../model/riskReport.js';
import type { UnixMillis } from '../../model/units.js';
import { tokenAmount, unixMillis, unixSeconds, wei } from '../../model/units.js';
import { pnl as pnlVerb } from '../../operate/cli/risk/pnl.js';
import { createPnlCloser } from '../../tick/pnlCloser.js';
import { createAlarms } from '../alarms.js';
import { newId } from '../id.js';
import { type Ledger, openLedger } from '../ledger.js';
import { insertAttempt } from '../statements/attempts.js';
import { insertFill, voidFillsOf } from '../statements/orders.js';
import { insertMarginAccounts, insertPositions, insertRisk, insertTick } from '../statements/ticks.js';
import { sampleAccount, sampleAttempt, sampleOrder, sampleTick, workOf } from '../testing/sample.js';
import { openAlerts } from './alerts.js';
import { pnlBetween } from './pnl.js';
import { pnlDays } from './pnlDays.js';
import { createPnlEvents } from './pnlEvents.js';
import type { RecordedTick } from './recordedTick.js';

const strategy = 'eth-book';
const hour = 3_600;
const at = (seconds: number) => unixMillis((start + seconds) * 1_000);
const silent = { debug() {}, info() {}, warn() {}, error() {} };

let ledger: Ledger;
beforeEach(() => {
  ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
});

/** A perpetual of `quantity` ETH beside a wallet, `lost` USD of its margin gone. */
const book = (seconds: number, price: number, { quantity = 1, lost = 0 } = {}): PnlSide =>
  side(seconds, {
    positions: [perp(quantity, price), token('USDC', 500)],
    marginAccounts: [margin('perp-v2 cross', 1_000 + (price - 2_000) - lost, 1_000)],
    prices: { ETH: price },
  });

/** Blocks are numbered by seconds. */
async function sample(
  of: PnlSide,
  more: { unread?: boolean; waiting?: unknown[]; dropped?: boolean } = {},
): Promise<void> {
  const seconds = Number(of.block);
  const tick = sampleTick({
    strategy,
    at: at(seconds),
    blockNumber: of.block,
    blockTimestamp: unixSeconds(start + seconds),
    summary: {
      unread: more.unread ? [{ venue: 'perp-v2', error: 'it did not answer' }] : [],
      waiting: more.waiting ?? [],
    },
  });
  const report = {
    positions: [],
    underlyings: Object.entries(of.prices).map(([underlying, price]) => ({ underlying, price })),
    marginAccounts: [],
    portfolio: { equity: worthOf(of) },
  } as unknown as RiskReport;
  if (more.dropped) return ledger.commit([insertTick(tick)]);
  await ledger.commit([
    insertTick(tick),
    insertPositions(tick.id, of.positions),
    insertMarginAccounts(tick.id, of.marginAccounts),
    insertRisk(tick.id, report),
  ]);
}

/** Bought at `seconds` for this strategy; its transaction cost a thousandth of an ether. */
async function bought(seconds: number, quantity: number, price: number): Promise<void> {
  const order = sampleOrder({ createdAt: at(seconds), chainId: 31337, account: sampleAccount });
  const attempt = sampleAttempt(order, { state: 'Final', blockNumber: BigInt(seconds), gasCost: wei(10n ** 15n) });
  await ledger.commit([
    workOf(order),
    insertAttempt(attempt),
    insertFill({
      id: newId(at(seconds)),
      order: order.id,
      attempt: attempt.id,
      fill: tradeFill('perp-v2 ETH', quantity, price, 2),
      at: at(seconds + 5),
    }),
  ]);
}

test('default: sample by sample, with the fills and the gas of their blocks', async () => {
  await sample(book(0, 2_000));
  await sample(book(hour, 2_040));
  // Half-way to the next sample the mark is 2 030: one bought at 2 031 for 2, and 2 020 at the end.
  await bought(1.5 * hour, 1, 2_031);
  await sample(book(2 * hour, 2_020, { quantity: 2, lost: 11 + 2 }));
  const report = await pnlBetween(ledger, strategy, { from: at(0), to: at(2 * hour) });
  expect(report).toMatchObject({ from: at(0), to: at(2 * hour), transfers: 0 });
  expect(report?.gas).toBeCloseTo(2.03, 9);
  expect(report?.parts.delta).toBeCloseTo(40 - 20 - 10, 6);
  expect(report?.parts.trades).toBeCloseTo(-1, 6);
  expect(report?.parts.fees).toBeCloseTo(-4.03, 6);
  expect(report?.parts.unexplained).toBeCloseTo(0, 6);
  expect(report?.total).toBeCloseTo(20 - 13 - 2.03, 6);
});

/** A transfer of dollars at `seconds`, by an order of `giver`. */
async function given(seconds: number, giver: Address, to: Address, dollars: number, voided = false): Promise<void> {
  const { instrument } = token('USDC', 0);
  if (instrument.kind !== 'token') throw new Error('it is a token');
  const { symbol, address, decimals } = instrument;
  const order = sampleOrder({ createdAt: at(seconds), chainId: 31337, account: giver });
  const attempt = sampleAttempt(order, {
    state: 'Final',
    blockNumber: BigInt(seconds),
    gasCost: wei(0n),
    account: giver,
  });
  const asset = { token: symbol, address, decimals, amount: tokenAmount(BigInt(dollars) * 10n ** BigInt(decimals)) };
  await ledger.commit([
    workOf(order),
    insertAttempt(attempt),
    insertFill({
      ...{ id: newId(at(seconds)), order: order.id, attempt: attempt.id, at: at(seconds + 5) },
      fill: { kind: 'transfer', asset, to },
    }),
    voided ? voidFillsOf(attempt.id) : [],
  ]);
}

test('behavior: what own accounts gave to each other is capital that moved, from either side', async () => {
  const other = '0x00000000000000000000000000000000000a11ce';
  const stranger = '0x00000000000000000000000000000000000c0de1';
  await sample(side(0, { positions: [token('USDC', 500)] }));
  await given(60, sampleAccount, other, 200);
  await given(70, other, sampleAccount, 40);
  await given(80, other, stranger, 7);
  await given(90, sampleAccount, other, 1_000, true);
  await sample(side(120, { positions: [token('USDC', 340)] }));
  const tick = (seconds: number) =>
    sampleTick({ strategy, account: sampleAccount, chainId: 31337, at: at(seconds), blockNumber: BigInt(seconds) });
  const { between } = await createPnlEvents(ledger, tick(0) as RecordedTick, tick(120) as RecordedTick);
  const seen = between(side(0), side(120)).transfers ?? [];
  expect(seen.map(({ isGiven, fill }) => [isGiven, 'token' in fill.asset && fill.asset.amount])).toEqual([
    [true, 200n * 10n ** 18n],
    [false, 40n * 10n ** 18n],
  ]);
  const report = await pnlBetween(ledger, strategy, { from: at(0), to: at(120) });
  expect(report).toMatchObject({ total: 0, transfers: -160, gaps: [] });
});

test('behavior: it begins with the last sample before, and never with one in which a venue was not read', async () => {
  await sample(book(0, 2_000));
  await sample(side(hour, {}), { unread: true });
  await sample(book(2 * hour, 2_010));
  const report = await pnlBetween(ledger, strategy, { from: at(1.5 * hour), to: at(3 * hour) });
  expect(report).toMatchObject({ from: at(0), total: 10, transfers: 0 });
});

test('behavior: what waits at a venue is still ours', async () => {
  const held = { token: margin('x', 1).collateral, amount: tokenAmount(200_000_000n) };
  await sample(side(0, { positions: [token('USDC', 500)] }));
  await sample(side(60, { positions: [token('USDC', 300)] }), { waiting: [{ held }, { held: null }] });
  expect(await pnlBetween(ledger, strategy, { from: at(0), to: at(60) })).toMatchObject({ total: 0, transfers: 0 });
});

test('behavior: fewer than two samples tell nothing; a long silence and a changed file are told', async () => {
  expect(await pnlBetween(ledger, strategy, { from: at(0), to: at(hour) })).toBeNull();
  await sample(book(0, 2_000));
  expect(await pnlBetween(ledger, strategy, { from: at(0), to: at(hour) })).toBeNull();
  await sample(book(4 * hour, 2_000));
  const report = await pnlBetween(ledger, strategy, { from: at(0), to: at(5 * hour) });
  expect(report?.gaps).toEqual([expect.stringContaining('nothing was recorded from 2025-01-01 00:00 UTC')]);
});

test('behavior: what begins later than asked, since older samples were dropped, says so', async () => {
  await sample(book(0, 2_000), { dropped: true });
  await sample(book(hour, 2_000));
  await sample(book(2 * hour, 2_010));
  const report = await pnlBetween(ledger, strategy, { from: at(0), to: at(2 * hour) });
  expect(report).toMatchObject({ from: at(hour), total: 10 });
  expect(report?.gaps).toEqual([expect.stringContaining('before 2025-01-01 01:00 UTC has been dropped')]);
});

describe('the end of a day', () => {
  const day = 86_400;
  let clock: UnixMillis;
  const close = (bound = 0.05) =>
    createPnlCloser({
      ledger,
      alarms: createAlarms({ ledger, now: () => clock, log: silent }),
      now: () => clock,
      log: silent,
    })(strategy, bound);
  const days = async () => (await pnlDays(ledger, strategy, { from: at(0), to: at(9 * day) })).map((one) => one.day);

  test('default: closed once, some minutes after it; what it leaves unexplained is an alert until a day is explained', async () => {
    for (let h = 0; h < 24; h++) await sample(book(h * hour, 2_000 + h));
    // 30 of the margin went who knows where, against 24 of delta.
    await sample(book(24 * hour, 2_024, { lost: 30 }));
    clock = at(day + 60);
    await close();
    expect(await days()).toEqual([]);
    clock = at(day + 660);
    await close();
    expect(await days()).toEqual([at(0)]);
    expect(await openAlerts(ledger)).toMatchObject([
      {
        code: 'PNL_UNEXPLAINED',
        subject: strategy,
        text: expect.stringContaining('2025-01-01: -30.00 usd are unexplained'),
      },
    ]);
    for (let h = 25; h <= 48; h++) await sample(book(h * hour, 2_000 + h, { lost: 30 }));
    clock = at(2 * day + 660);
    await close();
    expect(await days()).toEqual([at(day), at(0)]);
    expect(await openAlerts(ledger)).toEqual([]);
  });

  test('behavior: days of which nothing is kept are passed over', async () => {
    await sample(book(0, 2_000));
    await sample(book(hour, 2_001));
    await sample(book(5 * day, 2_001));
    await sample(book(5 * day + hour, 2_002));
    clock = at(7 * day);
    const closer = createPnlCloser({
      ledger,
      alarms: createAlarms({ ledger, now: () => clock, log: silent }),
      now: () => clock,
      log: silent,
    });
    for (let i = 0; i < 4; i++) await closer(strategy, 0.05);
    expect(await days()).toEqual([at(5 * day), at(0)]);
  });

  test('behavior: `ballast pnl` shows closed days, the one that is not over, and their sum', async () => {
    for (let h = 0; h <= 30; h++) await sample(book(h * hour, 2_000 + h));
    clock = at(day + 700);
    await close();
    const { json, text } = await pnlVerb(ledger, at(30 * hour), { strategy, days: 3 });
    expect(json).toMatchObject([
      {
        strategy,
        days: [
          { day: at(0), closed: true },
          { day: at(day), closed: false },
        ],
        total: { total: 30 },
      },
    ]);
    expect(text).toMatch(/2025-01-01 +\+24\.00 +\+24\.00/);
    expect(text).toMatch(/2025-01-02 \* +\+6\.00/);
    expect(text).toMatch(/all +\+30\.00/);
    const since = await pnlVerb(ledger, at(30 * hour), { from: '2025-01-01T20:00', to: '2025-01-01T22:00Z' });
    expect(since.json).toMatchObject([{ days: [{ closed: false, report: { total: 2 } }] }]);
    await expect(pnlVerb(ledger, at(hour), { from: 'yesterday' })).rejects.toThrow('--from is not a day');
    await expect(pnlVerb(ledger, at(hour), { from: '2025-02-01', to: '2025-01-01' })).rejects.toThrow(
      'no time between',
    );
    const empty = await pnlVerb(ledger, at(90 * day), { strategy });
    expect(empty.text).toContain('nothing can be told');
  });
});
