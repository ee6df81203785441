import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { assess } from '../../src/assess/assess.js';
import { createJavascriptKernel } from '../../src/assess/pricing/javascriptKernel.js';
import { DAY, HOUR } from '../../src/model/time.js';
import { unixMillis } from '../../src/model/units.js';
import { stressedHoldings } from '../../src/operate/cli/risk/testing/stressedBook.js';
import { readSeries, type SeriesAsk } from '../../src/operate/views/series.js';
import { toySnapshot } from '../../src/plan/testing/toyBook.js';
import { reportOf } from '../../src/plan/triggers/testing/reportOf.js';
import { type Ledger, openLedger } from '../../src/record/ledger.js';
import { minuteChunk, minuteLevel, type SeriesRow, tickChunk, tickLevel } from '../../src/record/series/seriesChunk.js';
import { replaceSeries } from '../../src/record/statements/series.js';
import { series } from '../../src/record/tables/series.js';
import { keepPulse } from '../../src/tick/keepPulse.js';
import type { Contest, Contestant, Line } from '../contest.js';

/** Blocks of a quarter of a second: 350,000 a day. */
const ticksADay = 350_000;
const tickMs = DAY / ticksADay;
const now = unixMillis(1_800_000_000_000);
const book = 'eth-book';
const daysOfTicks = 7;

/** A book of two underlyings and four margin accounts, whose figures move as figures do: each a little, and not every one at each tick. */
const columns = [
  ...['equityUsd', 'deltaUsd', 'gammaUsd', 'vegaUsd', 'thetaUsd', 'worstHealth', 'liquidationDistance', 'gasGwei'],
  ...['priceUsd:ETH', 'delta:ETH', 'priceUsd:BTC', 'delta:BTC'],
  ...['gmx-v2 ETH/USD short USDC', 'perp-v2 cross', 'lyra #2', 'aave-v3 account'].map((name) => `health:${name}`),
];
const begin = [500_000, 3_000, -900, -4_000, 700, 1.4, 0.2, 0.02, 2_000, 1.4, 60_000, 0.1, 1.5, 1.5, 1.5, 1.5];

/** Chunks of so long, closed, one after the other. */
function* walk(from: number, to: number, stepMs: number, lengthMs: number): Generator<SeriesRow> {
  const draw = drawsOf(7);
  const figures = [...begin];
  for (let start = from; start < to; start += lengthMs) {
    const at: number[] = [];
    const values = columns.map((): number[] => []);
    for (let time = Math.ceil(start / stepMs) * stepMs; time < start + lengthMs; time += stepMs) {
      at.push(Math.floor(time));
      for (const [c, value] of figures.entries()) {
        const next = draw() < 0.7 ? value * (1 + 0.0002 * (draw() - 0.5)) : value;
        figures[c] = next;
        values[c]?.push(next);
      }
    }
    yield tickChunk(book, { columns, at, values }, true);
  }
}

/** Numerical Recipes' linear congruence: the same book in every run. */
function drawsOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A year of it, as a daemon has it by then: minutes of all that is older than a week. */
async function filled(): Promise<{ ledger: Ledger; close: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-bench-series-'));
  const ledger = openLedger({ file: join(folder, 'ledger.db') });
  const close = () => {
    ledger.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const ticksFrom = now - daysOfTicks * DAY;
  // A tick a minute, hours at once: a minute is read as quickly whatever it is made of.
  for (const hour of walk(now - 365 * DAY, ticksFrom, 60_000, HOUR)) {
    await ledger.commit(replaceSeries(minuteChunk(book, [hour])));
  }
  for (const minute of walk(ticksFrom, now, tickMs, 60_000)) await ledger.commit(replaceSeries(minute));
  return { ledger, close };
}

const reads: readonly { name: string; ask: SeriesAsk; atMostMs: number }[] = [
  { name: 'an hour', ask: { from: now - HOUR, points: 1_000 }, atMostMs: 50 },
  { name: 'a day of 350,000 ticks', ask: { points: 1_000 }, atMostMs: 50 },
  { name: 'what has come since, of a day', ask: { points: 1_000, since: now - 60_000 }, atMostMs: 10 },
  { name: 'a day, one figure', ask: { points: 1_000, columns: ['equityUsd'] }, atMostMs: 50 },
  { name: 'a week of 2,450,000 ticks', ask: { from: now - daysOfTicks * DAY, points: 1_000 }, atMostMs: 500 },
  { name: 'a year', ask: { from: now - 365 * DAY, points: 1_000 }, atMostMs: 500 },
];

export function contests(): Contest[] {
  let made: Awaited<ReturnType<typeof filled>> | undefined;
  const reading: Contest = {
    title: 'series: what a picture of a book is read in, 16 figures, at most 1,000 steps',
    unit: 'ms',
    clock: 'processor',
    contestants: async () => {
      const { ledger, close } = await filled();
      made = { ledger, close };
      return reads.map(
        ({ name, ask }): Contestant => ({
          ...{ name, per: 1 },
          run: async () => void (await readSeries(ledger, ask, now)),
        }),
      );
    },
    limits: reads.map(({ name, atMostMs }) => ({ of: name, atMost: atMostMs })),
    lines: () => {
      const room = made ? roomOf(made.ledger) : [];
      made?.close();
      return room;
    },
  };
  return [reading, writing()];
}

/** Bytes of a day, and of the year without its last week. */
function roomOf(ledger: Ledger): Line[] {
  const rows = ledger.db
    .select({ level: series.level, bytes: sql<number>`sum(length(fine) + length(coarse) + length(columns))` })
    .from(series)
    .groupBy(series.level)
    .all();
  const bytes = (level: number) => (rows.find((row) => row.level === level)?.bytes ?? Number.NaN) / 1_048_576;
  const day = bytes(tickLevel) / daysOfTicks;
  const year = bytes(minuteLevel);
  return [
    { say: `a day of 350,000 ticks takes ${day.toFixed(1)} MiB: at most 16`, met: day <= 16 },
    { say: `a year of minutes takes ${year.toFixed(0)} MiB, of one tick each` },
  ];
}

/** What each tick of the loop does more: the point is noted, and once a second it is written with the pulse. */
function writing(): Contest {
  const ticksASecond = 1_000 / tickMs;
  const snapshot = toySnapshot([]);
  const risk = { ...assess(snapshot, new Map()), ...reportOf(stressedHoldings, createJavascriptKernel()) };
  const ticking = (name: string, everyMs: number): Contestant => {
    const folder = mkdtempSync(join(tmpdir(), 'ballast-bench-pulse-'));
    const ledger = openLedger({ file: join(folder, 'ledger.db') });
    let at: number = now;
    const clock = () => unixMillis(Math.floor(at));
    const pulse = keepPulse({
      ...{ chainId: 1, chain: 'lab', maxHeadAgeMs: 30_000, ledger, everyMs, now: clock },
      kept: { strategies: [{ name: book, atStake: [] }], keys: [] },
      pool: { state: () => [], clock: { now: clock, pause: async () => {} } },
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
    return {
      ...{ name, per: 1 },
      async run() {
        at += tickMs;
        pulse.began(snapshot.block);
        pulse.saw({ strategy: book, risk, snapshot });
        await pulse.ended();
      },
      close() {
        ledger.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  };
  const noted = 'a point is noted';
  const written = 'and written with the pulse, which is once a second';
  return {
    title: `series: what a tick costs more, ${ticksASecond.toFixed(1)} of which come a second`,
    unit: 'ms',
    of: 'tick',
    clock: 'processor',
    contestants: async () => [ticking(noted, Number.POSITIVE_INFINITY), ticking(written, 0)],
    limits: [
      { of: noted, atMost: 0.05 },
      { of: written, atMost: 5 },
    ],
  };
}
