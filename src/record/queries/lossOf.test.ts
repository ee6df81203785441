import type { Address } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { PnlSide } from '../../assess/pnl/pnlSide.js';
import { worthOf } from '../../assess/pnl/pnlSide.js';
import { margin, perp, side, start, token } from '../../assess/pnl/testing/book.js';
import type { LevelLimits } from '../../model/limits.js';
import type { Mode } from '../../model/mode.js';
import type { RiskReport } from '../../model/riskReport.js';
import { unixMillis, unixSeconds } from '../../model/units.js';
import { toyStrategy } from '../../plan/testing/toyBook.js';
import { type Ledger, openLedger } from '../ledger.js';
import { insertMarginAccounts, insertPositions, insertRisk, insertTick } from '../statements/ticks.js';
import { sampleAccount, sampleTick } from '../testing/sample.js';
import { exposuresOf } from './exposures.js';
import { lossOf } from './lossOf.js';

const hour = 3_600;
const at = (seconds: number) => unixMillis((start + seconds) * 1_000);
const elsewhere: Address = `0x${'9'.repeat(40)}`;

function freshLedger(): Ledger {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

interface Of {
  strategy?: string;
  account?: Address;
  mode?: Mode;
}

/** A perpetual of 1 ETH with margin: what the price does is won or lost. */
async function sample(ledger: Ledger, seconds: number, price: number, of: Of = {}): Promise<void> {
  const { strategy = 'mine', account = sampleAccount, mode = 'live' } = of;
  const book: PnlSide = side(seconds, {
    positions: [perp(1, price), token('USDC', 500)],
    marginAccounts: [margin('perp-v2 cross', 1_000 + (price - 2_000), 1_000)],
    prices: { ETH: price },
  });
  const tick = sampleTick({
    ...{ strategy, account, at: at(seconds), blockNumber: book.block, blockTimestamp: unixSeconds(start + seconds) },
    summary: { mode },
  });
  const report = {
    positions: [{ deltaUsd: price, charm: 0 }],
    underlyings: [{ underlying: 'ETH', price }],
    marginAccounts: [],
    portfolio: { equity: worthOf(book) },
  } as unknown as RiskReport;
  await ledger.commit([
    insertTick(tick),
    insertPositions(tick.id, book.positions),
    insertMarginAccounts(tick.id, book.marginAccounts),
    insertRisk(tick.id, report),
  ]);
}

test('default: what the last 24 hours have cost; from the sample that they began with; a gain is negative', async () => {
  const ledger = freshLedger();
  await sample(ledger, 0, 2_400);
  await sample(ledger, 10 * hour, 2_000);
  await sample(ledger, 20 * hour, 1_900);
  expect(await lossOf(ledger, 'mine', at(20 * hour))).toBeCloseTo(500, 6);
  await sample(ledger, 40 * hour, 1_950);
  expect(await lossOf(ledger, 'mine', at(40 * hour))).toBeCloseTo(50, 6);
  await sample(ledger, 60 * hour, 2_050);
  expect(await lossOf(ledger, 'mine', at(60 * hour))).toBeCloseTo(-150, 6);
});

test('behavior: a book of which one sample or none is kept has lost nothing yet', async () => {
  const ledger = freshLedger();
  expect(await lossOf(ledger, 'mine', at(0))).toBe(0);
  const another = freshLedger();
  await sample(another, 0, 2_000);
  expect(await lossOf(another, 'mine', at(1))).toBe(0);
});

test('behavior: the figure is good for five minutes, of its own ledger and its own book', async () => {
  const ledger = freshLedger();
  await sample(ledger, 0, 2_000);
  await sample(ledger, hour, 1_900);
  expect(await lossOf(ledger, 'mine', at(hour))).toBeCloseTo(100, 6);
  await sample(ledger, hour + 60, 1_700);
  expect(await lossOf(ledger, 'mine', at(hour + 299))).toBeCloseTo(100, 6);
  expect(await lossOf(ledger, 'another', at(hour + 299))).toBe(0);
  expect(await lossOf(freshLedger(), 'mine', at(hour + 299))).toBe(0);
  expect(await lossOf(ledger, 'mine', at(hour + 300))).toBeCloseTo(300, 6);
});

test('behavior: a level counts the live books that it is about, and a gain of one makes up for the loss of another', async () => {
  const ledger = freshLedger();
  const books: readonly [Of, number, number][] = [
    [{ strategy: 'mine' }, 2_000, 1_900],
    [{ strategy: 'beside' }, 2_000, 1_960],
    [{ strategy: 'afar', account: elsewhere }, 2_000, 1_700],
    [{ strategy: 'winner', account: elsewhere }, 2_000, 2_050],
    [{ strategy: 'rehearsal', mode: 'shadow' }, 2_000, 1_000],
  ];
  for (const [of, before, after] of books) {
    await sample(ledger, 0, before, of);
    await sample(ledger, hour, after, of);
  }
  const limits = { day: { loss: { review: null, reject: 1 } } };
  const above: LevelLimits[] = [
    { level: 'account', account: sampleAccount, limits },
    { level: 'global', limits },
  ];
  const strategy = { ...toyStrategy([], { name: 'mine', account: sampleAccount }), above };
  const found = await exposuresOf(ledger, strategy, at(hour));
  const losses = Object.entries(found?.used ?? {}).map(([level, { lossLastDay }]) => [level, Math.round(lossLastDay)]);
  expect(Object.fromEntries(losses)).toEqual({ strategy: 100, account: 140, global: 390 });
});

test('behavior: limits on something else read no losses', async () => {
  const ledger = freshLedger();
  await sample(ledger, 0, 2_000);
  await sample(ledger, hour, 1_900);
  const above: LevelLimits[] = [{ level: 'global', limits: { minute: { orders: { review: null, reject: 1 } } } }];
  const strategy = { ...toyStrategy([], { name: 'mine', account: sampleAccount }), above };
  expect((await exposuresOf(ledger, strategy, at(hour)))?.used.global.lossLastDay).toBe(0);
});
