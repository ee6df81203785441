import { expect, onTestFinished, test } from 'vitest';
import { assess } from '../assess/assess.js';
import { type UnixMillis, unixMillis } from '../model/units.js';
import { toySnapshot } from '../plan/testing/toyBook.js';
import { type Ledger, openLedger } from '../record/ledger.js';
import { latestPulses } from '../record/queries/pulses.js';
import { booksWithSeries } from '../record/queries/seriesOf.js';
import { type KeepPulseOptions, keepPulse } from './keepPulse.js';

const begin = 1_700_000_000_000;
const snapshot = toySnapshot([]);
const risk = assess(snapshot, new Map());

function opened(changes: Partial<KeepPulseOptions> = {}) {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(ledger.close);
  const clock = { now: unixMillis(begin) };
  const warned: string[] = [];
  const pulse = keepPulse({
    ...{ chainId: 1, chain: 'lab', maxHeadAgeMs: 30_000, ledger, everyMs: 0, now: () => clock.now },
    kept: { strategies: [{ name: 'eth-book', atStake: [{ above: 0, endpoints: 2, confirmations: 1 }] }], keys: [] },
    pool: { state: () => [], clock: { now: () => clock.now, pause: async () => {} } },
    log: { debug() {}, info() {}, error() {}, warn: (_, text) => warned.push(text ?? '') },
    ...changes,
  });
  const tick = async (at: UnixMillis, strategy = 'eth-book') => {
    clock.now = at;
    pulse.began(snapshot.block);
    pulse.saw({ strategy, risk, snapshot });
    await pulse.ended();
  };
  return { ledger, pulse, tick, warned };
}

const only = async (ledger: Ledger) => {
  const [pulse, ...others] = await latestPulses(ledger);
  expect(others).toEqual([]);
  if (!pulse) throw new Error('no pulse');
  return pulse;
};

test('default: each tick leaves the state of the loop, and a point of the book', async () => {
  const { ledger, pulse, tick } = opened();
  await tick(unixMillis(begin + 1_000));
  pulse.abandoned();
  await tick(unixMillis(begin + 2_000));
  const told = await only(ledger);
  expect(told).toMatchObject({
    ...{ chain: 'lab', pid: process.pid, startedAt: begin, writtenAt: begin + 2_000, books: ['eth-book'] },
    head: { number: Number(snapshot.block.number), hash: snapshot.block.hash },
    ticks: { counted: 2, abandoned: 1, lastAt: begin + 2_000 },
    quorum: { wanted: 2, available: 0 },
    journal: { openAttempts: 0, oldestAt: null, lastError: null },
  });
  expect(told.figures['eth-book']).toMatchObject({
    ...{ at: begin + 2_000, block: Number(snapshot.block.number) },
    values: { equityUsd: risk.portfolio.equity, worstHealth: risk.portfolio.worstHealth },
  });
  expect(await booksWithSeries(ledger)).toEqual(['eth-book']);
});

test('behavior: a portfolio of several chains is told once, by the book on its first', async () => {
  const strategies = [{ name: 'eth-book@other', home: 'eth-book', atStake: [] }];
  const { ledger, tick } = opened({ kept: { strategies, keys: [] } });
  await tick(unixMillis(begin), 'eth-book@other');
  expect((await only(ledger)).figures).toEqual({});
  expect(await booksWithSeries(ledger)).toEqual([]);
});

test('behavior: what a strategy that is not kept any more was is told no longer', async () => {
  const { ledger, pulse, tick } = opened();
  await tick(unixMillis(begin));
  pulse.keeps({ strategies: [], keys: [] });
  await tick(unixMillis(begin + 1_000));
  expect(await only(ledger)).toMatchObject({ books: [], figures: {} });
});

test('behavior: a ledger that cannot be written costs the loop nothing, is told once, and by the next pulse', async () => {
  const real = openLedger({ file: ':memory:' });
  onTestFinished(real.close);
  let isBroken = true;
  const ledger: Ledger = {
    ...real,
    commit: async (work) => {
      if (isBroken) throw new Error('database or disk is full');
      await real.commit(work);
    },
  };
  const { tick, warned } = opened({ ledger });
  await tick(unixMillis(begin + 1_000));
  await tick(unixMillis(begin + 2_000));
  expect(warned).toEqual(['the pulse cannot be written']);
  isBroken = false;
  await tick(unixMillis(begin + 3_000));
  const { journal, ticks } = await only(real);
  expect(journal.lastError).toMatchObject({ text: 'database or disk is full', at: begin + 2_000 });
  expect(ticks.counted).toBe(3);
});

test('behavior: what is open is written when it ends', async () => {
  const { ledger, pulse, tick } = opened({ everyMs: Number.POSITIVE_INFINITY });
  await tick(unixMillis(begin + 1_000));
  await tick(unixMillis(begin + 2_000));
  await pulse.run(AbortSignal.abort());
  expect((await only(ledger)).ticks.counted).toBe(2);
  expect(await booksWithSeries(ledger)).toEqual(['eth-book']);
});
